"""reverse: a document named as people name it, taken back with a reason; what stops it is said."""

from __future__ import annotations

import re
from contextlib import closing
from pathlib import Path

from tests.acceptance import shop
from tests.company import NAME, TODAY, small, written
from tests.cycle.small_books import event
from tieout.runtime.company import open_company

WHY = ("--why", "the wrong customer")


def test_an_invoice_is_taken_back_by_its_number(small_company: Path) -> None:
    said = small("reverse", "INV-1", *WHY)
    assert said.code == 0
    assert "Invoice INV-1 is taken back by a CreditMemo of 2026-03-05 (1 entry)" in said.out
    assert "25.00 USD still open is settled by it." in said.out
    assert small("run", "--today", TODAY, "--json").json["confirmed"] == 2
    assert small("reconcile").code in {0, 1}
    traced = small("trace", "sale", "INV-1").out
    assert "CreditMemo INV-1-R" in traced
    assert "the wrong customer" in traced


def test_what_was_done_is_told_as_values(small_company: Path) -> None:
    told = small("reverse", "INV-2", *WHY, "--json").json
    assert (told["type"], told["number"], told["reversed_by"]) == ("Invoice", "INV-2", "CreditMemo")
    assert (told["day"], told["settles"], len(told["entries"])) == ("2026-03-06", "40.10", 1)


def test_a_second_time_is_refused_with_who_and_when(small_company: Path) -> None:
    small("reverse", "INV-1", *WHY)
    said = small("reverse", "INV-1", *WHY)
    assert said.code == 3
    assert "reversed_before" in said.err


def test_a_reason_and_a_document_are_asked_for(small_company: Path) -> None:
    assert small("reverse", "INV-1").code == 2
    said = small("reverse", "INV-777", *WHY)
    assert said.code == 3
    assert "subject_unknown" in said.err


def test_a_run_that_was_stopped_is_finished_first(small_company: Path) -> None:
    with closing(open_company(NAME).database) as database, database.write() as connection:
        connection.exec_driver_sql("UPDATE cycle_mark SET done = 0")
    said = small("reverse", "INV-1", *WHY)
    assert said.code == 3
    assert "costing_unfinished" in said.err


def test_of_a_journal_of_stock_it_is_said_that_the_lots_stay(small_company: Path) -> None:
    small(
        "load",
        written(small_company, "receipt.jsonl", *shop.MASTER, shop.received("GR-1", "2026-03-05", 3)),
    )
    small("run", "--today", TODAY)
    told = re.search(r"QuickBooks (JournalEntry \d+)", small("trace", "receipt", "GR-1").out)
    assert told
    said = small("reverse", told[1], *WHY)
    assert said.code == 0
    assert "The lots stay as they are" in " ".join(said.out.split())
    assert "inventory_merchandise -6.00 USD" in said.out


def test_one_of_many_facts_of_a_document_is_not_taken_back_with_the_others(small_company: Path) -> None:
    """The journal of two shipments is taken back when it is named itself, and says what it held."""
    goods = (shop.received("GR-1", "2026-03-05", 3), shop.shipped("SO-1", "2026-03-06", 1))
    more = shop.shipped("SO-2", "2026-03-06", 1)
    small("load", written(small_company, "goods.jsonl", *shop.MASTER, *goods, more))
    small("run", "--today", TODAY)
    said = small("reverse", "shipment", "SH-SO-1", *WHY)
    assert said.code == 3
    assert "document_of_many" in said.err
    assert "with others: goods_shipped SH-SO-2." in " ".join(said.err.split())
    named = re.search(r"tieout reverse (\w{26})", " ".join(said.err.split()))
    assert named
    told = small("reverse", named[1], *WHY)
    assert told.code == 0
    assert "It held 2 facts, which post nothing now." in " ".join(told.out.split())


def test_the_case_of_an_item_ends_with_the_payout_that_is_taken_back(small_company: Path) -> None:
    item = {"type": "charge", "reference": "ch-77", "date": "2026-03-05", "gross": "9.00"}
    payout = {"number": "PO-1", "gateway": "stripe", "currency": "USD", "net": "9.00", "items": [item]}
    small("load", written(small_company, "payout.jsonl", event("payout_settled", 6, **payout)))
    small("run", "--today", TODAY)
    assert "payout_item_unstated" in small("cases").out
    assert small("reverse", "PO-1", *WHY).code == 0
    assert "payout_item_unstated" not in small("cases").out
