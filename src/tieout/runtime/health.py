"""Health: whether a company's books can be read at all; it tells nothing of them."""

from __future__ import annotations

from sqlalchemy.exc import SQLAlchemyError

from tieout.core.catalogue import problem
from tieout.core.errors import TransientError
from tieout.runtime.company import Company


class BooksUnreadable(TransientError):
    """The books do not answer."""

    problem = problem("outside_unavailable", why="The company's books do not answer.")


def readable(company: Company) -> None:
    """Look once.

    Raises:
        TransientError: the books do not answer.
    """
    try:
        with company.database.read() as connection:
            connection.exec_driver_sql("SELECT 1").scalar_one()
    except SQLAlchemyError as fault:
        raise BooksUnreadable("the books do not answer") from fault
