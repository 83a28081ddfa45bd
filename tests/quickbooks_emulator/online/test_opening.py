"""Opening balances of customers, suppliers and accounts; balances of jobs and of other currencies."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.quickbooks_emulator.client import Client, item_line


@pytest.mark.parametrize(
    ("setting", "account"), [("equity", "Opening Balance Equity"), ("income", "Uncategorized Income")]
)
def test_a_customer_who_already_owed(setting: str, account: str) -> None:
    qbo = Client(opening_balance_account=setting)
    body = {"DisplayName": "Ada", "Balance": 75, "OpenBalanceDate": "2026-02-01"}
    made = qbo.post("customer", body)
    assert made["Balance"] == 75
    assert qbo.balances("2026-02-01") == {"Accounts Receivable (A/R)": "75.00", account: "-75.00"}
    found = qbo.query("select * from Invoice")["Invoice"]
    assert [(one["TxnDate"], one["TotalAmt"]) for one in found] == [("2026-02-01", 75)]
    later = {"Id": made["Id"], "SyncToken": "0", "sparse": True, "Balance": 9}
    assert qbo.post("customer", later)["Balance"] == 75


def test_a_customer_with_credit_and_a_supplier(qbo: Client) -> None:
    qbo.post("customer", {"DisplayName": "Ada", "Balance": -20})
    made = qbo.post("vendor", {"DisplayName": "Bolt", "Balance": 30})
    assert made["Balance"] == 30
    assert qbo.balances() == {
        "Accounts Receivable (A/R)": "-20.00",
        "Accounts Payable (A/P)": "-30.00",
        "Opening Balance Equity": "50.00",
    }


def test_an_account_opens_on_its_own_side(qbo: Client) -> None:
    opened = {"OpeningBalance": 100, "OpeningBalanceDate": "2026-01-02"}
    made = qbo.post("account", {"Name": "Savings", "AccountType": "Bank", **opened})
    assert made["CurrentBalance"] == 100
    qbo.post("account", {"Name": "Loan", "AccountType": "Long Term Liability", **opened})
    assert qbo.balances("2026-01-02") == {"Savings": "100.00", "Loan": "-100.00"}


def test_jobs_and_sub_accounts_count_in_what_stands_above(qbo: Client) -> None:
    top = qbo.customer("Top")
    job = qbo.post("customer", {"DisplayName": "Job", "Job": True, "ParentRef": {"value": top}})
    assert (job["Level"], job["FullyQualifiedName"]) == (1, "Top:Job")
    for who, amount in ((top, 10), (job["Id"], 32)):
        qbo.post("invoice", {"CustomerRef": {"value": who}, "Line": [item_line(amount)]})
    seen = qbo.read("customer", top)
    assert (seen["Balance"], seen["BalanceWithJobs"]) == (10, 42)
    bank = qbo.account("Checking")
    body = {"Name": "Till", "AccountType": "Bank", "ParentRef": {"value": bank}, "SubAccount": True}
    qbo.post("account", body | {"OpeningBalance": 7})
    seen = qbo.read("account", bank)
    assert (seen["CurrentBalance"], seen["CurrentBalanceWithSubAccounts"]) == (0, 7)


@pytest.mark.parametrize(("setting", "balance"), [("foreign", "100"), ("home", "125")])
def test_a_foreign_balance_is_in_its_own_currency(setting: str, balance: str) -> None:
    qbo = Client(multi_currency=True, foreign_balances=setting)
    euro = {"CurrencyRef": {"value": "EUR"}}
    who = qbo.post("customer", {"DisplayName": "Euro", **euro})["Id"]
    body = {"CustomerRef": {"value": who}, "ExchangeRate": Decimal("1.25"), "Line": [item_line(100)]}
    made = qbo.post("invoice", body | euro)
    assert qbo.read("customer", who)["Balance"] == Decimal(balance)
    account = qbo.read("account", made["ARAccountRef"]["value"])
    assert account["CurrentBalance"] == Decimal(balance)


def test_the_sample_company_opens_alike_with_several_currencies() -> None:
    plain, several = Client("sample-us"), Client("sample-us", multi_currency=True)
    assert several.balances() == plain.balances()
    assert several.balances()["Checking"] == "1201.00"
    [entry] = several.query("select * from JournalEntry maxresults 1")["JournalEntry"]
    assert (entry["CurrencyRef"]["value"], entry["ExchangeRate"]) == ("USD", 1)
