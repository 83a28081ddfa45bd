"""Server fault: what a database server says when something is wrong, as what a person or a retry does.

Transient: the server is away, starting, full or busy; the verb may be run again and loses nothing.
Terminal: the server is there and refuses the user; somebody has to grant something first. What says that
a statement of ours is wrong is neither and stays what it is.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy.engine import ExceptionContext

from tieout.core.catalogue import problem
from tieout.core.errors import TerminalError, ToldTransientError

REFUSED: Final = (
    "password authentication failed",
    "no password supplied",
    "authentication failed",
    "no pg_hba.conf entry",
    "permission denied for database",
    "is not permitted to log in",
    "does not exist",
)
"""How a server refuses a user at the door; it sends no code there. `does not exist`: user or database."""

BUSY: Final = frozenset({"55P03", "40P01", "40001", "53200", "53300"})
"""SQLSTATE: lock not to be had, deadlock, serialization, out of memory, too many connections."""

NO_RIGHT: Final = frozenset({"42501", "25006"})
"""SQLSTATE: a right is missing; the server takes no writes, for it follows another one."""


class ServerFaultError(ToldTransientError):
    """The database server did not answer, or has no time now."""


def explained(context: ExceptionContext) -> None:
    """Raise what a fault of the server means; other faults go on as they are.

    Raises:
        ServerFaultError: it is away or busy.
        TerminalError: it refuses.
    """
    fault = meaning(context.original_exception, lost=context.is_disconnect)
    if fault is not None:
        raise fault from context.original_exception


def meaning(fault: BaseException, *, lost: bool) -> ServerFaultError | TerminalError | None:
    """What a fault of the driver means; None = the server has none. `lost`: the connection is gone."""
    from psycopg import OperationalError

    state, words = getattr(fault, "sqlstate", None), " ".join(str(fault).split())
    if state in NO_RIGHT or (
        state is None and _at_the_door(fault) and any(one in words for one in REFUSED)
    ):
        return TerminalError(problem("database_refused", why=words))
    if state in BUSY:
        return ServerFaultError(problem("database_busy", why=words))
    if lost or isinstance(fault, OperationalError):
        return ServerFaultError(problem("database_unreachable", why=words))
    return None


def _at_the_door(fault: BaseException) -> bool:
    from psycopg import OperationalError

    return isinstance(fault, OperationalError)
