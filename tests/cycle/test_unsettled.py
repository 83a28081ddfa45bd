"""Unsettled: an item in foreign money leaves clearing at what it came in at, however it is written."""

from __future__ import annotations

import json
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest

from tests.cycle.test_desk import rules
from tests.oracle.engine import COMPANY, NOW, empty_company, load, rulebook
from tests.scenarios.statements import event_of, founding
from tieout import flow
from tieout.cycle.reversal import ReversalAct, follow, reverse, still_open
from tieout.cycle.work import CycleWork
from tieout.posting.entries import PostingPolicy
from tieout.posting.sealing import sealed
from tieout.runtime.subledgers import compare
from tieout.storage.database import Database
from tieout.storage.documents import append_documents
from tieout.storage.entries import entries_of
from tieout.storage.tables import REVERSAL, insert_sql


def fact(kind: str, id_: str, day: str, **fields: Any) -> dict[str, Any]:
    return {"kind": kind, "source": "erp", "id": id_, "date": day, **fields}


def captured(number: str, day: str, amount: str, rate: str) -> dict[str, Any]:
    return fact(
        "payment_captured", number, day, number=number, customer="Bob", channel="web", gateway="stripe",
        currency="EUR", rate=rate, amount=amount, order=f"SO-{number}",
    )  # fmt: skip


def payout(number: str, day: str, rate: str, *lines: tuple[str, ...], fee: str = "0") -> dict[str, Any]:
    """Lines of (reference, gross) or (reference, gross, type); the fee is that of the first."""
    items = [
        {"type": (*kind, "charge")[0], "reference": name, "date": day, "gross": gross, "fee": "0"}
        for name, gross, *kind in lines
    ]
    items[0]["fee"] = fee
    net = str(sum(Decimal(one["gross"]) - Decimal(one["fee"]) for one in items))
    return fact(
        "payout_settled", number, day, number=number, gateway="stripe", currency="EUR", rate=rate,
        net=net, items=items,
    )  # fmt: skip


def work(database: Database, name: str, *facts: dict[str, Any], own: bool) -> None:
    text = "\n".join(json.dumps(one) for one in facts)
    flow.take_in(database, COMPANY, BytesIO(text.encode()), name, NOW, lambda _: None)
    policy = PostingPolicy(own_currencies=own)
    flow.cost_and_post(database, COMPANY, "USD", rulebook(), policy, NOW, lambda _: None)


def home(database: Database, role: str) -> int:
    sql = (
        "SELECT COALESCE(SUM(CASE side WHEN 'Dr' THEN home ELSE -home END), 0) FROM entry_line "
        "WHERE account LIKE ?"
    )
    with database.read() as connection:
        return int(connection.exec_driver_sql(sql, (f"{role}%",)).scalar_one())


@pytest.mark.covers("S001-54")
@pytest.mark.parametrize("own", [True, False], ids=["own currency", "converted"])
def test_what_was_realised_between_money_in_and_payout_leaves_clearing(own: bool) -> None:
    """100 at 1.10 and 100 at 1.20 came in; one and a half go out at 1.25, then the last 50 at 1.00."""
    with empty_company() as database:
        load(database, founding())
        work(
            database,
            "in",
            captured("P1", "2026-03-02", "100", "1.10"),
            captured("P2", "2026-03-03", "100", "1.20"),
            payout("O1", "2026-03-05", "1.25", ("P1", "100"), ("P2", "50"), fee="3"),
            own=own,
        )
        assert home(database, "clearing") == 6000
        assert home(database, "fx_gain_loss") == -1500 - 250
        work(database, "out", payout("O2", "2026-03-09", "1.00", ("P2", "50")), own=own)
        assert home(database, "clearing") == 0
        assert home(database, "fx_gain_loss") == -1750 + 1000
        assert ("2026-03-09", "exchange difference on clearing of a payout") in rules(database)


