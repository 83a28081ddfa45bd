"""Subledgers through the real path: facts loaded, costed and posted; then a figure is changed, and named.

Registers are computed from facts and from what costing found, so a posting that says otherwise shows.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, event

from tests.cycle.small_books import SmallBooks, invoice, party, service
from tests.oracle.engine import FOUNDING, cost, empty_company, load
from tests.oracle.histories import cycles_of
from tests.scenarios.scenario import (
    REVERSE,
    STATED,
    Scenario,
    facts_of,
    policy_of,
    read,
    stated,
    taken_back,
)
from tests.scenarios.statements import founding
from tieout.core.account import parsed_key
from tieout.core.money import decimal_text
from tieout.reconcile.registers.moved import REGISTERS
from tieout.reconcile.subledgers import Subledger
from tieout.runtime.subledgers import Compared, compare
from tieout.storage.database import Database
from tieout.storage.shipped import waiting_lines

Places = dict[tuple[str, str], tuple[int, int]]
"""Units (10⁻⁶) and value (10⁻⁸ home units) by shipped line and item."""
PAGES = Path(__file__).parents[1] / "scenarios"
SCENARIOS = [one for path in sorted(PAGES.glob("*/*.md")) for one in read(path)]
[MONEY] = [one for one in SCENARIOS if one.title == "What money leaves open"]
[OPENING] = [one for one in SCENARIOS if one.title == "What stood open on the first day"]
[RECEIPTS] = [one for one in SCENARIOS if one.title == "Receipts that wait for their bill"]


def compared(database: Database, through: date | None = None, *, own: bool = False) -> Compared:
    with database.read() as connection:
        return compare(connection, "USD", through, own_currencies=own)


def told(found: Compared) -> list[str]:
    """Every difference: account, party, day, cents and words."""
    return [lot.text for lot in found.lots] + [
        f"{one.account} {one.party} {each.day} {each.minor} {each.text}"
        for one in found.registers
        for each in one.differences
    ]


@contextmanager
def played(scenario: Scenario) -> Iterator[Database]:
    """The company of a scenario after all it states."""
    with empty_company() as database:
        load(database, founding())
        serial, named = 0, dict[str, str]()
        for block in scenario.blocks:
            if block.word in STATED:
                events = [stated(line, serial + n, named) for n, line in enumerate(facts_of(block), 1)]
                serial += len(events)
                if events:
                    load(database, events, f"{serial}.jsonl")
                    cost(database, own_currencies=policy_of(scenario).own_currencies)
                for line in block.lines:
                    if line.startswith(REVERSE):
                        taken_back(database, line.removeprefix(REVERSE), policy_of(scenario))
        yield database


def change(database: Database, sql: str, *values: object) -> None:
    """Change what is append-only, as no code of ours can: the lock is taken off first."""
    with database.write() as connection:
        names = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").all()
        for (name,) in names:
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        assert connection.exec_driver_sql(sql, values).rowcount > 0


def not_invoiced(database: Database) -> tuple[Places, Places]:
    """What the register has open per shipped line and item, and what its lots hold: units and value."""
    open_items = {
        (item.name, item.item): (item.quantity, item.value)
        for one in compared(database).registers
        if one.roles == ("shipped_not_invoiced",)
        for item in one.items
    }
    held: Places = {}
    with database.read() as connection:
        for line in waiting_lines(connection):
            key = (f"{line.shipment}/{line.line}", line.item)
            units, value = held.get(key, (0, 0))
            held[key] = (units + line.units, value + line.value)
    return open_items, {key: found for key, found in held.items() if found[1]}


# -- what agrees ---------------------------------------------------------------------------------


@pytest.mark.covers("S002-58", "S001-74")
@pytest.mark.parametrize("first", range(0, 60, 10))
def test_every_register_of_a_random_history_comes_to_its_account(first: int) -> None:
    for seed in range(first, first + 10):
        with empty_company() as database:
            load(database, FOUNDING, "parties.jsonl")
            for place, events in enumerate(cycles_of(seed)):
                load(database, events, f"cycle-{place}.jsonl")
                cost(database)
            assert told(compared(database)) == [], f"history {seed}"
            items, held = not_invoiced(database)
            assert items == held, f"history {seed}"


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda one: f"{one.path.parent.name}: {one.title}")
def test_every_register_of_a_scenario_comes_to_its_account(scenario: Scenario) -> None:
    """Revisions, returns, refunds, deposits, landed cost and all the rest a controller can read.

    What is shipped and not invoiced is told by shipment: its items are the lots that wait.
    """
    with played(scenario) as database:
        assert told(compared(database, own=policy_of(scenario).own_currencies)) == []
        items, held = not_invoiced(database)
        assert items == held


@pytest.mark.covers("S002-58", "S002-49")
@pytest.mark.parametrize(
    ("day", "waiting"), [("2026-03-31", "24.00"), ("2026-04-30", "12.00"), ("2026-05-31", "6.00")]
)
def test_a_revised_shipment_stands_where_its_units_did_at_each_month_end(day: str, waiting: str) -> None:
    """Four units at 6.00 instead of 5.00: on 31 March all wait, two are sold in April, one in May."""
    [scenario] = [one for one in SCENARIOS if one.title.endswith("and the sales are of two months")]
    with played(scenario) as database:
        found = compared(database, date.fromisoformat(day))
    [one] = [one for one in found.registers if one.roles == ("shipped_not_invoiced",)]
    assert decimal_text(one.total, "USD") == waiting
    assert sum(flying.minor for flying in one.in_flight) == -one.total
    assert {flying.reason for flying in one.in_flight} == {"waits"}


# -- what differs --------------------------------------------------------------------------------

MONEY_LINES = [
    ("accounts_receivable(USD)", "I1", "invoice_issued"),
    ("sales_tax(CA)", "", "invoice_issued"),
    ("clearing(stripe,USD)", "O7", "payment_captured"),
    ("customer_deposits", "O7 of Bob", "payment_captured"),
    ("gift_cards", "GC1", "gift_card_sold"),
    ("store_credit", "SC1", "store_credit_issued"),
    ("chargebacks", "D1", "chargeback_opened"),
    ("clearing(stripe,USD)", "PO1", "payout_settled"),
]


@pytest.mark.covers("S002-58")
@pytest.mark.parametrize(("account", "reference", "kind"), MONEY_LINES)
def test_a_cent_posted_otherwise_than_the_fact_says_is_named(
    account: str, reference: str, kind: str
) -> None:
    with played(MONEY) as database:
        change(
            database,
            "UPDATE entry_line SET home = home + 1 WHERE n = (SELECT MIN(n) FROM entry_line "
            "WHERE account = ? AND reference = ?)",
            account,
            reference,
        )
        (text,) = told(compared(database))
        assert text.startswith(account)
        assert f" {kind} " in text


@pytest.mark.parametrize(
    "register", ["deferred_revenue", "sales_tax(CA)", "accounts_receivable(USD)", "grni"]
)
def test_an_opening_item_posted_otherwise_is_named(register: str) -> None:
    with played(OPENING) as database:
        change(database, "UPDATE entry_line SET home = home + 300 WHERE account = ?", register)
        (text,) = told(compared(database))
        assert text.startswith(register)
        assert "opening_register" in text


@pytest.mark.covers("S001-74")
def test_a_line_on_another_customer_is_named_for_both() -> None:
    with played(MONEY) as database:
        change(
            database,
            "UPDATE entry_line SET party = 'Zoe' WHERE account = 'accounts_receivable(USD)' "
            "AND reference = 'I2' AND side = 'Dr'",
        )
        found = told(compared(database))
        assert [text.split()[1:4] for text in found] == [
            ["Bob", "2026-03-03", "-8000"],
            ["Zoe", "2026-03-03", "8000"],
        ]


def test_a_fact_without_its_posting_is_named_on_each_account_it_moves() -> None:
    with played(MONEY) as database:
        change(
            database,
            "DELETE FROM entry_line WHERE entry IN (SELECT e.seq FROM entry e JOIN event v "
            "ON v.id = e.event WHERE v.kind = 'chargeback_opened')",
        )
        assert [text.split()[0] for text in told(compared(database))] == [
            "chargebacks",
            "clearing(stripe,USD)",
        ]


def test_a_receipt_posted_otherwise_is_named_by_its_fact_and_day() -> None:
    with played(RECEIPTS) as database:
        change(
            database,
            "UPDATE entry_line SET home = home + 700 WHERE account = 'grni' AND reference = 'R2/1' "
            "AND side = 'Cr'",
        )
        found = compared(database)
        (register,) = [one for one in found.registers if one.account == "grni"]
        assert register.first is not None
        assert (register.first.day, register.first.minor) == (date(2026, 3, 4), -700)
        assert "goods_received" in register.first.text


def test_a_lot_that_holds_another_value_is_named_by_its_item() -> None:
    with played(RECEIPTS) as database:
        change(database, "UPDATE lot_held SET value = value + 100000000 WHERE item = 'SALT'")
        assert told(compared(database)) == [
            "lots of SALT on inventory_raw hold 11.00, what was costed comes to 10.00"
        ]


@pytest.mark.parametrize("account", ["supplier_prepayments", "undeposited", "landed_cost_clearing"])
def test_a_posting_on_an_account_no_fact_moves_is_named(account: str) -> None:
    with played(MONEY) as database:
        change(database, "UPDATE entry_line SET account = ? WHERE account = 'gift_cards'", account)
        found = {one.account: one for one in compared(database).registers}
        assert found[account].difference == -20_00
        assert found["gift_cards"].difference == 20_00


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 400), st.integers(0, 10**6), st.sampled_from([-1, 1]), st.integers(200, 5000))
def test_whatever_line_of_a_random_history_is_changed_its_fact_is_named(
    seed: int, place: int, sign: int, cents: int
) -> None:
    """Any posting on any control account, by any amount of two cents or more."""
    with empty_company() as database:
        load(database, FOUNDING, "parties.jsonl")
        for number, events in enumerate(cycles_of(seed)):
            load(database, events, f"cycle-{number}.jsonl")
            cost(database)
        with database.read() as connection:
            lines = [
                row
                for row in connection.exec_driver_sql(
                    "SELECT l.n, l.account, v.kind, v.external_id FROM entry_line l JOIN entry e "
                    "ON e.seq = l.entry JOIN event v ON v.id = e.event ORDER BY l.n"
                )
                if parsed_key(row.account).role in REGISTERS
            ]
        line = lines[place % len(lines)]
        change(database, "UPDATE entry_line SET home = home + ? WHERE n = ?", sign * cents, line.n)
        found = [
            text for text in told(compared(database)) if f" {line.kind} {line.external_id} of " in text
        ]
        assert found
        assert all(text.startswith(line.account) for text in found)


# -- by the day, and what is on its way ----------------------------------------------------------


@pytest.fixture
def month(books: SmallBooks) -> SmallBooks:
    """Three invoices of March; what the first two post is sealed, the pop-up's revenue has no account."""
    books.load(party("C-1", "Harbour"), party("C-2", "Market"), service())
    books.load(invoice("INV-1", day=5), invoice("INV-2", "C-2", day=9, amount="40.10"))
    books.cost()
    books.seal()
    return books


