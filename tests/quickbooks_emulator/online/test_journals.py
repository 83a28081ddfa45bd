"""Journal entries: the rules of section 11 and what they post."""

from __future__ import annotations

from typing import Any

import pytest

from tests.quickbooks_emulator.client import Client, journal_line


def entry(*lines: Any, **fields: Any) -> dict[str, Any]:
    return {"Line": list(lines)} | fields


@pytest.fixture
def ids(qbo: Client) -> dict[str, str]:
    """Accounts by name, and a customer and a vendor."""
    rows = qbo.query("select * from Account maxresults 1000")["Account"]
    found = {row["Name"]: row["Id"] for row in rows}
    return found | {"customer": qbo.customer(), "vendor": qbo.vendor()}


def test_a_balanced_entry_posts_its_lines(qbo: Client, ids: dict[str, str]) -> None:
    lines = [journal_line(5, ids["Checking"], "Debit"), journal_line(5, ids["Services"], "Credit")]
    made = qbo.post("journalentry", entry(*lines, DocNumber="J1", TxnDate="2026-01-05"))
    assert made["TotalAmt"] == 0
    assert [line["Id"] for line in made["Line"]] == ["0", "1"]
    assert qbo.balances() == {"Checking": "5.00", "Services": "-5.00"}
    assert qbo.balances("2026-01-04") == {}


def test_faults(qbo: Client, ids: dict[str, str]) -> None:
    bank, income = ids["Checking"], ids["Services"]
    good = journal_line(5, bank, "Debit")
    no_side = journal_line(5, income, "Credit")
    del no_side["JournalEntryLineDetail"]["PostingType"]
    no_type = {"Amount": 5}
    no_account = journal_line(5, income, "Credit")
    del no_account["JournalEntryLineDetail"]["AccountRef"]
    cases = {
        "2250": [],
        "2260": [good, no_side],
        "2290": [good, journal_line(-5, income, "Credit")],
        "2300": [good, journal_line(6, income, "Credit")],
        "2020": [good, no_type],
        "2500": [good, journal_line(5, "777", "Credit")],
        "2170": [good, journal_line(5, income, "Sideways")],
        "6000": [good, journal_line(5, ids["Accounts Receivable (A/R)"], "Credit")],
    }
    for code, lines in cases.items():
        assert qbo.fault("journalentry", entry(*lines))["code"] == code, code
    assert qbo.fault("journalentry", entry(good, no_account))["code"] == "2020"
    assert qbo.fault("journalentry", entry(good))["code"] == "2300"
    assert qbo.balances() == {}


def test_an_unknown_account_is_named_as_recorded(qbo: Client, ids: dict[str, str]) -> None:
    lines = [journal_line(5, ids["Checking"], "Debit"), journal_line(5, "7777", "Credit")]
    error = qbo.fault("journalentry", entry(*lines))
    assert error["Detail"] == "Invalid Reference Id : Accounts element id 7777 not found"


def test_an_inactive_account_is_refused(qbo: Client, ids: dict[str, str]) -> None:
    body = {"Id": ids["Purchases"], "SyncToken": "0", "sparse": True, "Active": False}
    qbo.post("account", body)
    lines = [
        journal_line(5, ids["Checking"], "Credit"),
        journal_line(5, ids["Purchases"], "Debit"),
    ]
    assert qbo.fault("journalentry", entry(*lines))["code"] == "2500"


def test_control_accounts_need_their_own_party(qbo: Client, ids: dict[str, str]) -> None:
    other = journal_line(5, ids["Services"], "Credit")
    customer, vendor = ("Customer", ids["customer"]), ("Vendor", ids["vendor"])
    receivable, payable = ids["Accounts Receivable (A/R)"], ids["Accounts Payable (A/P)"]
    error = qbo.fault("journalentry", entry(journal_line(5, receivable, "Debit", vendor), other))
    assert "you must choose a customer in the Name field" in error["Detail"]
    error = qbo.fault("journalentry", entry(journal_line(5, payable, "Debit", customer), other))
    assert "you must choose a vendor in the Name field" in error["Detail"]
    qbo.post("journalentry", entry(journal_line(5, receivable, "Debit", customer), other))
    assert qbo.read("customer", ids["customer"])["Balance"] == 5


def test_one_control_line_unless_the_setting_says_so() -> None:
    for setting, status in (("one", 400), ("many", 200)):
        qbo = Client(journal_control_lines=setting)
        party = ("Customer", qbo.customer())
        receivable = qbo.account("Accounts Receivable (A/R)")
        lines = [journal_line(5, receivable, side, party) for side in ("Debit", "Credit")]
        assert qbo.send("POST", "journalentry", entry(*lines)).status == status


def test_duplicate_numbers_follow_the_preference() -> None:
    for warn, status in ((True, 400), (False, 200)):
        qbo = Client(warn_duplicate_journal_number=warn)
        bank, income = qbo.account("Checking"), qbo.account("Services")
        lines = [journal_line(1, bank, "Debit"), journal_line(1, income, "Credit")]
        qbo.post("journalentry", entry(*lines, DocNumber="7"))
        again = entry(*lines, DocNumber="7")
        assert qbo.send("POST", "journalentry", again).status == status
        qbo.post("journalentry", again, include="allowduplicatedocnum")


def test_a_zero_entry_is_accepted_and_posts_nothing(qbo: Client, ids: dict[str, str]) -> None:
    sides = ("Debit", "Credit")
    lines = [journal_line(0, ids["Checking"], side) for side in sides]
    qbo.post("journalentry", entry(*lines))
    assert qbo.balances() == {}


def test_the_fiscal_year_moves_profit_to_retained_earnings(qbo: Client, ids: dict[str, str]) -> None:
    for day, value in (("2025-06-30", 10), ("2026-02-01", 3)):
        lines = [
            journal_line(value, ids["Checking"], "Debit"),
            journal_line(value, ids["Services"], "Credit"),
        ]
        qbo.post("journalentry", entry(*lines, TxnDate=day))
    assert qbo.balances("2025-12-31") == {"Checking": "10.00", "Services": "-10.00"}
    january = {"Checking": "10.00", "Retained Earnings": "-10.00"}
    assert qbo.balances("2026-01-01") == january
    assert qbo.balances("2026-02-01") == {
        "Checking": "13.00",
        "Retained Earnings": "-10.00",
        "Services": "-3.00",
    }


def test_a_number_is_given_only_on_request(qbo: Client, ids: dict[str, str]) -> None:
    lines = [journal_line(1, ids["Checking"], side) for side in ("Debit", "Credit")]
    assert "DocNumber" not in qbo.post("journalentry", entry(*lines))
    made = qbo.post("journalentry", entry(*lines), include="allowautodocnum")
    assert made["DocNumber"] == "1"