@pytest.mark.parametrize("own", [True, False], ids=["own currency", "converted"])
def test_a_revised_payout_gives_back_what_it_realised(own: bool) -> None:
    with empty_company() as database, empty_company() as alone:
        for books in (database, alone):
            load(books, founding())
            work(books, "in", captured("P1", "2026-03-02", "100", "1.10"), own=own)
        work(database, "first", payout("O1", "2026-03-05", "1.25", ("P1", "100"), fee="3"), own=own)
        for books in (database, alone):
            work(books, "last", payout("O1", "2026-03-05", "1.20", ("P1", "90"), fee="2"), own=own)
        for role in ("clearing", "fx_gain_loss", "bank", "merchant_fees"):
            assert home(database, role) == home(alone, role), role


def reversed_by_hand(database: Database, rule: str, *, own: bool) -> None:
    """What `tieout reverse` does to the document that the entries of a rule stand in."""
    work_ = CycleWork(COMPANY, "USD", rulebook(), PostingPolicy(own_currencies=own))
    with database.write() as connection:
        found = list(entries_of(connection, "e.rule = ?", rule))
        entries = [entry for _, entry in found]
        (document,) = sealed(COMPANY, entries, 1, "USD")
        append_documents(connection, [(document, [seq for seq, _ in found])], NOW)
        act = ReversalAct(document, still_open(connection, document), None)
        backs = reverse(connection, entries, act, "USD", COMPANY)
        follow(connection, entries, backs, work_, document, NOW)
        cycle = int(connection.exec_driver_sql("SELECT MAX(id) FROM cycle").scalar_one())
        row = (document.id, cycle, act.linked, "", NOW.isoformat(), "Ann", "paid out wrongly")
        connection.exec_driver_sql(insert_sql(REVERSAL), row)


