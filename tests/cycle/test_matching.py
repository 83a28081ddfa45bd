"""Receipts against bills: any history in any order leaves grni with what is open, and no value is lost.

Histories are drawn: receipts at prices of four decimals, consumption, sales, losses, freight, returns
to the supplier, bills in parts, twice, too many, before the goods, told again, credits with and without
quantity, each in a cycle of its own or with others. Afterwards every receipt line stands in grni with
exactly what its match says; a line that is billed in full stands at zero.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from tests.oracle.engine import COMPANY, NOW, cost, empty_company, load, rulebook
from tests.scenarios.scenario import stated
from tests.scenarios.statements import founding
from tieout import flow
from tieout.core.match import Match
from tieout.costing.matching import match_of
from tieout.posting.entries import PostingPolicy
from tieout.storage.cases import open_cases_of, resolve_cases
from tieout.storage.database import Database
from tieout.storage.matches import carries_of, every_fact

GOODS = ("item FLOUR: raw, food", "item BREAD: finished, bread")
OPENING = ("2026-03-01 opening_stock: 5000 FLOUR at 1.0000",)
UNITS = st.sampled_from([5, 10, 20, 30, 60])


def price(least: int = 9000, most: int = 13000) -> st.SearchStrategy[str]:
    """A price of four decimals around one dollar."""
    return st.integers(least, most).map(lambda points: f"{points / 10000:.4f}")


def money(most: int = 9000) -> st.SearchStrategy[str]:
    """An amount in cents."""
    return st.integers(1, most).map(lambda cents: f"{cents // 100}.{cents % 100:02}")


@st.composite
def facts(draw: st.DrawFn) -> str:
    """One fact about one of three receipts, or about what became of their goods."""
    number, day = draw(st.sampled_from([1, 1, 2, 3])), draw(st.integers(10, 28))
    receipt, units, amount = f"R{number}", draw(UNITS), draw(money())
    serial = draw(st.integers(1, 4))
    kinds = {
        "receipt": f"goods_received {receipt}: {units} FLOUR at {draw(price())}, lot L{number}",
        "bill": f"bill_approved B{number}{serial}: {units} of {receipt} for {amount}",
        "two lines": f"bill_approved W{number}{serial}: {units} of {receipt} for {amount}; "
        f"3 of {receipt} for 3.07",
        "amount": f"bill_approved A{number}{serial}: price of {receipt} for {amount}",
        "credit": f"supplier_credited C{number}{serial}: {units} of {receipt} for {amount}",
        "discount": f"supplier_credited D{number}{serial}: price of {receipt} for {draw(money(300))}",
        "return": f"goods_returned_to_supplier X{serial}: {draw(st.integers(1, 9))} FLOUR of {receipt}",
        "bill again": f"bill_approved B{number}1: {units} of {receipt} for {amount}",
        "bill the rest": f"bill_approved Z{number}{serial}: 10 of {receipt} for {amount}",
        "run": f"production_completed RUN{serial}: made {units} BREAD; used {units} FLOUR, lot L{number}",
        "sale": f"goods_shipped S{serial}: {units} FLOUR, lot L{number}",
        "loss": f"stock_adjusted theft: -{draw(st.integers(1, 9))} FLOUR",
        "freight": f"landed_cost_billed F{serial}: {amount} for {receipt}",
    }
    return f"2026-03-{day} {draw(st.sampled_from(sorted(kinds.values())))}"


CYCLES = st.lists(st.lists(facts(), min_size=1, max_size=6), min_size=1, max_size=6)


@st.composite
def histories(draw: st.DrawFn) -> list[list[str]]:
    """Two receipts that are there from the start, then cycles of facts."""
    first = [
        f"2026-03-0{day} goods_received R{number}: {draw(UNITS)} FLOUR at {draw(price())}, lot L{number}"
        for number, day in ((1, 2), (2, 5))
    ]
    return [first, *draw(CYCLES)]


@dataclass(frozen=True)
class Books:
    """What the engine holds after a history; values in 10⁻⁸."""

    matches: dict[str, Match]
    standing: dict[str, int]
    carried: dict[str, int]
    pinned: dict[str, int]
    lots: dict[str, int]
    brought: int


_PINNED = "SELECT account, value FROM pinned"


def books_of(database: Database) -> Books:
    with database.read() as connection:
        lines: dict[str, list[Any]] = {}
        for fact in every_fact(connection, "9999"):
            lines.setdefault(fact.reference, []).append(fact)
        pinned = {key: int(value) for key, value in connection.exec_driver_sql(_PINNED)}
        held = connection.exec_driver_sql(
            "SELECT l.account, h.value FROM lot_held h JOIN lot l ON l.id = h.lot"
        ).all()
        parts = [
            part
            for (text,) in connection.exec_driver_sql("SELECT parts FROM cost")
            for part in json.loads(text)
        ]
        carried = {
            name: sum(one.carried for one in carries_of(connection, [name])[name].values())
            for name in lines
        }
    lots: dict[str, int] = {}
    for account, value in held:
        lots[account] = lots.get(account, 0) + value
    signs = {"accrued": 1, "accrual_returned": -1, "opened": 1, "price_difference": 1, "landed": 1}
    return Books(
        matches={name: match_of(found) for name, found in lines.items()},
        standing={name: sum(fact.value for fact in found) for name, found in lines.items()},
        carried=carried,
        pinned=pinned,
        lots=lots,
        brought=sum(signs.get(part[0], 0) * part[1] for part in parts),
    )


def played(cycles: list[list[str]], *, own: bool = False) -> Books:
    """The books after these cycles; `own` = documents are kept in their own currency."""
    policy = PostingPolicy(own_currencies=own)
    with empty_company() as database:
        load(database, founding())
        serial, named = 0, {}  # type: ignore[var-annotated]
        for place, lines in enumerate([[*GOODS, *OPENING], *cycles]):
            seen: set[str] = set()
            told = []
            for line in lines:
                serial += 1
                name = " ".join(line.partition(":")[0].split()[1:3])
                if name in seen:
                    continue
                seen.add(name)
                told.append(stated(f"now {line}" if name in named else line, serial, named))
            load(database, told, f"{place}.jsonl")
            flow.cost_and_post(database, COMPANY, "USD", rulebook(), policy, NOW, lambda _: None)
        return books_of(database)


@given(histories())
@settings(max_examples=60)
def test_grni_holds_what_is_open_and_no_value_is_lost(cycles: list[list[str]]) -> None:
    books = played(cycles)
    for name, match in books.matches.items():
        assert books.standing[name] == match.balance, name
        assert books.carried[name] == match.goods, name
        if match.matched == match.kept == match.billed and match.kept and not match.credit_units:
            event("billed in full")
            assert match.balance == 0
    assert books.pinned.get("grni", 0) == sum(books.standing.values())
    stock = {account for account in books.pinned if account != "grni"}
    assert {key: books.lots.get(key, 0) for key in stock} == {key: books.pinned[key] for key in stock}
    assert sum(books.lots.values()) == books.brought


@st.composite
def billed_in_full(draw: st.DrawFn) -> list[list[str]]:
    """60 units, billed in parts in any order and mixture with what becomes of them; some may go back."""
    parts = draw(st.lists(st.sampled_from([5, 10, 15, 20]), min_size=1, max_size=5))
    whole, back = sum(parts), draw(st.integers(0, 4))
    abroad = draw(st.booleans())

    def at() -> str:
        return f" in EUR at {draw(price(9000, 13000))}" if abroad else ""

    receipt = f"2026-03-02 goods_received R1{at()}: {whole} FLOUR at {draw(price(1, 30000))}, lot L1"
    bills = [
        f"2026-03-{draw(st.integers(10, 20))} bill_approved B{place}{at()}: "
        f"{units} of R1 for {draw(money())}"
        for place, units in enumerate(parts)
    ]
    early = draw(st.integers(0, len(bills)))
    lines = bills[early:]
    if back:
        lines.append(f"2026-03-15 goods_returned_to_supplier X1: {back} FLOUR of R1")
        lines.append(f"2026-03-16 supplier_credited C1{at()}: {back} of R1 for {draw(money(500))}")
    lines += [
        "2026-03-11 production_completed RUN1: made 3 BREAD; used 2 FLOUR, lot L1",
        "2026-03-12 goods_shipped S1: 1 FLOUR, lot L1; 1 BREAD",
    ]
    order = draw(st.permutations(lines))
    cuts = sorted(draw(st.lists(st.integers(1, len(order) - 1), max_size=4, unique=True)))
    rest = [list(order[a:b]) for a, b in zip([0, *cuts], [*cuts, len(order)], strict=True)]
    return [cycle for cycle in (bills[:early], [receipt], *rest) if cycle]


@pytest.mark.covers("S002-36", "S002-16")
@given(billed_in_full(), st.booleans())
@settings(max_examples=80)
def test_grni_of_a_receipt_billed_in_full_is_exactly_zero_whatever_came_first(
    cycles: list[list[str]], own: bool
) -> None:
    books = played(cycles, own=own)
    assert books.matches["R1/1"].balance == 0
    assert books.standing["R1/1"] == 0
    assert books.pinned["grni"] == 0
    assert sum(books.lots.values()) == books.brought
    lines = [line for cycle in cycles for line in cycle]
    if not any("EUR" in line or "credited" in line for line in lines):
        billed = [Decimal(line.rpartition(" ")[2]) for line in lines if "bill_approved" in line]
        assert sum(books.lots.values()) == (5000 + sum(billed)) * 10**8  # beside the opening stock


def told(database: Database, cycle: list[str], serial: int, named: dict[str, str]) -> list[tuple[str, str]]:
    """The open cases, code and subject, after one more cycle."""
    lines = [stated(line, serial + place, named) for place, line in enumerate(cycle)]
    load(database, lines, f"{serial}.jsonl")
    cost(database)
    with database.read() as connection:
        return [(case.problem.code, case.subject) for case in open_cases_of(connection)]


def test_a_case_ends_with_the_amount_it_stands_for() -> None:
    over = ("bill_over_receipt", "grni R1/1")
    with empty_company() as database:
        load(database, founding())
        named: dict[str, str] = {}
        received = "2026-03-02 goods_received R1: 10 FLOUR at 1.00"
        assert told(database, [GOODS[0], received], 1, named) == []
        twice = [f"2026-03-0{5 + n} bill_approved B{n}: 1{n} of R1 for 1{n}" for n in (0, 1)]
        assert told(database, twice, 10, named) == [over]
        assert told(database, ["2026-03-07 supplier_credited C1: 5 of R1 for 5"], 20, named) == [over]
        assert told(database, ["2026-03-08 supplier_credited C2: 6 of R1 for 6"], 30, named) == []
        with database.read() as connection:
            acts = connection.exec_driver_sql("SELECT act, who FROM case_act").all()
        assert [tuple(act) for act in acts] == [("resolved", "tieout")] * 2, "21, then 16 of 10"


def test_a_price_a_person_accepted_is_not_raised_again() -> None:
    far = ("bill_price_differs", "grni R1/1")
    with empty_company() as database:
        load(database, founding())
        named: dict[str, str] = {}
        received = "2026-03-02 goods_received R1: 10 FLOUR at 1.00"
        bill = "2026-03-05 bill_approved B1: 10 of R1 for 15"
        assert told(database, [GOODS[0], received, bill], 1, named) == [far]
        with database.write() as connection:
            [case] = open_cases_of(connection)
            resolve_cases(connection, [case.id], "ann", NOW, "a dear month")
        sent_back = "2026-03-06 goods_returned_to_supplier X1: 1 FLOUR of R1"
        assert told(database, [sent_back], 10, named) == [("bill_over_receipt", "grni R1/1")]
        credited = "2026-03-07 supplier_credited C1: price of R1 for 4.50"
        assert told(database, [credited], 20, named) == [("bill_over_receipt", "grni R1/1")]
        dearer = "2026-03-08 bill_approved B2: price of R1 for 6"
        assert far in told(database, [dearer], 30, named), "another price is another question"


def test_the_words_of_a_price_follow_receipt_and_bill() -> None:
    """A revision of either, or goods sent back, says it anew; a bill that fits ends it."""
    with empty_company() as database:
        load(database, founding())
        named: dict[str, str] = {}

        def words(cycle: list[str], serial: int) -> list[str]:
            told(database, cycle, serial, named)
            with database.read() as connection:
                return [
                    case.problem.what.partition(": ")[2]
                    for case in open_cases_of(connection)
                    if case.problem.code == "bill_price_differs"
                ]

        received = "2026-03-02 goods_received R1: 10 FLOUR at 1.00"
        bill = "2026-03-05 bill_approved B1: 10 of R1 for 15"
        assert words([GOODS[0], received, bill], 1) == [
            "10 units are billed at 15.00 USD, ordered at 10.00."
        ]
        assert words(["now 2026-03-02 goods_received R1: 10 FLOUR at 1.20"], 10) == [
            "10 units are billed at 15.00 USD, ordered at 12.00."
        ]
        assert words(["2026-03-06 goods_returned_to_supplier X1: 1 FLOUR of R1"], 20) == [
            "9 units are billed at 13.50 USD, ordered at 10.80."
        ]
        assert words(["now 2026-03-05 bill_approved B1: 10 of R1 for 14"], 30) == [
            "9 units are billed at 12.60 USD, ordered at 10.80."
        ]
        assert words(["now 2026-03-02 goods_received R1: 10 FLOUR at 1.40"], 40) == []


def test_a_dear_bill_that_came_before_its_goods_is_asked_about() -> None:
    with empty_company() as database:
        load(database, founding())
        named: dict[str, str] = {}
        bill = "2026-03-05 bill_approved B1: 10 of R1 for 15"
        assert told(database, [GOODS[0], bill], 1, named) == [("bill_before_goods", "grni R1/1")]
        received = "2026-03-06 goods_received R1: 10 FLOUR at 1.00"
        assert told(database, [received], 10, named) == [("bill_price_differs", "grni R1/1")]
