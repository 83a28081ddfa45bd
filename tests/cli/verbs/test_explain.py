"""explain: a document by its entries and fitted texts, a balance by its rules and evidence."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.cli.saying import refused, say
from tests.pantry import LONG


@pytest.mark.covers("S000-12", "S000-36")
@pytest.mark.usefixtures("pantry")
def test_a_document_shows_its_rule_and_the_text_that_was_fitted() -> None:
    said = say("explain", "document", "INV-1")
    assert said.code == 0
    assert "rule «invoice»: The customer is billed and owes the total" in said.text
    assert f"Customer C-1 was fitted: «{LONG}» → «" in said.text
    assert "event invoice_issued INV-1 of erp, first.jsonl:11" in said.text
    assert "number in QuickBooks" not in said.text, "it bears ours"
    assert "note as sent: erp invoice_issued INV-1 / tieout:" in said.text


@pytest.mark.covers("S000-21")
@pytest.mark.usefixtures("pantry")
def test_every_line_of_a_summary_is_the_sum_of_its_entries() -> None:
    told = say("explain", "document", "P-1", "--json").json
    assert len(told["entries"]) == 2
    for explained in told["lines"]:
        side = 1 if explained["line"]["side"] == "Dr" else -1
        shares = sum(Decimal(share["amount"]) for share in explained["shares"])
        assert shares == side * Decimal(explained["line"]["home"])


@pytest.mark.usefixtures("pantry")
def test_a_balance_is_the_sum_of_what_its_rules_did() -> None:
    told = say("explain", "balance", "Inventory Finished Goods", "--json").json
    moved = sum(Decimal(reason["amount"]) for reason in told["reasons"])
    assert Decimal(told["balance"]) == Decimal(told["opening"]) + moved
    assert [pin["posted"] == pin["subledger"] for pin in told["pins"]] == [True]
    text = say("explain", "balance", "inventory_finished", "--daily").text
    assert "production completed" in text
    assert "equals subledger" in text
    assert "2026-03-06" in text


@pytest.mark.usefixtures("pantry")
def test_what_is_held_stands_beside_the_balance() -> None:
    told = say("explain", "balance", "clearing", "--json").json
    assert [one["external_id"] for one in told["held"]] == ["X-1"]
    assert "not sealed yet" in say("explain", "balance", "clearing").text


@pytest.mark.usefixtures("pantry")
def test_on_a_day_only_what_was_there_by_then_counts() -> None:
    before = say("explain", "balance", "accounts_receivable", "--on", "2026-03-08", "--json").json
    after = say("explain", "balance", "accounts_receivable", "--on", "2026-03-09", "--json").json
    assert (before["balance"], after["balance"]) == ("60.00", "0.00")
    assert say("explain", "balance", "bank", "--on", "yesterday").code == 2


@pytest.mark.usefixtures("pantry")
def test_what_cannot_be_explained_says_why() -> None:
    assert refused("explain", "balance", "nothing").code == "balance_unknown"
    assert refused("explain", "document", "OATS").code == "document_not_sealed"
    assert refused("explain", "document", "NOBODY").code == "subject_unknown"


@pytest.mark.usefixtures("pantry")
def test_a_balance_lists_what_stands_open_of_it() -> None:
    said = say("explain", "balance", "accounts_receivable", "--on", "2026-03-08").text
    assert "Open on 2026-03-08: open invoices: Accounts Receivable (A/R), C-1" in said
    told = say("explain", "balance", "accounts_receivable", "--on", "2026-03-08", "--json").json
    [item] = [item for one in told["registers"] for item in one["items"]]
    assert (item["name"], item["age_days"], item["amount"]) == ("INV-1", 2, "60.00")
    assert say("explain", "balance", "bank", "--json").json["registers"] == []