def left_open(database: Database, *, own: bool) -> dict[str, int]:
    """Cents at home of what is open on clearing, by name; every register must be its account."""
    with database.read() as connection:
        compared = compare(connection, "USD", None, own_currencies=own)
    assert compared.agrees, compared.line("USD")
    registers = [one for one in compared.registers if one.roles == ("clearing",)]
    return {item.name: item.value // 10**6 for one in registers for item in one.items}


OWN = pytest.mark.parametrize("own", [True, False], ids=["own currency", "converted"])


@OWN
def test_a_payout_a_person_takes_back_opens_its_items_again(own: bool) -> None:
    """With a fee of February, in a journal of its own; then the payout is told again."""
    told = payout("O1", "2026-03-05", "1.25", ("P1", "100"), ("R", "-20", "reserve"), fee="3")
    told["items"][0]["date"] = "2026-02-27"
    with empty_company() as database:
        load(database, founding())
        work(database, "in", captured("P1", "2026-02-26", "100", "1.10"), told, own=own)
        assert left_open(database, own=own) == {"R": 25_00}
        reversed_by_hand(database, "payout", own=own)
        assert left_open(database, own=own) == {"O1": -3_75, "P1": 110_00}
        assert home(database, "fx_gain_loss") == 0
        reversed_by_hand(database, "fees of an earlier month in a payout", own=own)
        assert left_open(database, own=own) == {"P1": 110_00}
        work(database, "again", {**told, "rate": "1.20"}, own=own)
        assert left_open(database, own=own) == {"R": 24_00}
        assert home(database, "fx_gain_loss") == -10_00


@OWN
def test_a_difference_alone_cannot_be_taken_back(own: bool) -> None:
    """It follows from the item: what takes it back is made good in the same act."""
    with empty_company() as database:
        load(database, founding())
        work(database, "in", captured("P1", "2026-03-02", "100", "1.10"), own=own)
        work(database, "out", payout("O1", "2026-03-05", "1.25", ("P1", "100")), own=own)
        reversed_by_hand(database, "exchange difference on clearing of a payout", own=own)
        assert left_open(database, own=own) == {}
        assert (home(database, "clearing"), home(database, "fx_gain_loss")) == (0, -15_00)


@OWN
def test_a_capture_a_person_takes_back_leaves_what_its_payout_took(own: bool) -> None:
    with empty_company() as database:
        load(database, founding())
        work(database, "in", captured("P1", "2026-03-02", "100", "1.10"), own=own)
        work(database, "out", payout("O1", "2026-03-05", "1.25", ("P1", "100")), own=own)
        reversed_by_hand(database, "money before the sale is recognised", own=own)
        assert left_open(database, own=own) == {"P1": -125_00}
        assert home(database, "fx_gain_loss") == 0
        work(database, "again", captured("P1", "2026-03-02", "100", "1.12"), own=own)
        assert left_open(database, own=own) == {}
        assert home(database, "fx_gain_loss") == -13_00


def test_a_payment_a_person_takes_back_leaves_with_what_brought_it_to_its_days_rate() -> None:
    """Converted: the Payment stands at the invoice's 1.10, a journal beside it brings it to 1.15."""
    invoice = event_of("2026-03-01 invoice_issued I1 in EUR at 1.10: 1 ADVICE for 100.00", 3)
    paid = {**captured("P1", "2026-03-02", "100", "1.15"), "invoice": "I1", "order": ""}
    with empty_company() as database:
        load(database, [*founding(), event_of("item ADVICE: service, services", 2)])
        work(database, "in", invoice, paid, own=False)
        assert left_open(database, own=False) == {"P1": 115_00}
        reversed_by_hand(database, "payment of an invoice", own=False)
        assert left_open(database, own=False) == {}
        assert home(database, "fx_gain_loss") == 0
        reversed_by_hand(database, "exchange difference of a payment", own=False)
        assert left_open(database, own=False) == {}


def test_two_tenders_of_a_sale_are_two_items_and_opened_again_apart() -> None:
    tenders = [
        {"type": "gateway", "gateway": "stripe", "amount": "60", "reference": "ch_1"},
        {"type": "gateway", "gateway": "stripe", "amount": "40"},
    ]
    line = {"line": "1", "item": "ADVICE", "quantity": "1", "amount": "100"}
    sale = fact(
        "sale_paid", "W1", "2026-03-02", number="W1", order="O1", customer="Bob", channel="web",
        currency="EUR", rate="1.10", lines=[line], total="100", tenders=tenders,
    )  # fmt: skip
    with empty_company() as database:
        load(database, [*founding(), event_of("item ADVICE: service, services", 2)])
        work(database, "in", sale, own=True)
        assert left_open(database, own=True) == {"ch_1": 66_00, "W1": 44_00}
        work(database, "out", payout("O1", "2026-03-05", "1.20", ("ch_1", "60")), own=True)
        assert left_open(database, own=True) == {"W1": 44_00}
        reversed_by_hand(database, "sale paid at once", own=True)
        assert left_open(database, own=True) == {"ch_1": -72_00}


@OWN
def test_a_payout_is_taken_back_at_the_rate_its_table_had_then(own: bool) -> None:
    """Two payouts of what nobody stated, 5 EUR each at 1.25; the first is told anew without it."""
    table = fact("exchange_rate", "r1", "2026-03-04", currency="EUR", rate="1.25", rate_source="ECB")
    first = payout("O1", "2026-03-05", "1", ("X", "5"), ("Y", "7"))
    del first["rate"]
    with empty_company() as database:
        load(database, founding())
        work(database, "in", table, first, payout("O2", "2026-03-06", "1.25", ("X", "5")), own=own)
        assert left_open(database, own=own) == {"X": -12_50, "Y": -8_75}
        work(database, "table", {**table, "rate": "1.50"}, own=own)
        work(database, "again", payout("O1", "2026-03-05", "1.30", ("Y", "7")), own=own)
        assert left_open(database, own=own) == {"X": -6_25, "Y": -9_10}


@OWN
def test_a_payout_of_nothing_settles_its_items_until_it_is_told_otherwise(own: bool) -> None:
    back = fact(
        "refund_issued", "C1", "2026-03-03", number="C1", refunds="deposit", refunded="SO-P1",
        customer="Bob", channel="web", gateway="stripe", currency="EUR", rate="1.30", total="50",
    )  # fmt: skip
    nothing = payout("O1", "2026-03-05", "1.25", ("P1", "50"), ("C1", "-50", "refund"))
    with empty_company() as database:
        load(database, founding())
        work(database, "in", captured("P1", "2026-03-02", "50", "1.10"), back, nothing, own=own)
        assert left_open(database, own=own) == {}
        work(database, "again", payout("O1", "2026-03-05", "1.25", ("P1", "50")), own=own)
        assert left_open(database, own=own) == {"C1": -65_00}
        work(database, "nothing again", {**nothing, "rate": "1.26"}, own=own)
        assert left_open(database, own=own) == {}
