"""Broken bodies: whatever a client leaves out or garbles is refused, never an error of ours.

Good bodies of every document are damaged at random places; the emulator must answer 200 or 400
and keep its books even.
"""

from __future__ import annotations

import copy
import random
from typing import Any

import pytest

from tests.quickbooks_emulator.client import Client, account_line, item_line, journal_line, linked

JUNK: tuple[Any, ...] = (None, "", "x", 0, -1, True, [], {}, {"value": "1"}, {"value": "zz"}, [{}])


def bodies(qbo: Client) -> dict[str, dict[str, Any]]:
    """One good body of every kind."""
    customer, vendor = qbo.customer(), qbo.vendor()
    bank, cost = qbo.account("Checking"), qbo.account("Purchases")
    party, supplier = {"CustomerRef": {"value": customer}}, {"VendorRef": {"value": vendor}}
    discount = {"PercentBased": True, "DiscountPercent": 5}
    lines = [
        item_line(10, Qty=2, UnitPrice=5, TaxCodeRef={"value": "TAX"}),
        {"DetailType": "DescriptionOnly", "Description": "words"},
        {"DetailType": "DiscountLineDetail", "DiscountLineDetail": discount},
    ]
    sale = party | {"Line": lines, "BillAddr": {"Line1": "a"}, "TxnTaxDetail": {"TotalTax": 1}}
    spent = {"Line": [account_line(5, cost)]}
    sold = qbo.post("invoice", sale)["Id"]
    billed = qbo.post("bill", supplier | spent)["Id"]
    paid = qbo.post("payment", party | {"TotalAmt": 5})["Id"]
    own = {"AccountRef": {"value": cost}}
    deposited = [
        {"Amount": 5, "LinkedTxn": [{"TxnId": paid, "TxnType": "Payment"}]},
        {"Amount": 1, "DetailType": "DepositLineDetail", "DepositLineDetail": own},
    ]
    check = {"PayType": "Check", "CheckPayment": {"BankAccountRef": {"value": bank}}}
    detail = {"TaxRateName": "r", "RateValue": 1, "TaxAgencyId": "1", "TaxApplicableOn": "Sales"}
    return {
        "customer": {"DisplayName": "x", "BillAddr": {"City": "y"}, "Active": True},
        "account": {"Name": "x", "AccountType": "Bank", "AcctNum": "1"},
        "item": {"Name": "x", "Type": "Service", "IncomeAccountRef": {"value": "9"}},
        "term": {"Name": "x", "DueDays": 4},
        "class": {"Name": "x", "ParentRef": {"value": "1"}},
        "invoice": sale,
        "salesreceipt": sale,
        "creditmemo": sale,
        "refundreceipt": sale | {"DepositToAccountRef": {"value": bank}},
        "payment": party | {"TotalAmt": 5, "Line": [linked(5, "Invoice", sold)]},
        "deposit": {"DepositToAccountRef": {"value": bank}, "Line": deposited},
        "journalentry": {
            "Line": [
                journal_line(5, qbo.account("Accounts Receivable (A/R)"), "Debit", ("Customer", customer)),
                journal_line(5, cost, "Credit"),
            ]
        },
        "bill": supplier | spent,
        "vendorcredit": supplier | spent,
        "billpayment": supplier | check | {"TotalAmt": 5, "Line": [linked(5, "Bill", billed)]},
        "purchase": spent | {"PaymentType": "Check", "AccountRef": {"value": bank}},
        "transfer": {
            "FromAccountRef": {"value": bank},
            "ToAccountRef": {"value": qbo.account("Undeposited Funds")},
            "Amount": 5,
        },
        "preferences": {"Id": "1", "SyncToken": "0", "SalesFormsPrefs": {"AllowDiscount": True}},
        "companyinfo": {"Id": "1", "SyncToken": "0", "CompanyName": "x"},
        "taxservice/taxcode": {"TaxCode": "x", "TaxRateDetails": [detail]},
    }


def damage(body: Any, chance: random.Random) -> None:
    """Walk to a random place and take it away or put junk there."""
    while True:
        keys: list[Any] = list(body) if isinstance(body, dict) else list(range(len(body)))
        if not keys:
            return
        key = chance.choice(keys)
        if isinstance(body[key], (dict, list)) and body[key] and chance.random() < 0.8:
            body = body[key]
        elif chance.random() < 0.3:
            del body[key]
            return
        else:
            body[key] = copy.deepcopy(chance.choice(JUNK))
            return


@pytest.mark.parametrize("seed", range(12))
def test_damage_is_refused_or_harmless(seed: int) -> None:
    chance = random.Random(seed)
    qbo = Client()
    qbo.post("class", {"Name": "top"})
    good = bodies(qbo)
    for resource, body in good.items():
        for _ in range(25):
            broken = copy.deepcopy(body)
            damage(broken, chance)
            response = qbo.send("POST", resource, broken)
            assert response.status in (200, 400), (resource, broken, response.text)
    qbo.balances()