@pytest.fixture
def books(tmp_path: Path) -> Iterator[SmallBooks]:
    small = SmallBooks(tmp_path / "books.sqlite", unmapped=("shipping_income",))
    yield small
    small.database.close()


def receivables(found: Compared) -> dict[str, Subledger]:
    return {one.party: one for one in found.registers if one.roles == ("accounts_receivable",)}


def test_registers_stand_where_they_stood_at_the_end_of_a_day(month: SmallBooks) -> None:
    first = receivables(compared(month.database, date(2026, 3, 8)))
    assert (first["C-1"].total, first["C-1"].posted, len(first["C-1"].items)) == (25_00, 25_00, 1)
    assert (first["C-2"].total, first["C-2"].posted, first["C-2"].items) == (0, 0, ())
    then = receivables(compared(month.database, date(2026, 3, 31)))
    assert (then["C-2"].total, then["C-2"].posted) == (40_10, 40_10)


def test_an_entry_that_is_held_is_in_flight_with_the_code_of_its_case(month: SmallBooks) -> None:
    month.load(invoice("INV-3", "C-2", day=12, total="12.00", shipping="2.00", amount="10.00"))
    month.cost()
    waits = receivables(compared(month.database))["C-2"]
    assert [(one.reason, one.minor) for one in waits.in_flight] == [("waits", -12_00)]
    month.seal()
    held = receivables(compared(month.database))["C-2"]
    assert [(one.reason, one.why) for one in held.in_flight] == [("held", "account_unmapped")]
    assert (held.total - held.posted, held.difference) == (12_00, 0)


