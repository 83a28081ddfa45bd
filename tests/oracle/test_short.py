"""Whether a receipt came before the goods went out or after says nothing about what they cost.

The same small story is told both ways; no oracle is asked, so that what both readings of the rules might
have wrong alike is seen here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.oracle.accounts import Account
from tests.oracle.books import keep_books, keep_books_in_cycles
from tests.oracle.engine import Event, engine_books
from tests.oracle.short import quick_short
from tests.oracle.test_oracle import billed, costed, invoiced, received, returned, sent_back, shipped

Balances = dict[Account, int]
ROLES = ("cogs", "shipped_not_invoiced", "purchase_price_variance", "grni", "inventory_raw")
units = st.integers(1, 12)
prices = st.integers(1, 3000)


class Story(NamedTuple):
    """Some are there, more are shipped; the receipt that has them, its bill, what comes back of them."""

    there: int
    first_price: int
    short: int
    more: int
    price: int
    billed_price: int
    back: int
    on: int
    method: str
    bill_last: bool
    by_invoice: bool

    def told(self, came: int) -> list[Event]:
        """The story with the receipt on a day; goods are shipped on the third."""
        whole, received_ = self.there + self.short, self.short + self.more
        back = min(self.back, whole)
        on = min(self.on, self.more + back * self.short // whole)
        first = received(1, "M", str(self.there), _money(self.first_price), receipt="R0")
        second = received(came, "M", str(received_), _money(self.price), receipt="R1")
        out = [shipped(3, "M", str(whole), shipment="S", order="O" if self.by_invoice else "")]
        if self.by_invoice:
            out.append(invoiced(3, "M", str(whole), "500.00", order="O"))
        left = received_ - on if self.bill_last else received_
        bill = billed(9 if self.bill_last else 5, "R1", str(left), _money(left * self.billed_price))
        facts = [costed(self.method), first, second, *out, returned(6, "M", str(back), "S")]
        facts += [sent_back(7, "R1", "M", str(on))] if on else []
        return [*facts, bill] if left else facts


def _money(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02}"


stories = st.builds(
    Story, there=units, first_price=prices, short=units, more=st.integers(0, 5), price=prices,
    billed_price=prices, back=units, on=st.integers(0, 12), method=st.sampled_from(("lot_actual", "fifo")),
    bill_last=st.booleans(), by_invoice=st.booleans(),
)  # fmt: skip


def by_engine(events: list[Event]) -> Balances:
    balances: Counter[Account] = Counter()
    for moves in engine_books([events]).cents_by_day.values():
        balances.update(moves)
    return dict(balances)


def by_oracle(events: list[Event]) -> Balances:
    return dict(keep_books(events).cents)


@pytest.mark.parametrize("kept", [by_engine, by_oracle], ids=["engine", "oracle"])
@settings(max_examples=40, deadline=None)
@given(story=stories)
def test_a_receipt_told_before_its_shipment_or_after_costs_the_same(
    kept: Callable[[list[Event]], Balances], story: Story
) -> None:
    before, after = kept(story.told(2)), kept(story.told(4))
    roles = {account for account in before.keys() | after.keys() if account[0] in ROLES}
    assert {
        account for account in roles if abs(before.get(account, 0) - after.get(account, 0)) > 1
    } == set()


def test_the_histories_hold_what_they_are_for() -> None:
    """Shortages covered, circles, goods sent back before they were there, shipments told again."""
    flags: Counter[str] = Counter()
    for seed in range(24):
        cycles, books = quick_short(seed)
        flags.update({why for _, why in books.flags})
        shipments = Counter(e["id"] for cycle in cycles for e in cycle if e["kind"] == "goods_shipped")
        flags["told again"] += max(shipments.values(), default=0) > 1
    assert keep_books_in_cycles(cycles, checked=True).quanta == books.quanta
    assert all(flags[why] >= 2 for why in ("negative stock", "trued up", "circular", "told again"))
