"""Money in and out: payments, deposits, bills, purchases, transfers."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.quickbooks_emulator.client import Client, account_line, item_line, journal_line, linked


def invoice(qbo: Client, customer: str, amount: Any) -> str:
    body = {"CustomerRef": {"value": customer}, "Line": [item_line(amount)]}
    return str(qbo.post("invoice", body)["Id"])


def payment(customer: str, total: Any, *lines: Any, **fields: Any) -> dict[str, Any]:
    return {"CustomerRef": {"value": customer}, "TotalAmt": total, "Line": list(lines)} | fields


def test_a_payment_applies_and_keeps_the_rest(qbo: Client) -> None:
    customer = qbo.customer()
    sold = invoice(qbo, customer, 100)
    made = qbo.post("payment", payment(customer, 150, linked(100, "Invoice", sold)))
    assert made["UnappliedAmt"] == 50
    after = qbo.read("invoice", sold)
    assert (after["Balance"], after["LinkedTxn"]) == (
        0,
        [{"TxnId": made["Id"], "TxnType": "Payment"}],
    )
    assert qbo.read("customer", customer)["Balance"] == -50
    assert qbo.balances()["Undeposited Funds"] == "150.00"


def test_what_a_payment_may_not_do(qbo: Client) -> None:
    customer, other = qbo.customer("Ada"), qbo.customer("Bea")
    sold = invoice(qbo, customer, 100)
    cases = [
        (payment(customer, 100, linked(101, "Invoice", sold)), "6000"),
        (payment(customer, 99, linked(100, "Invoice", sold)), "6000"),
        (payment(customer, 100, linked(-1, "Invoice", sold)), "6000"),
        (payment(other, 100, linked(100, "Invoice", sold)), "6000"),
        (payment(customer, 100, linked(1, "Estimate", sold)), "620"),
        (payment(customer, -5), "6000"),
        (payment(customer, 5, {"Amount": 5}), "2020"),
        ({"CustomerRef": {"value": customer}}, "2020"),
        ({"TotalAmt": 5}, "2020"),
        (payment("999", 5), "2500"),
    ]
    for body, code in cases:
        assert qbo.fault("payment", body)["code"] == code, body
    error = qbo.fault("payment", payment(customer, 5, linked(5, "Invoice", "75")))
    assert error["Detail"] == (
        "Business Validation Error: The entity Invoice 75 that you are trying to link does not "
        "exist. Invoice 75"
    )
    assert qbo.read("invoice", sold)["Balance"] == 100


@pytest.mark.parametrize(("setting", "status"), [("apply", 200), ("refuse", 400)])
def test_a_payment_of_nothing_applies_a_credit(setting: str, status: int) -> None:
    qbo = Client(zero_payment_links=setting)
    customer = qbo.customer()
    sold = invoice(qbo, customer, 100)
    body = {"CustomerRef": {"value": customer}, "Line": [item_line(30)]}
    credit = qbo.post("creditmemo", body)["Id"]
    lines = [linked(30, "Invoice", sold), linked(30, "CreditMemo", credit)]
    assert qbo.send("POST", "payment", payment(customer, 0, *lines)).status == status
    if status == 200:
        assert qbo.read("invoice", sold)["Balance"] == 70
        assert qbo.read("creditmemo", credit)["RemainingCredit"] == 0
    assert qbo.balances()["Accounts Receivable (A/R)"] == "70.00"


def test_a_journal_entry_is_a_charge_that_can_be_paid(qbo: Client) -> None:
    customer = qbo.customer()
    receivable, income = qbo.account("Accounts Receivable (A/R)"), qbo.account("Services")
    lines = [
        journal_line(40, receivable, "Debit", ("Customer", customer)),
        journal_line(40, income, "Credit"),
    ]
    entry = qbo.post("journalentry", {"Line": lines})["Id"]
    qbo.post("payment", payment(customer, 25, linked(25, "JournalEntry", entry)))
    body = payment(customer, 25, linked(25, "JournalEntry", entry))
    assert qbo.fault("payment", body)["code"] == "6000"
    assert qbo.read("customer", customer)["Balance"] == 15


def test_deleting_a_payment_reopens_the_invoice(qbo: Client) -> None:
    customer = qbo.customer()
    sold = invoice(qbo, customer, 100)
    made = qbo.post("payment", payment(customer, 100, linked(100, "Invoice", sold)))
    qbo.post("payment", {"Id": made["Id"], "SyncToken": "0"}, operation="delete")
    after = qbo.read("invoice", sold)
    assert (after["Balance"], after["LinkedTxn"]) == (100, [])


def test_a_deposit_empties_undeposited_funds_and_locks_the_payment(qbo: Client) -> None:
    customer, bank = qbo.customer(), qbo.account("Checking")
    made = qbo.post("payment", payment(customer, 100))
    link = {"Amount": 100, "LinkedTxn": [{"TxnId": made["Id"], "TxnType": "Payment"}]}
    fee_detail = {"AccountRef": {"value": qbo.account("Purchases")}}
    kind = "DepositLineDetail"
    fee = {"Amount": Decimal("-2.50"), "DetailType": kind, kind: fee_detail}
    body = {"DepositToAccountRef": {"value": bank}, "Line": [link, fee]}
    deposit = qbo.post("deposit", body)
    assert deposit["TotalAmt"] == Decimal("97.50")
    assert qbo.balances() == {
        "Checking": "97.50",
        "Accounts Receivable (A/R)": "-100.00",
        "Purchases": "2.50",
    }
    for operation, extra in (("delete", {}), ("void", {}), ("update", {"sparse": True})):
        change = {"Id": made["Id"], "SyncToken": made["SyncToken"]} | extra
        change["SyncToken"] = qbo.read("payment", made["Id"])["SyncToken"]
        error = qbo.fault("payment", change, operation=operation)
        assert error["code"] == "6540"
        assert error["Detail"].startswith("This transaction has been deposited. If you want to")
    assert qbo.fault("deposit", body)["code"] == "6540"
    qbo.post("deposit", {"Id": deposit["Id"], "SyncToken": "0"}, operation="delete")
    assert qbo.balances()["Undeposited Funds"] == "100.00"


def test_what_a_deposit_may_not_hold(qbo: Client) -> None:
    bank, customer = {"value": qbo.account("Checking")}, qbo.customer()
    banked = qbo.post("payment", payment(customer, 5, DepositToAccountRef=bank))["Id"]
    waiting = qbo.post("payment", payment(customer, 5))["Id"]

    def deposit(amount: Any, identity: str) -> dict[str, Any]:
        link = {"Amount": amount, "LinkedTxn": [{"TxnId": identity, "TxnType": "Payment"}]}
        return {"DepositToAccountRef": bank, "Line": [link]}

    assert qbo.fault("deposit", deposit(5, banked))["code"] == "6000"
    assert qbo.fault("deposit", deposit(4, waiting))["code"] == "6000"
    assert qbo.fault("deposit", deposit(5, "999"))["code"] == "620"
    assert qbo.fault("deposit", {"DepositToAccountRef": bank})["code"] == "2020"


def bill(qbo: Client, vendor: str, amount: Any, **fields: Any) -> dict[str, Any]:
    line = account_line(amount, qbo.account("Purchases"))
    return {"VendorRef": {"value": vendor}, "Line": [line]} | fields


def test_a_bill_is_paid_by_check_with_a_credit(qbo: Client) -> None:
    vendor, bank = qbo.vendor(), qbo.account("Checking")
    owed = qbo.post("bill", bill(qbo, vendor, 100))["Id"]
    credit = qbo.post("vendorcredit", bill(qbo, vendor, 30))["Id"]
    assert qbo.read("vendor", vendor)["Balance"] == 70
    body = {
        "VendorRef": {"value": vendor},
        "TotalAmt": 70,
        "PayType": "Check",
        "CheckPayment": {"BankAccountRef": {"value": bank}},
        "Line": [linked(100, "Bill", owed), linked(30, "VendorCredit", credit)],
    }
    paid = qbo.post("billpayment", body)
    after = qbo.read("bill", owed)
    assert after["Balance"] == 0
    assert after["LinkedTxn"] == [{"TxnId": paid["Id"], "TxnType": "BillPaymentCheck"}]
    assert qbo.balances() == {"Checking": "-70.00", "Purchases": "70.00"}
    assert qbo.fault("billpayment", body)["code"] == "6000"
    assert qbo.fault("billpayment", body | {"PayType": "CreditCard"})["code"] == "2020"
    wrong = {"BankAccountRef": {"value": qbo.account("Purchases")}}
    assert qbo.fault("billpayment", body | {"CheckPayment": wrong})["code"] == "6430"


def test_what_a_bill_may_not_be(qbo: Client) -> None:
    vendor = qbo.vendor()
    good = bill(qbo, vendor, 5)
    assert qbo.fault("bill", {"Line": good["Line"]})["element"] == "VendorRef"
    assert qbo.fault("bill", {"VendorRef": {"value": vendor}})["element"] == "Line"
    assert qbo.fault("bill", bill(qbo, vendor, -5))["code"] == "6000"
    billable = account_line(5, qbo.account("Purchases"), BillableStatus="Billable")
    assert qbo.fault("bill", good | {"Line": [billable]})["code"] == "6310"
    assert qbo.fault("bill", good | {"Line": [item_line(5)]})["code"] == "2170"


def test_a_bill_number_is_unique_per_vendor(qbo: Client) -> None:
    first, second = qbo.vendor("A"), qbo.vendor("B")
    qbo.post("bill", bill(qbo, first, 5, DocNumber="9"))
    assert qbo.fault("bill", bill(qbo, first, 5, DocNumber="9"))["code"] == "6140"
    qbo.post("bill", bill(qbo, second, 5, DocNumber="9"))


def test_purchases_by_kind_of_account(qbo: Client) -> None:
    card = qbo.post("account", {"Name": "Visa", "AccountType": "Credit Card"})["Id"]
    bank, cost = qbo.account("Checking"), qbo.account("Purchases")
    line = [account_line(10, cost)]
    spend = {"PaymentType": "CreditCard", "AccountRef": {"value": card}, "Line": line}
    qbo.post("purchase", spend)
    qbo.post("purchase", spend | {"Credit": True, "Line": [account_line(4, cost)]})
    qbo.post("purchase", {"PaymentType": "Check", "AccountRef": {"value": bank}, "Line": line})
    assert qbo.balances() == {"Checking": "-10.00", "Visa": "-6.00", "Purchases": "16.00"}
    assert qbo.fault("purchase", spend | {"AccountRef": {"value": bank}})["code"] == "6430"
    assert qbo.fault("purchase", {"Line": line})["element"] == "PaymentType"
    payee = {"EntityRef": {"value": qbo.vendor()}}
    assert qbo.post("purchase", spend | payee)["EntityRef"]["type"] == "Vendor"
    assert qbo.fault("purchase", spend | {"EntityRef": {"value": "99"}})["code"] == "2500"


def test_a_transfer_moves_money(qbo: Client) -> None:
    savings = qbo.post("account", {"Name": "Savings", "AccountType": "Bank"})["Id"]
    body = {"FromAccountRef": {"value": qbo.account("Checking")}, "Amount": 7}
    qbo.post("transfer", body | {"ToAccountRef": {"value": savings}})
    assert qbo.balances() == {"Checking": "-7.00", "Savings": "7.00"}
    income = {"ToAccountRef": {"value": qbo.account("Services")}}
    assert qbo.fault("transfer", body | income)["code"] == "6430"
    assert qbo.fault("transfer", body)["element"] == "ToAccountRef"


@pytest.fixture
def foreign() -> Client:
    """A company with several currencies and a euro customer (2) beside a dollar customer (1)."""
    qbo = Client(multi_currency=True)
    qbo.customer("Dollar")
    qbo.post("customer", {"DisplayName": "Euro", "CurrencyRef": {"value": "EUR"}})
    return qbo


def euro_invoice(rate: Any, amount: Any = 100) -> dict[str, Any]:
    return {
        "CustomerRef": {"value": "2"},
        "CurrencyRef": {"value": "EUR"},
        "ExchangeRate": rate,
        "Line": [item_line(amount)],
    }


def test_a_foreign_invoice_uses_its_own_receivable(foreign: Client) -> None:
    made = foreign.post("invoice", euro_invoice(Decimal("1.25")))
    assert made["HomeTotalAmt"] == 125
    assert foreign.balances() == {
        "Accounts Receivable (A/R) - EUR": "125.00",
        "Services": "-125.00",
    }


def test_the_currency_must_be_the_partys(foreign: Client) -> None:
    body = euro_invoice(1)
    assert foreign.fault("invoice", body | {"CustomerRef": {"value": "1"}})["code"] == "6000"
    del body["CurrencyRef"]
    assert foreign.fault("invoice", body)["element"] == "CurrencyRef"


@pytest.mark.parametrize("setting", ["post", "none"])
def test_a_moved_rate_is_gain_or_loss(setting: str) -> None:
    qbo = Client(multi_currency=True, exchange_gain=setting)
    qbo.customer("Dollar")
    qbo.post("customer", {"DisplayName": "Euro", "CurrencyRef": {"value": "EUR"}})
    sold = qbo.post("invoice", euro_invoice(Decimal("1.25")))["Id"]
    body = payment("2", 100, linked(100, "Invoice", sold), CurrencyRef={"value": "EUR"})
    qbo.post("payment", body | {"ExchangeRate": Decimal("1.20")})
    balances = qbo.balances()
    assert balances.get("Exchange Gain or Loss") == ("5.00" if setting == "post" else None)
    assert ("Accounts Receivable (A/R) - EUR" in balances) == (setting == "none")


def test_rates_are_kept_by_day(foreign: Client) -> None:
    for day, rate in (("2026-01-01", "1.10"), ("2026-02-01", "1.20")):
        body = {"SourceCurrencyCode": "EUR", "Rate": Decimal(rate), "AsOfDate": day}
        foreign.post("exchangerate", body)
    answer = foreign.get("exchangerate", sourcecurrencycode="EUR", asofdate="2026-01-15")
    assert answer["ExchangeRate"]["Rate"] == Decimal("1.10")
    body = euro_invoice(1) | {"TxnDate": "2026-03-01"}
    del body["ExchangeRate"]
    assert foreign.post("invoice", body)["ExchangeRate"] == Decimal("1.20")


def test_without_a_rate_on_file_a_document_must_state_its_own(foreign: Client) -> None:
    response = foreign.send("GET", "exchangerate", sourcecurrencycode="EUR", asofdate="2026-01-15")
    assert response.status == 400
    assert '"610"' in response.text
    body = euro_invoice(1)
    del body["ExchangeRate"]
    error = foreign.fault("invoice", body)
    assert (error["code"], error["element"]) == ("6000", "ExchangeRate")
    assert foreign.post("invoice", euro_invoice(Decimal("1.10")))["ExchangeRate"] == Decimal("1.10")


def test_a_missing_rate_can_be_one() -> None:
    qbo = Client(multi_currency=True, missing_rate="one")
    answer = qbo.get("exchangerate", sourcecurrencycode="EUR", asofdate="2026-01-15")
    assert answer["ExchangeRate"]["Rate"] == 1


def test_rounding_of_rates_never_unbalances(foreign: Client) -> None:
    body = euro_invoice(Decimal("1.23457"))
    body["Line"] = [item_line(Decimal("0.33")) for _ in range(7)]
    foreign.post("invoice", body)
    assert foreign.balances()["Accounts Receivable (A/R) - EUR"] == "2.85"


def test_a_paid_invoice_keeps_its_customer_and_total(qbo: Client) -> None:
    customer, other = qbo.customer("Ada"), qbo.customer("Bea")
    sold = invoice(qbo, customer, 100)
    qbo.post("payment", payment(customer, 60, linked(60, "Invoice", sold)))
    key = {"Id": sold, "SyncToken": "1", "sparse": True}
    assert qbo.fault("invoice", key | {"CustomerRef": {"value": other}})["code"] == "6000"
    assert qbo.fault("invoice", key | {"Line": [item_line(59)]})["code"] == "6000"
    assert qbo.post("invoice", key | {"Line": [item_line(61)]})["Balance"] == 1


def test_the_last_rate_given_for_a_day_counts(foreign: Client) -> None:
    for rate in ("1.30", "1.10"):
        body = {"SourceCurrencyCode": "EUR", "Rate": Decimal(rate), "AsOfDate": "2026-01-01"}
        foreign.post("exchangerate", body)
    answer = foreign.get("exchangerate", sourcecurrencycode="EUR", asofdate="2026-01-15")
    assert answer["ExchangeRate"]["Rate"] == Decimal("1.10")


def test_shipping_needs_its_preference_and_account() -> None:
    cases: Any = (({}, "Shipping is not enabled"), ({"allow_shipping": True}, "no shipping"))
    for settings, detail in cases:
        qbo = Client(**settings)
        error = qbo.fault("salesreceipt", {"Line": [item_line(5, item="SHIPPING_ITEM_ID")]})
        assert detail in error["Detail"]
    change = {"SalesFormsPrefs": {"DefaultShippingAccount": qbo.account("Services")}}
    qbo.post("preferences", {"Id": "1", "SyncToken": "0"} | change)
    qbo.post("salesreceipt", {"Line": [item_line(5, item="SHIPPING_ITEM_ID")]})
    assert qbo.balances()["Services"] == "-5.00"


def refund_check(qbo: Client, customer: str, amount: Any) -> dict[str, Any]:
    """A check to a customer on the receivable account: what he is given back of his credit."""
    receivable = qbo.account("Accounts Receivable (A/R)")
    line = account_line(amount, receivable, CustomerRef={"value": customer})
    bank = {"value": qbo.account("Checking")}
    return {"PaymentType": "Check", "AccountRef": bank, "Line": [line]}


def test_a_refund_check_is_settled_with_a_credit(qbo: Client) -> None:
    customer = qbo.customer()
    party = {"CustomerRef": {"value": customer}}
    credit = qbo.post("creditmemo", party | {"Line": [item_line(30)]})["Id"]
    check = qbo.post("purchase", refund_check(qbo, customer, 30))
    assert qbo.read("customer", customer)["Balance"] == 0
    lines = [linked(30, "Check", check["Id"]), linked(30, "CreditMemo", credit)]
    paid = qbo.post("payment", payment(customer, 0, *lines))
    assert qbo.read("creditmemo", credit)["RemainingCredit"] == 0
    assert qbo.read("purchase", check["Id"])["LinkedTxn"] == [{"TxnId": paid["Id"], "TxnType": "Payment"}]
    again = payment(customer, 1, linked(1, "Check", check["Id"]))
    assert qbo.fault("payment", again)["code"] == "6000"
    key = {"Id": check["Id"], "SyncToken": qbo.read("purchase", check["Id"])["SyncToken"]}
    assert qbo.fault("purchase", key, operation="delete")["code"] == "800"
    smaller = refund_check(qbo, customer, 29) | key
    assert qbo.fault("purchase", smaller)["code"] == "6000"
    assert qbo.balances() == {"Checking": "-30.00", "Services": "30.00"}


def test_control_accounts_need_their_names_everywhere(qbo: Client) -> None:
    customer, vendor = qbo.customer(), qbo.vendor()
    check = refund_check(qbo, customer, 5)
    nameless = account_line(5, qbo.account("Accounts Receivable (A/R)"))
    assert qbo.fault("purchase", check | {"Line": [nameless]})["code"] == "6000"
    owed = {"Line": [account_line(5, qbo.account("Accounts Payable (A/P)"))]}
    for payee in ({}, {"EntityRef": {"value": customer, "type": "Customer"}}):
        assert qbo.fault("purchase", check | owed | payee)["code"] == "6000"
    qbo.post("purchase", check | owed | {"EntityRef": {"value": vendor, "type": "Vendor"}})
    assert qbo.read("vendor", vendor)["Balance"] == -5
    kind = "DepositLineDetail"
    detail: dict[str, Any] = {"AccountRef": {"value": qbo.account("Accounts Receivable (A/R)")}}
    body = {"DepositToAccountRef": {"value": qbo.account("Checking")}}
    line = {"Amount": 9, "DetailType": kind, kind: detail}
    assert qbo.fault("deposit", body | {"Line": [line]})["code"] == "6000"
    detail["Entity"] = {"value": vendor, "type": "VENDOR"}
    assert qbo.fault("deposit", body | {"Line": [line]})["code"] == "6000"
    detail["Entity"] = {"value": customer, "type": "CUSTOMER"}
    qbo.post("deposit", body | {"Line": [line]})
    assert qbo.read("customer", customer)["Balance"] == -9


def test_a_foreign_account_takes_part_in_its_own_currency_only(foreign: Client) -> None:
    euro = {"CurrencyRef": {"value": "EUR"}}
    till = foreign.post("account", {"Name": "Till", "AccountType": "Bank", **euro})["Id"]
    line = [account_line(5, foreign.account("Purchases"))]
    spend = {"PaymentType": "Cash", "AccountRef": {"value": till}, "Line": line}
    dollar = {"CurrencyRef": {"value": "USD"}}
    assert foreign.fault("purchase", spend | dollar)["code"] == "6000"
    foreign.post("purchase", spend | euro | {"ExchangeRate": Decimal("1.5")})
    seen = foreign.read("account", till)
    assert (seen["CurrentBalance"], foreign.balances()["Till"]) == (-5, "-7.50")
    kept = {"DepositToAccountRef": {"value": till}}
    assert foreign.fault("payment", payment("1", 5, **kept) | dollar)["code"] == "6000"
    assert foreign.fault("salesreceipt", {"Line": [item_line(5)], **kept} | dollar)["code"] == "6000"


def test_a_bill_payment_settles_a_journal_entry(qbo: Client) -> None:
    vendor, cost = qbo.vendor(), qbo.account("Purchases")
    lines = [
        journal_line(40, cost, "Debit"),
        journal_line(40, qbo.account("Accounts Payable (A/P)"), "Credit", ("Vendor", vendor)),
    ]
    entry = qbo.post("journalentry", {"Line": lines})["Id"]
    body = {
        "VendorRef": {"value": vendor},
        "TotalAmt": 40,
        "PayType": "Check",
        "CheckPayment": {"BankAccountRef": {"value": qbo.account("Checking")}},
        "Line": [linked(40, "JournalEntry", entry)],
    }
    qbo.post("billpayment", body)
    assert qbo.read("vendor", vendor)["Balance"] == 0
    assert qbo.fault("billpayment", body)["code"] == "6000"
    aged = qbo.get("reports/AgedPayables")
    assert aged["Rows"]["Row"] == []