def test_a_fact_of_a_closed_month_counts_on_its_day_and_is_posted_later(month: SmallBooks) -> None:
    from dataclasses import replace

    from tieout.core.period import Periods

    month.policy = replace(month.policy, periods=Periods(date(2026, 3, 31)))
    month.load(
        {"kind": "store_credit_issued", "source": "erp", "id": "late", "date": "2026-03-20", "credit": "SC"}
        | {"customer": "C-1", "currency": "USD", "amount": "9.00"}
    )
    month.cost()
    month.seal(date(2026, 4, 30))
    (march,) = [
        one
        for one in compared(month.database, date(2026, 3, 31)).registers
        if one.account == "store_credit"
    ]
    assert (march.total, march.posted, march.difference) == (-9_00, 0, 0)
    assert [(one.reason, one.minor, one.day) for one in march.in_flight] == [
        ("another_day", 9_00, "2026-04-01")
    ]
    assert all(one.posted == one.total for one in compared(month.database, date(2026, 4, 30)).registers)


def test_a_document_given_up_is_in_flight_for_good(month: SmallBooks) -> None:
    change(month.database, "UPDATE crossing_state SET state = 'written_off'")
    found = receivables(compared(month.database))["C-1"]
    assert [(one.reason, one.minor) for one in found.in_flight] == [("given_up", -25_00)]


# -- how it reads --------------------------------------------------------------------------------


def _statements(books: SmallBooks) -> list[str]:
    seen: list[str] = []

    def note(_c: Connection, _cursor: Any, statement: str, *_: Any) -> None:
        seen.append(statement)

    with books.database.read() as connection:
        event.listen(connection, "before_cursor_execute", note)
        compare(connection, "USD", None)
    return seen


def test_history_is_read_once_however_long_it_is(month: SmallBooks) -> None:
    """No statement twice, and as many for a hundred invoices more: nothing is looked up per item."""
    before = _statements(month)
    month.load(*(invoice(f"MORE-{n}", day=14) for n in range(100)))
    month.cost()
    after = _statements(month)
    assert len(after) == len(before)
    assert len(set(after)) == len(after)
    assert sum("FROM entry_line ORDER BY" in one for one in after) == 1
    assert sum("FROM entry e JOIN event" in one for one in after) == 1
    assert sum("FROM cost c" in one for one in after) == 1
