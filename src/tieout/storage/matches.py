"""Matches kept: what happened to each receipt line, and what its lots carry of differences; appended."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from sqlalchemy import Connection

from tieout.core.match import LotCarry, MatchFact, Tolerances
from tieout.storage.tables import LOT_CARRY, MATCH_FACT, insert_sql

_FACTS = ", ".join(f'"{name}"' for name in MatchFact._fields)
_CARRIES = ", ".join(f'"{name}"' for name in LotCarry._fields)
_AT_ONCE = 500


def facts_of_lines(connection: Connection, references: Sequence[str]) -> list[MatchFact]:
    """What happened to these receipt lines, in the order of the log."""
    found: list[tuple[int, MatchFact]] = []
    for start in range(0, len(references), _AT_ONCE):
        some = references[start : start + _AT_ONCE]
        marks = ",".join("?" * len(some))
        rows = connection.exec_driver_sql(
            f"SELECT n, {_FACTS} FROM match_fact WHERE reference IN ({marks})", tuple(some)
        )
        found += [(row[0], MatchFact(*row[1:])) for row in rows]
    return [fact for _, fact in sorted(found, key=lambda numbered: numbered[0])]


def every_fact(connection: Connection, through: str) -> list[MatchFact]:
    """What happened to every receipt line and counts by a date (ISO), in the order of the log."""
    rows = connection.exec_driver_sql(
        f"SELECT {_FACTS} FROM match_fact WHERE posted <= ? ORDER BY n", (through,)
    )
    return [MatchFact(*row) for row in rows]


def carries_of(connection: Connection, references: Sequence[str]) -> dict[str, dict[int, LotCarry]]:
    """What the lots of each of these receipt lines carry, by lot, as last settled."""
    found: dict[str, dict[int, LotCarry]] = {reference: {} for reference in references}
    for start in range(0, len(references), _AT_ONCE):
        some = references[start : start + _AT_ONCE]
        marks = ",".join("?" * len(some))
        rows = connection.exec_driver_sql(
            f"SELECT {_CARRIES} FROM lot_carry WHERE reference IN ({marks}) ORDER BY n", tuple(some)
        )
        for carry in (LotCarry(*row) for row in rows):
            found[carry.reference][carry.lot] = carry
    return found


def tolerances_of(connection: Connection, cycle: int, now: Tolerances) -> Tolerances:
    """The tolerances a cycle works by: those it began with, so that a replay finds what it found then."""
    row = connection.exec_driver_sql(
        "SELECT price, quantity FROM tolerance WHERE cycle = ?", (cycle,)
    ).one_or_none()
    return Tolerances(Decimal(row.price), Decimal(row.quantity)) if row else now


def keep_tolerances(connection: Connection, cycle: int, now: Tolerances) -> Tolerances:
    """The tolerances of a cycle, kept with it if it begins now."""
    known = tolerances_of(connection, cycle, now)
    row = (cycle, format(known.price, "f"), format(known.quantity, "f"))
    connection.exec_driver_sql(
        "INSERT INTO tolerance (cycle, price, quantity) VALUES (?, ?, ?) ON CONFLICT (cycle) DO NOTHING",
        row,
    )
    return known


def append_matches(
    connection: Connection, facts: Iterable[MatchFact], carries: Iterable[LotCarry] = ()
) -> None:
    """Append what happened to receipt lines, and what their lots carry now."""
    for table, rows in ((MATCH_FACT, list(facts)), (LOT_CARRY, list(carries))):
        if rows:
            connection.exec_driver_sql(insert_sql(table), [tuple(row) for row in rows])
