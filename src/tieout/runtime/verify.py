"""Verify: proof that what is kept is whole, and that it follows from the records (design law 3).

Four proofs: the hash chains of crossings and audit; every cost worked out again from what came in; the
books made anew from the records in a scratch file and compared line by line; what is kept ready against
what it is derived from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any, Final, TextIO

from sqlalchemy import Connection

from tieout.core.catalogue import problem
from tieout.core.errors import TieoutError
from tieout.core.problem import Problem, Where
from tieout.runtime.access import act
from tieout.runtime.chains import audit_chain, crossing_chain, missing_triggers
from tieout.runtime.company import Company
from tieout.runtime.recognition import sales_without_cost
from tieout.runtime.recosting import recosted
from tieout.runtime.replay import replayed
from tieout.storage.dump import CACHES, DERIVED, SECTIONS, canonical_dump, rows_of, text

Tick = Callable[[int], None]
NOT_REPLAYED: Final = frozenset({"state"})
"""Sections that are no result of costing and posting: the chain of transitions proves them."""

UNREADABLE: Final = (TieoutError, ValueError, KeyError)
"""What reading a record raises that somebody changed."""


@dataclass(slots=True)
class Verified:
    """What was looked at, how much of it, and every divergence found."""

    counts: dict[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


@act("verify")
def verify(company: Company, *, replay: bool = True, tick: Tick = lambda _count: None) -> Verified:
    """Look at everything through one consistent view of the live file; nothing is changed."""
    found = Verified()
    with company.database.read() as live:
        found.problems += missing_triggers(company.database, live)
        for name, chain in (("transitions", crossing_chain), ("audit acts", audit_chain)):
            found.counts[name], broken = chain(live)
            found.problems += broken
        _derived(live, found)
        _sales(live, found)
        _costs(live, found)
        if replay:
            _replay(company, live, found, tick)
    return found


def _derived(live: Connection, found: Verified) -> None:
    """What is kept ready, against the sum of what it is made of."""
    for kept, made in DERIVED:
        compare(kept.name, rows_of(live, kept), rows_of(live, made), "cache_differs", found)


def _sales(live: Connection, found: Verified) -> None:
    """Sales that stand without their cost; a record that cannot be read any more is a finding too."""
    try:
        found.problems += sales_without_cost(live)
    except UNREADABLE as fault:
        found.problems.append(_cannot(fault))


def _costs(live: Connection, found: Verified) -> None:
    """Every lot's and take's value, worked out again from what came in."""
    anew = recosted(live)
    found.counts |= anew.counts
    found.problems += anew.problems


def _cannot(fault: Exception) -> Problem:
    return problem("replay_failed", why=f"{type(fault).__name__}: {fault}")


def _replay(company: Company, live: Connection, found: Verified, tick: Tick) -> None:
    if _unfinished(live):
        found.problems.append(problem("replay_unfinished", company=company.name))
        return
    try:
        with replayed(company, live, tick) as anew:
            for section in (*SECTIONS, *CACHES):
                if section.name not in NOT_REPLAYED:
                    code = "cache_differs" if section in CACHES else "replay_differs"
                    compare(section.name, rows_of(live, section), rows_of(anew, section), code, found)
    except UNREADABLE as fault:
        if (told := _cannot(fault)) not in found.problems:
            found.problems.append(told)


def _unfinished(live: Connection) -> bool:
    undone = live.exec_driver_sql(
        "SELECT COUNT(*) FROM cycle WHERE id NOT IN (SELECT cycle FROM cycle_mark WHERE done = 1)"
    )
    return bool(undone.scalar_one())


def compare(
    name: str, kept: Iterator[dict[str, Any]], made: Iterator[dict[str, Any]], code: str, found: Verified
) -> None:
    """One problem for the first row of a table that differs; the rows looked at are counted."""
    count = 0
    for held, right in zip_longest(kept, made):
        count += 1
        if held != right:
            found.problems.append(_difference(name, held, right, code))
            break
    found.counts[name] = count


def _difference(
    name: str, held: Mapping[str, Any] | None, right: Mapping[str, Any] | None, code: str
) -> Problem:
    row = held if held is not None else right
    subject = f"{name} {_first(row or {})}"
    return problem(code, Where(subject=subject), table=name, row=_first(row or {}), why=_why(held, right))


def _first(row: Mapping[str, Any]) -> str:
    """What identifies a row: its first value, and its place where it has one."""
    values = [str(value) for value in row.values()]
    return " ".join(values[: 2 if "nth" in row or "reference" in list(row)[:2] else 1])


def _why(held: Mapping[str, Any] | None, right: Mapping[str, Any] | None) -> str:
    if right is None:
        return f"it is kept and cannot be derived: {text(held or {})[:300]}"
    if held is None:
        return f"it follows from the records and is missing: {text(right)[:300]}"
    if _first(held) != _first(right):
        return f"{_first(held)} stands where {_first(right)} follows from the records"
    return "; ".join(
        f"{name} is {str(held[name])[:200]!r}, derived {str(right[name])[:200]!r}"
        for name in held
        if held[name] != right.get(name)
    )


@act("export")
def write_dump(company: Company, output: TextIO) -> int:
    """Write the canonical dump, a line per fact; the number of lines."""
    count = 0
    for line in canonical_dump(company.database):
        output.write(line + "\n")
        count += 1
    return count
