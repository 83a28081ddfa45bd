"""import: lists are read on the command line; what waits is shown, linked or told apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.company import NAME, TODAY, small, tieout, written
from tests.cycle.small_books import invoice, party
from tests.in_quickbooks import entered, quickbooks_of

LATER = (party("C-3", "Copper Kettle Bakery"), invoice("INV-3", "C-3", day=8))


def test_lists_are_read_and_only_changes_are_counted(small_company: Path) -> None:
    with quickbooks_of(NAME) as client:
        entered(client, "class", {"Name": "Retail"})
    rows = {one["type"]: one for one in small("import", "--json").json}
    assert (rows["Class"]["records"], rows["Class"]["new"]) == (1, 1)
    assert rows["Account"]["records"] > 40
    again = {one["type"]: one for one in small("import", "--json").json}
    assert {(one["new"], one["changed"], one["gone"]) for one in again.values()} == {(0, 0, 0)}
    assert "TaxCode" in small("import").out


@pytest.mark.covers("S004-08", "S004-09", "S004-10", "S001-28")
def test_a_customer_set_up_in_quickbooks_first_is_linked_by_a_person(small_company: Path) -> None:
    """Imported, asked about, linked: one customer in QuickBooks, and the tie-out agrees."""
    with quickbooks_of(NAME) as client:
        bakery = entered(client, "customer", {"DisplayName": "Copper Kettle Bakery, LLC"})
    assert small("import").code == 0
    assert small("load", written(small_company, "later.jsonl", *LATER)).code == 0
    assert small("run", "--today", TODAY).code == 1
    waiting = {one["code"] for one in small("cases", "--json").json}
    assert "party_like_existing" in waiting
    said = small("import", "suggestions", "--json")
    assert said.code == 1
    [one] = said.json
    assert (one["key"], one["documents_wait"], one["quickbooks"][0]["id"]) == ("C-3", True, bakery["Id"])
    assert "Copper Kettle Bakery, LLC" in small("import", "suggestions").out
    linked = small("import", "link", "customer", "C-3", bakery["Id"])
    assert linked.out == f"C-3 is Customer {bakery['Id']}, Copper Kettle Bakery, LLC.\n"
    assert small("run", "--today", TODAY).code == 1  # the pop-up's account is still missing
    assert "party_like_existing" not in {one["code"] for one in small("cases", "--json").json}
    with quickbooks_of(NAME) as client:
        names = [row["DisplayName"] for row in client.rows("Customer") if "Kettle" in row["DisplayName"]]
        [held] = [row for row in client.rows("Invoice") if row["CustomerRef"]["value"] == bakery["Id"]]
    assert names == ["Copper Kettle Bakery, LLC"]
    assert held["TotalAmt"]
    assert small("reconcile").code == 0
    assert small("verify").code == 0


def test_told_apart_it_gets_a_record_of_its_own(small_company: Path) -> None:
    with quickbooks_of(NAME) as client:
        entered(client, "customer", {"DisplayName": "Copper Kettle Bakery, LLC"})
    assert small("settings", "set", "ask-above", "90").code == 0
    assert small("import").code == 0
    small("load", written(small_company, "later.jsonl", *LATER))
    said = small("import", "create", "customer", "C-3", "--why", "a branch")
    assert said.out == "C-3 gets a customer of its own.\n"
    small("run", "--today", TODAY)
    with quickbooks_of(NAME) as client:
        names = {row["DisplayName"] for row in client.rows("Customer") if "Kettle" in row["DisplayName"]}
    assert names == {"Copper Kettle Bakery, LLC", "Copper Kettle Bakery"}


def test_no_company_is_wrong_usage(no_company: Path) -> None:
    assert tieout("import").code == 2
