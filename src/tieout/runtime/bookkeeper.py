"""Bookkeeper: a person of the demo company who works in QuickBooks itself, on accounts shared with tieout.

Three suppliers are paid, the rent is paid and interest comes in. None of it is tieout's; the tie-out
must list each document and stay tied out.
"""

from __future__ import annotations

import json
from typing import Any, Final

from tieout.connectors.quickbooks_online.client import Client
from tieout.connectors.quickbooks_online.jsontext import Json, written
from tieout.core.errors import TransientError

BILLS_PAID: Final = ("2026-03-20", "2026-03-27", "2026-03-31")
RENT: Final = ("2026-03-02", "1850.00")
INTEREST: Final = ("2026-03-31", "12.40")


def work_of_others(client: Client) -> None:
    """Enter the documents, each through QuickBooks' own API as its user interface would."""
    checking = _account(client, "Checking", "Bank", "Checking")
    money = (
        {"CurrencyRef": {"value": checking["CurrencyRef"]["value"]}} if "CurrencyRef" in checking else {}
    )
    bank = str(checking["Id"])
    for day, bill in zip(BILLS_PAID, _bills(client, money), strict=False):
        _create(client, "billpayment", money | _payment(bill, day, bank))
    rent = str(_account(client, "Rent", "Expense", "RentOrLeaseOfBuildings")["Id"])
    _create(client, "purchase", money | _check(RENT, rent, bank))
    interest = str(_account(client, "Interest Earned", "Other Income", "InterestEarned")["Id"])
    _create(client, "deposit", money | _deposit(INTEREST, interest, bank))


def _bills(client: Client, money: Json) -> list[Json]:
    """Open bills in the bank's currency, the oldest first."""
    bills = client.query("select * from Bill where Balance > '0' orderby TxnDate").get("Bill", [])
    wanted = money.get("CurrencyRef", {}).get("value", "")
    return [bill for bill in bills if bill.get("CurrencyRef", {}).get("value", "") in {wanted, ""}]


def _payment(bill: Json, day: str, bank: str) -> Json:
    line = {"Amount": bill["Balance"], "LinkedTxn": [{"TxnId": bill["Id"], "TxnType": "Bill"}]}
    return {
        "TxnDate": day,
        "VendorRef": bill["VendorRef"],
        "PayType": "Check",
        "CheckPayment": {"BankAccountRef": {"value": bank}},
        "TotalAmt": bill["Balance"],
        "Line": [line],
    }


def _check(dated: tuple[str, str], account: str, bank: str) -> Json:
    detail = {"AccountRef": {"value": account}}
    line = {
        "Amount": dated[1],
        "DetailType": "AccountBasedExpenseLineDetail",
        "AccountBasedExpenseLineDetail": detail,
    }
    return {"TxnDate": dated[0], "PaymentType": "Check", "AccountRef": {"value": bank}, "Line": [line]}


def _deposit(dated: tuple[str, str], account: str, bank: str) -> Json:
    line = {
        "Amount": dated[1],
        "DetailType": "DepositLineDetail",
        "DepositLineDetail": {"AccountRef": {"value": account}},
    }
    return {"TxnDate": dated[0], "DepositToAccountRef": {"value": bank}, "Line": [line]}


def _account(client: Client, name: str, type_: str, subtype: str) -> Json:
    """The account of that name, created where the chart has none."""
    for row in client.rows("Account", f"Name = '{name}'"):
        return row
    body = {"Name": name, "AccountType": type_, "AccountSubType": subtype}
    made: Json = _create(client, "account", body)["Account"]
    return made


def _create(client: Client, resource: str, body: Json) -> Any:
    key = "-".join((resource, body.get("TxnDate", ""), body.get("Name", "")))
    answer = client.create(resource, f"demo-{key}", written(body).encode())
    if answer.status != 200:
        raise TransientError(f"the bookkeeper's {resource} was not taken: {answer.text[:300]}")
    return json.loads(answer.text)
