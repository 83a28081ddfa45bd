"""Every part of a change of gross margin, of random histories, of an item, a channel, a customer."""

from __future__ import annotations

from fractions import Fraction

import pytest
from sqlalchemy import Connection

from tests.insight.plant import books_of
from tests.insight_oracle.compare import CENT, OF_ROUNDING, QUANTA
from tests.insight_oracle.histories import CHANNELS, CUSTOMERS, MONTHS, SOLD, history
from tests.insight_oracle.ledger import Ledger
from tests.insight_oracle.margin import parts_of
from tieout.core.errors import TerminalError
from tieout.core.period import span
from tieout.runtime.margin import ExplainedMargin, Wanted, margin_explained

WANTED = (
    {},
    *({"item": item} for item in SOLD),
    *({"channel": channel} for channel in CHANNELS),
    *({"customer": customer} for customer in CUSTOMERS),
    {"item": "GRANOLA", "channel": "web", "customer": "C1"},
)


def asked(connection: Connection, wanted: dict[str, str]) -> ExplainedMargin | None:
    try:
        return margin_explained(connection, "USD", Wanted(**wanted), span(MONTHS[1]), span(MONTHS[2]))
    except TerminalError as error:
        if error.problem.code == "never_sold":
            return None
        raise


def wrong(ledger: Ledger, wanted: dict[str, str], found: ExplainedMargin | None) -> list[str]:
    """What differs from the page, a line each."""
    items = (wanted["item"],) if "item" in wanted else SOLD
    whose = {name: value for name, value in wanted.items() if name != "item"}
    right = parts_of(ledger, items, MONTHS[1], MONTHS[2], **whose)
    if found is None:
        return [f"{wanted}: never sold, not {right}"] if right else []
    return [
        f"{wanted} {one.name}: {one.value}, not {float(value)}"
        for one in found.parts
        if abs(one.value - (value := right.get(one.name, Fraction(0)) * QUANTA)) > OF_ROUNDING
        or abs(one.minor * CENT - value) >= CENT + OF_ROUNDING
    ]


@pytest.mark.covers("S001-40")
@pytest.mark.parametrize("seed", [3, 7])
def test_every_part_is_that_of_the_page_and_channels_and_customers_are_the_whole(seed: int) -> None:
    cycles = [cycle for cycle in history(seed) if cycle]
    ledger = Ledger(*cycles)
    with books_of(*cycles) as connection:
        found = {tuple(wanted.items()): asked(connection, wanted) for wanted in WANTED}
    for wanted in WANTED:
        assert wrong(ledger, wanted, found[tuple(wanted.items())]) == []
    whole = found[()]
    assert whole is not None
    for field, names in (("item", SOLD), ("channel", CHANNELS), ("customer", CUSTOMERS)):
        parts = [one for name in names if (one := found[((field, name),)])]
        for figure in ("revenue", "discounts", "refunds"):
            assert sum(getattr(one.after, figure) for one in parts) == getattr(whole.after, figure)
        assert abs(sum(one.minor for one in parts) - whole.minor) <= len(parts)
