"""Re-costing a company: every cost kept, worked out again from what came in (S002-53, S002-54)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import Connection

from tieout.core.catalogue import problem
from tieout.core.errors import TieoutError
from tieout.core.problem import Problem, Where
from tieout.core.scaled import Amount, Quantity
from tieout.costing.costed_again import first_costing
from tieout.costing.reckoning import Miscost
from tieout.costing.recosting import Recosting
from tieout.cycle.collector import rare_collections
from tieout.storage.costed import costed_steps, held_lots

MOST: Final = 20
"""How many values that differ are told one by one; of the others the number."""

BROKEN: Final = (TieoutError, ValueError, KeyError, IndexError, TypeError, ZeroDivisionError)
"""What working costs out raises where rows were changed so that they make no sense."""

WAYS: Final = {
    "lot": "came in at",
    "take": "gave to lot {sink}",
    "late": "got as a late cost",
    "late on": "passed on of a late cost to lot {sink}",
    "revalued": "was written up or down by",
    "held": "holds now",
    "units": "holds now, in units",
}
"""What of a lot differs, in words."""


@dataclass(slots=True)
class Recosted:
    """What was worked out again, by how it was; and what differed."""

    counts: dict[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


@rare_collections()
def recosted(connection: Connection) -> Recosted:
    """Work every cost out again and compare it with what is kept; nothing is changed."""
    anew = Recosting()
    found = Recosted()
    try:
        for step in costed_steps(connection, first_costing):
            anew.step(step)
        anew.compare_held(held_lots(connection))
    except BROKEN as fault:
        found.problems.append(problem("costs_unreadable", why=f"{type(fault).__name__}: {fault}"))
    found.problems += _told(connection, anew.found)
    found.counts = {
        "costs worked out again": anew.reckoned,
        "costs as a document states them": anew.stated,
        **{f"costs as kept: {reason}": count for reason, count in sorted(anew.as_kept.items())},
    }
    if len(anew.found) > MOST:
        found.counts["costs that differ"] = len(anew.found)
    return found


def _told(connection: Connection, found: Iterable[Miscost]) -> Iterator[Problem]:
    for _, one in zip(range(MOST), found, strict=False):
        subject = _lot(connection, one.lot)
        yield problem(
            "cost_differs",
            Where(subject=subject),
            lot=subject,
            way=_way(one),
            fact=_fact(connection, one.event),
            kept=_text(one.what, one.kept),
            due="what no document states" if one.due is None else _text(one.what, one.due),
        )


def _way(one: Miscost) -> str:
    return WAYS["late on" if one.what == "late" and one.sink else one.what].format(sink=one.sink)


def _text(what: str, value: object) -> str:
    """A value as a person reads it; what is no number stands as it is kept."""
    if not isinstance(value, int):
        return repr(value)
    return str(Quantity(value) if what == "units" else Amount(value))


def _lot(connection: Connection, key: int) -> str:
    row = connection.exec_driver_sql(
        "SELECT item, location, number FROM lot WHERE id = ?", (key,)
    ).one_or_none()
    if row is None:
        return f"lot {key}"
    number = f", number {row.number}" if row.number else ""
    return f"lot {key} of {row.item} at {row.location}{number}"


def _fact(connection: Connection, event: str) -> str:
    row = connection.exec_driver_sql(
        "SELECT kind, external_id FROM event WHERE id = ?", (event,)
    ).one_or_none()
    return f"{row.kind} {row.external_id}" if row else "no fact that is kept"
