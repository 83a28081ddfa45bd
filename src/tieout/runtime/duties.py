"""Duties that one person does not do both of, as data, asked within the transaction of the second.

Nobody can be kept apart from themselves: a duty counts only where somebody else could do its second half.
A company of one person works as before, and is kept apart from the day a second one has the role.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from sqlalchemy import Connection

from tieout.core.catalogue import problem
from tieout.core.errors import TerminalError
from tieout.core.problem import Where
from tieout.runtime.access import PERMISSIONS, asked, permitted
from tieout.storage.users import users_of


class Duty(NamedTuple):
    """What was done first, in words, and the act the same person then leaves to somebody else."""

    first: str
    second: str
    why: str


_STATED: Final = "loaded the facts"
_WHY: Final = "Who states what happened does not decide that it is not, or no longer, booked (S001-111)."

DUTIES: Final = tuple(
    Duty(_STATED, second, _WHY)
    for second in (
        "cases resolve",
        "cases write-off",
        "cases restore",
        "reverse",
        "grni close",
        "recognise",
    )
)

_LOADED_BY: Final = (
    "SELECT DISTINCT a.who FROM event e JOIN record r ON r.seq = e.seq JOIN loaded_file f ON f.n = r.file "
    "JOIN audit a ON a.n = (SELECT MIN(b.n) FROM audit b WHERE b.act = 'file loaded' "
    "AND b.subject = f.file AND b.at >= f.at) WHERE e.id "
)
_OF_DOCUMENT: Final = (
    "IN (SELECT n.event FROM entry n JOIN document_entry m ON m.entry = n.seq "
    "JOIN document d ON d.seq = m.document WHERE d.id = ?)"
)


def keep_apart(connection: Connection, act_name: str, who: str, subject: str) -> None:
    """Refuse the second half of a duty to who did the first; `subject` is an event or a document.

    Raises:
        TerminalError: they did, and somebody else could do this.
    """
    duty = next(one for one in DUTIES if one.second == act_name)
    others = [roles for name, roles in users_of(connection).items() if name != who]
    if not any(permitted(roles, act_name) for roles in others):
        return
    if who in _loaders(connection, subject):
        raise TerminalError(
            problem(
                "duties_not_apart",
                Where(subject=subject),
                who=who,
                act=PERMISSIONS[act_name].words,
                first=duty.first,
                why=duty.why,
                ask=asked(connection, act_name, who),
            )
        )


def _loaders(connection: Connection, subject: str) -> Sequence[str]:
    """Who loaded what an event, or a document, is made of."""
    of_event = connection.exec_driver_sql(f"{_LOADED_BY} = ?", (subject,)).all()
    of_document = connection.exec_driver_sql(f"{_LOADED_BY} {_OF_DOCUMENT}", (subject,)).all()
    return [who for (who,) in (*of_event, *of_document)]
