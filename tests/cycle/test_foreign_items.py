"""Foreign money settles item by item, whatever came, in whatever parts and order it left.

Random captures, sales, cards, opening items, refunds, disputes and reserves in euro, each at a rate of its
day, leave in up to three payouts with fees. Once every item is settled, clearing is 0.00 in euro and at
home, its register lists nothing and equals its account, and what was realised is what the payouts brought
at their rates less what each item came in at. `realised` works that out from the facts alone, in
fractions, by accounting.md 2: each line of a document is rounded by itself, ties away from zero.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from io import BytesIO
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.oracle.engine import COMPANY, NOW, empty_company, rulebook
from tests.scenarios.statements import event_of, founding
from tieout import flow
from tieout.posting.entries import PostingPolicy
from tieout.reconcile.subledgers import Subledger
from tieout.runtime.subledgers import compare
from tieout.storage.database import Database

NO_SHRINK = (Phase.explicit, Phase.generate)
Fact = dict[str, Any]
WAYS = {"own currency": (True, "document"), "converted": (False, "document")} | {
    "own currency, summed": (True, "daily"),
    "converted, summed": (False, "daily"),
}
ALL_WAYS = pytest.mark.parametrize("way", WAYS)
KINDS = ("capture", "numbered capture", "capture named by number", "sale", "card", "opening", "dispute")


@dataclass(frozen=True)
class Item:
    """What came in (cents above zero) or went out at a gateway, and what a payout calls it."""

    fact: Fact
    name: str
    cents: int
    type: str = "charge"


def text(cents: int) -> str:
    return str(Decimal(cents).scaleb(-2))


def fact(kind: str, id_: str, day: int, **fields: Any) -> Fact:
    euro = {"gateway": "stripe", "currency": "EUR"}
    said = {"kind": kind, "source": "erp", "id": id_, "date": f"2026-03-{day:02}"}
    return said | (euro if kind != "opening_register" else {"currency": "EUR"}) | fields


def came(n: int, kind: str, cents: int, rate: str, day: int) -> Item:
    """Something that came in under some name, or a dispute that took it."""
    amount, of = text(cents), {"customer": "Bob", "channel": "web"}
    match kind:
        case "sale":
            lines = [{"line": "1", "item": "ADVICE", "quantity": "1", "amount": amount}]
            tender = {"type": "gateway", "gateway": "stripe", "amount": amount, "reference": f"ch{n}"}
            said = fact("sale_paid", f"s{n}", day, number=f"W{n}", rate=rate, lines=lines, **of)
            del said["gateway"]
            return Item({**said, "order": f"O{n}", "total": amount, "tenders": [tender]}, f"ch{n}", cents)
        case "card":
            said = fact("gift_card_sold", f"g{n}", day, card=f"G{n}", amount=amount, rate=rate)
            return Item({**said, "channel": "web"}, f"G{n}", cents)
        case "opening":
            line = {"reference": f"old{n}", "amount": amount, "party": ""}
            said = fact("opening_register", f"o{n}", 1, register="clearing", qualifier="stripe", rate=rate)
            return Item({**said, "lines": [line]}, f"old{n}", cents)
        case "dispute":
            said = fact("chargeback_opened", f"d{n}", day, chargeback=f"D{n}", amount=amount, rate=rate)
            return Item(said, f"D{n}", -cents, "chargeback")
    said = fact("payment_captured", f"p{n}", day, number=f"P{n}", order=f"O{n}", amount=amount, rate=rate)
    reference = "" if kind == "numbered capture" else f"ch{n}"
    name = f"P{n}" if kind != "capture" else reference
    return Item({**said, **of, "reference": reference}, name, cents)


def refund(n: int, of: Item, cents: int, rate: str, day: int) -> Item:
    said = fact("refund_issued", f"r{n}", day, number=f"R{n}", total=text(cents), rate=rate)
    of_deposit = {"refunds": "deposit", "refunded": of.fact["order"], "customer": "Bob", "channel": "web"}
    return Item(said | of_deposit, f"R{n}", -cents, "refund")


@dataclass(frozen=True)
class History:
    """Items, and the payouts that settle each of them in whole or in parts."""

    items: tuple[Item, ...]
    payouts: tuple[Fact, ...]

    @property
    def facts(self) -> list[Fact]:
        return [*(item.fact for item in self.items), *self.payouts]

    def realised(self, own: bool) -> int:
        """Cents gained: what left clearing at the payouts' rates, less what came in at the items'."""
        gone = sum(left(payout, own) for payout in self.payouts)
        return gone - sum(home(item.cents, item.fact["rate"]) for item in self.items)


def home(cents: int, rate: str) -> int:
    exact = Fraction(rate) * abs(cents)
    rounded = int(exact + Fraction(1, 2))
    return rounded if cents >= 0 else -rounded


def left(payout: Fact, own: bool) -> int:
    """What a payout takes off clearing at home: by line of its journal, or as net and fee.

    A journal in euro without a fee has no line but bank and clearing: clearing is what the bank is.
    """
    fee, gross, apart = (
        sum(int(Decimal(one[name]) * 100) for one in payout["items"] if kind in {"", one["type"]})
        for name, kind in (("fee", ""), ("gross", ""), ("gross", "reserve"))
    )
    parts = (gross - apart, apart) if own and fee else (gross - fee, fee)
    return sum(home(part, payout["rate"]) for part in parts)


RATES = st.decimals("0.5", "2", places=4).map(str)
CENTS = st.integers(1, 20_000)


@st.composite
def histories(draw: st.DrawFn) -> History:
    rates = draw(st.lists(RATES, min_size=11, max_size=11, unique=True))
    items = [
        came(n, draw(st.sampled_from(KINDS)), draw(CENTS), rates.pop(), draw(st.integers(2, 9)))
        for n in range(draw(st.integers(1, 4)))
    ]
    for n, item in enumerate(list(items)):
        if item.fact["kind"] == "payment_captured" and draw(st.booleans()):
            items.append(refund(n, item, draw(st.integers(1, item.cents)), rates.pop(), 9))
    count = draw(st.integers(1, 3))
    lines: list[list[Fact]] = [[] for _ in range(count)]
    for item in items:
        cut = draw(st.integers(0, abs(item.cents)))
        parts = [cut, abs(item.cents) - cut]
        places = draw(st.lists(st.integers(0, count - 1), min_size=2, max_size=2))
        for part, place in zip(parts, places, strict=True):
            if part:
                sign = 1 if item.cents > 0 else -1
                lines[place].append(line(item.type, item.name, sign * part, draw(st.integers(0, 30))))
    held = draw(st.integers(0, 5_000))
    if held and count > 1:
        lines[0].append(line("reserve", "keep", -held, 0))
        lines[-1].append(line("reserve", "keep", held, 0))
    payouts = (payout(n, some, rates.pop()) for n, some in enumerate(lines) if some)
    return History(tuple(items), tuple(payouts))


def line(kind: str, name: str, cents: int, fee: int) -> Fact:
    return {"type": kind, "reference": name, "date": "2026-03-10", "gross": text(cents), "fee": text(fee)}


def payout(n: int, lines: Sequence[Fact], rate: str) -> Fact:
    net = sum(Decimal(one["gross"]) - Decimal(one["fee"]) for one in lines)
    said = fact("payout_settled", f"po{n}", 10 + n, number=f"PO{n}", rate=rate)
    return {**said, "net": str(net), "items": list(lines)}


@contextmanager
def played(loads: Sequence[Sequence[Fact]], way: str) -> Iterator[Database]:
    """A company that worked the loads, a costing cycle for each."""
    own, granularity = WAYS[way]
    policy = PostingPolicy(own_currencies=own, granularity={"web": granularity})
    with empty_company() as database:
        known = [*founding(), event_of("item ADVICE: service, services", 0)]
        for place, facts in enumerate([known, *filter(None, loads)]):
            lines = "\n".join(json.dumps(one) for one in facts)
            stream = BytesIO(lines.encode())
            result = flow.take_in(database, COMPANY, stream, f"{place}.jsonl", NOW, lambda _: None)
            assert not result.problems
            flow.cost_and_post(database, COMPANY, "USD", rulebook(), policy, NOW, lambda _: None)
        yield database


def moved(database: Database) -> dict[str, int]:
    """Cents at home by role, and of exchange differences on clearing; clearing in its own currency too."""
    sql = (
        "SELECT l.account, e.rule, e.currency, SUM(CASE l.side WHEN 'Dr' THEN l.home ELSE -l.home END), "
        "SUM(CASE l.side WHEN 'Dr' THEN l.minor ELSE -l.minor END) "
        "FROM entry_line l JOIN entry e ON e.seq = l.entry GROUP BY 1, 2, 3"
    )
    found = dict.fromkeys(("clearing", "clearing in EUR", "bank", "merchant_fees", "gained"), 0)
    with database.read() as connection:
        for account, rule, currency, at_home, minor in connection.exec_driver_sql(sql):
            role = account.partition("(")[0]
            if role in found:
                found[role] += int(at_home)
            if role == "clearing" and currency == "EUR":
                found["clearing in EUR"] += int(minor)
            if role == "fx_gain_loss" and "exchange difference on clearing" in rule:
                found["gained"] -= int(at_home)
    return found


def clearing(database: Database, way: str) -> list[Subledger]:
    with database.read() as connection:
        compared = compare(connection, "USD", None, own_currencies=WAYS[way][0])
    assert compared.agrees, compared.line("USD")
    return [one for one in compared.registers if one.roles == ("clearing",)]


def check(database: Database, history: History, way: str) -> None:
    """Every item is settled: nothing is left of it, and what it realised is by the facts."""
    now = moved(database)
    assert (now["clearing"], now["clearing in EUR"]) == (0, 0)
    assert [item for one in clearing(database, way) for item in one.items] == []
    assert now["gained"] == history.realised(WAYS[way][0])


@ALL_WAYS
@given(history=histories())
@settings(max_examples=12, deadline=None, phases=NO_SHRINK)
@pytest.mark.covers("S001-54", "S001-74")
def test_when_every_item_is_settled_nothing_is_left_of_any(way: str, history: History) -> None:
    """No two items have one rate: what is summed by day and rate is rounded of the whole."""
    with played([history.facts], way) as database:
        check(database, history, way)


@ALL_WAYS
@given(history=histories(), data=st.data())
@settings(max_examples=12, deadline=None, phases=NO_SHRINK)
def test_in_whatever_order_and_split_it_is_told(way: str, history: History, data: st.DataObject) -> None:
    """Captures after their payout, payouts before one another: the books end the same."""
    loads: list[list[Fact]] = [[], [], []]
    for one in data.draw(st.permutations(history.facts)):
        loads[data.draw(st.integers(0, 2))].append(one)
    with played(loads, way) as split, played([history.facts], way) as whole:
        check(split, history, way)
        assert moved(split) == moved(whole)


@ALL_WAYS
@given(history=histories(), data=st.data())
@settings(max_examples=12, deadline=None, phases=NO_SHRINK)
def test_what_was_told_otherwise_first_leaves_no_trace(
    way: str, history: History, data: st.DataObject
) -> None:
    """Any fact may have been told at another rate, a payout with other items, before it was revised."""
    first: list[Fact] = []
    for one in history.facts:
        wrong = {**one, "rate": data.draw(RATES)} if data.draw(st.booleans()) else one
        if wrong is not one and len(one.get("items", ())) > 1:
            wrong = payout(int(one["number"][2:]), one["items"][1:], wrong["rate"])
        first.append(wrong)
    again = [one for one, before in zip(history.facts, first, strict=True) if one != before]
    with played([first, again], way) as database:
        check(database, history, way)
