"""Compare: what the product says of a change of cost, and what it must say."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from sqlalchemy import Connection

from tests.insight_oracle.histories import SOLD, pairs
from tests.insight_oracle.ledger import Cost, Ledger
from tests.insight_oracle.pool import ZERO
from tests.insight_oracle.split import causes_of
from tieout.core.errors import TerminalError
from tieout.core.period import span
from tieout.insight.substitution import REST
from tieout.runtime.cogs import ExplainedCost, cogs_explained
from tieout.runtime.inventory import inventory_explained

QUANTA = 10**8
CENT = 10**6
OF_ROUNDING = 3_000
"""Quanta (10⁻⁸) that takes of one history may be rounded by together; a cent is 1,000,000."""


class Question(NamedTuple):
    """An item's cost of goods sold or stock, of one month and another."""

    measure: str
    item: str
    before: str
    after: str


def questions() -> Iterator[Question]:
    for before, after in pairs():
        for item in SOLD:
            yield Question("cogs", item, before, after)
            yield Question("stock", item, before, after)


def told(connection: Connection, asked: Question) -> ExplainedCost | None:
    """The product's answer; None where it says that there never was any."""
    explain = cogs_explained if asked.measure == "cogs" else inventory_explained
    try:
        return explain(connection, "USD", asked.item, span(asked.before), span(asked.after))
    except TerminalError as error:
        if error.problem.code in {"never_sold", "never_stocked"}:
            return None
        raise


def due(ledger: Ledger, asked: Question) -> tuple[Cost, Cost]:
    """Both months by the oracle."""
    if asked.measure == "cogs":
        first, second = (
            ledger.sold(asked.item, f"{month}-01", f"{month}-31") for month in (asked.before, asked.after)
        )
    else:
        first, second = (ledger.stock(asked.item, f"{month}-31") for month in (asked.before, asked.after))
    return first, second


def differences(connection: Connection, ledger: Ledger, asked: Question) -> list[str]:
    """What differs, a line each."""
    found, sides = told(connection, asked), due(ledger, asked)
    if found is None:
        return [f"{asked}: never"] if any(side.pool.units for side in sides) else []
    wrong = [
        f"{asked} {shown.period}: {shown.units} at {shown.cost}, not {side.pool.units} at {side.whole}"
        for shown, side in zip((found.before, found.after), sides, strict=True)
        if shown.units != side.pool.units * 10**6 or abs(shown.cost - side.whole * QUANTA) > OF_ROUNDING
    ]
    right = causes_of(*sides)
    for one in found.causes:
        value = right.get(one.cause.value, ZERO) * QUANTA
        if abs(one.value - value) > OF_ROUNDING or abs(one.minor * CENT - value) >= CENT + OF_ROUNDING:
            wrong.append(f"{asked} {one.cause.value}: {one.value}, not {float(value)}")
        wrong += [f"{asked} {REST}: {step.value}" for step in one.steps if _rest(step.what, step.value)]
    return [*wrong, *_per_unit(found, sides, right, asked)]


def _rest(what: str, value: int) -> bool:
    """Whether something is said to be rounding that is more than rounding."""
    return what == REST and abs(value) > OF_ROUNDING


def _per_unit(
    found: ExplainedCost, sides: tuple[Cost, Cost], right: dict[str, Fraction], asked: Question
) -> list[str]:
    """What each cause changed of a unit's cost, in 10⁻⁸: none of volume, and of what stands beside."""
    units = sides[1].pool.units
    if found.unit_change is None or not units:
        return []
    beside = {"other": sides[1].absent - sides[0].absent}
    return [
        f"{asked} {name}, a unit: {one.per_unit}, not {float(each)}"
        for one in found.causes
        if (name := one.cause.value) not in {"volume", "prior-period adjustments"}
        and abs(one.per_unit - (each := (right.get(name, ZERO) - beside.get(name, ZERO)) / units * QUANTA))
        > OF_ROUNDING
    ]
