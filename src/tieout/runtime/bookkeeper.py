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
    bills = client.query("select * from Bill where Balance > '0' orderby TxnDate maxresults 3").get(
        "Bill", []
    )
    for day, bill in zip(BILLS_PAID, bills, strict=False):
        _create(client, "billpayment", _payment(bill, day, checking))
    rent = _account(client, "Rent", "Expense", "RentOrLeaseOfBuildings")
    _create(client, "purchase", _check(RENT, rent, checking))
    interest = _account(client, "Interest Earned", "Other Income", "InterestEarned")
    _create(client, "deposit", _deposit(INTEREST, interest, checking))


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


def _account(client: Client, name: str, type_: str, subtype: str) -> str:
    """The id of an account of that name, created where the chart has none."""
    for row in client.rows("Account", f"Name = '{name}'"):
        return str(row["Id"])
    body = {"Name": name, "AccountType": type_, "AccountSubType": subtype}
    return str(_create(client, "account", body)["Account"]["Id"])


def _create(client: Client, resource: str, body: Json) -> Any:
    key = "-".join((resource, body.get("TxnDate", ""), body.get("Name", "")))
    answer = client.create(resource, f"demo-{key}", written(body).encode())
    if answer.status != 200:
        raise TransientError(f"the bookkeeper's {resource} was not taken: {answer.text[:300]}")
    return json.loads(answer.text)
