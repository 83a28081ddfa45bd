"""The settings: one is read by its type, and each open answer does what it says, both ways."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from quickbooks_emulator.online.charts.founding import add_tax
from quickbooks_emulator.online.jsontext import loads
from quickbooks_emulator.online.server import TOKEN
from quickbooks_emulator.online.settings import CHOICES, Settings
from tests.quickbooks_emulator.client import Client, account_line, item_line, linked
from tests.quickbooks_emulator.online.test_fifo import KIND, bought, item
from tests.quickbooks_emulator.online.test_fifo import sold as sale
from tests.quickbooks_emulator.online.test_oauth import (
    authorize,
    connected,
    exchange,
    refresh,
    sent_back,
    status,
)

EUR = {"CurrencyRef": {"value": "EUR"}}
INVOICE: dict[str, Any] = {"CustomerRef": {"value": "1"}, "Line": [item_line(100)]}


def test_a_setting_is_one_of_its_answers_and_starts_with_the_first() -> None:
    for name, answers in CHOICES.items():
        assert getattr(Settings(), name) in answers
        with pytest.raises(ValueError, match=name):
            Settings().with_values({name: "neither"})


def sold(**settings: Any) -> tuple[Client, dict[str, Any]]:
    """A company and an invoice of 100."""
    qbo = Client(**settings)
    qbo.customer()
    return qbo, qbo.post("invoice", INVOICE | {"PrivateNote": "Gate 4"})


@pytest.mark.parametrize(("answer", "note"), [("prefix", "Voided - Gate 4"), ("replace", "Voided")])
def test_the_note_of_a_void(answer: str, note: str) -> None:
    qbo, made = sold(void_note=answer)
    key = {"Id": made["Id"], "SyncToken": "0"}
    assert qbo.post("invoice", key, operation="void")["PrivateNote"] == note


@pytest.mark.parametrize("answer", ["freed", "held"])
def test_a_retired_name(answer: str) -> None:
    qbo = Client(retired_name=answer)
    key = {"Id": qbo.vendor("Bolt"), "SyncToken": "0", "sparse": True}
    assert qbo.post("vendor", key | {"Active": False})["DisplayName"] == "Bolt (deleted)"
    if answer == "held":
        assert qbo.fault("customer", {"DisplayName": "bolt"})["code"] == "6240"
    else:
        qbo.customer("bolt")


@pytest.mark.parametrize("answer", ["last_line", "largest_line"])
def test_what_rounding_leaves_over(answer: str) -> None:
    qbo = Client(multi_currency=True, rounding_remainder=answer)
    party = qbo.post("customer", {"DisplayName": "Euro", **EUR})["Id"]
    lines = [item_line(Decimal(text)) for text in ("5.05", "0.05")]
    body = {"CustomerRef": {"value": party}, "ExchangeRate": Decimal("1.1"), "Line": lines, **EUR}
    made = qbo.post("invoice", body)
    shares = [p.cents for entry, p in qbo.books.ledger.postings() if entry.label[1] == made["Id"]]
    # 5.10 euro are 5.61; 5.05 are 5.555 and 0.05 are 0.055, and half a cent goes up twice.
    assert shares == ([561, -556, -5] if answer == "last_line" else [561, -555, -6])


@pytest.mark.parametrize(("answer", "left"), [("rest", None), ("rate", "-0.01")])
def test_the_payment_that_closes_a_foreign_charge(answer: str, left: str | None) -> None:
    qbo = Client(multi_currency=True, foreign_close=answer)
    party = {"CustomerRef": {"value": qbo.post("customer", {"DisplayName": "Euro", **EUR})["Id"]}}
    rate = {"ExchangeRate": Decimal("1.5"), **EUR}
    made = qbo.post("invoice", {"Line": [item_line(Decimal("0.10"))], **party, **rate})
    for part in ("0.05", "0.05"):
        line = linked(Decimal(part), "Invoice", made["Id"])
        qbo.post("payment", {"TotalAmt": Decimal(part), "Line": [line], **party, **rate})
    assert qbo.balances().get("Accounts Receivable (A/R) - EUR") == left


@pytest.mark.parametrize("answer", ["refuse", "unlink"])
def test_a_total_below_what_is_applied(answer: str) -> None:
    qbo, made = sold(total_below_applied=answer)
    body = {"CustomerRef": {"value": "1"}, "TotalAmt": 100}
    paid = qbo.post("payment", body | {"Line": [linked(100, "Invoice", made["Id"])]})
    change = {"Id": made["Id"], "SyncToken": "1", "sparse": True, "Line": [item_line(60)]}
    if answer == "refuse":
        assert qbo.fault("invoice", change)["code"] == "6000"
        return
    after = qbo.post("invoice", change)
    assert (after["TotalAmt"], after["Balance"], after["SyncToken"]) == (60, 60, "2")
    assert qbo.read("payment", paid["Id"])["UnappliedAmt"] == 100
    assert qbo.balances()["Accounts Receivable (A/R)"] == "-40.00"


@pytest.mark.parametrize("answer", ["6000", "6240"])
def test_an_account_number_in_use(answer: str) -> None:
    qbo = Client(account_number_in_use=answer)
    body = {"AccountType": "Bank", "AcctNum": "1000"}
    qbo.post("account", {"Name": "a", **body})
    assert qbo.fault("account", {"Name": "b", **body})["code"] == answer


@pytest.mark.parametrize(
    ("answer", "value"), [("last", "13.00"), ("oldest", "10.00"), ("average", "12.00")]
)
def test_the_cost_of_returned_goods(answer: str, value: str) -> None:
    qbo = Client(returned_cost=answer)
    thing = item(qbo, PurchaseCost=7)
    bought(qbo, thing, 2, 2, "2026-02-01")
    sale(qbo, thing, 1, "2026-02-02")
    bought(qbo, thing, 2, 8, "2026-02-03")
    sale(qbo, thing, 1, "2026-02-04", "refundreceipt")
    # On hand are 1 at 1.00 and 2 at 4.00, of 3.00 on average.
    assert qbo.balances()["Inventory Asset"] == value


@pytest.mark.parametrize("answer", ["first", "second"])
def test_the_wording_of_what_nobody_recorded(answer: str) -> None:
    qbo = Client(wordings=answer)
    long = qbo.fault("account", {"Name": "x" * 101, "AccountType": "Bank"})
    assert (long["code"], long["Message"] == "Invalid String Length") == ("2050", answer == "second")
    qbo.send("POST", "/emulator/closing-date", {"date": "2026-03-31"})
    closed = qbo.fault("salesreceipt", {"Line": [item_line(5)], "TxnDate": "2026-03-30"})
    assert closed["code"] == "6200"
    assert closed["Detail"].startswith("Account Period Closed : ") == (answer == "second")
    assert qbo.fault("invoice", {})["Detail"].startswith("Required parameter ")


@pytest.mark.parametrize("answer", ["needed", "optional"])
def test_a_control_line_without_its_name(answer: str) -> None:
    qbo, _ = sold(control_party=answer)
    receivable = qbo.account("Accounts Receivable (A/R)")
    bill = {"VendorRef": {"value": qbo.vendor()}, "Line": [account_line(7, receivable)]}
    kind = "DepositLineDetail"
    line = {"Amount": 9, "DetailType": kind, kind: {"AccountRef": {"value": receivable}}}
    bank = qbo.post("account", {"Name": "Till", "AccountType": "Bank"})["Id"]
    deposit = {"DepositToAccountRef": {"value": bank}, "Line": [line]}
    for resource, body in (("bill", bill), ("deposit", deposit)):
        if answer == "needed":
            assert qbo.fault(resource, body)["code"] == "6000"
        else:
            qbo.post(resource, body)
    assert qbo.balances()["Accounts Receivable (A/R)"] == ("100.00" if answer == "needed" else "98.00")


@pytest.mark.parametrize("answer", ["posting", "all"])
def test_an_estimate_in_a_closed_period(answer: str) -> None:
    qbo, _ = sold(closed_period_scope=answer)
    qbo.send("POST", "/emulator/closing-date", {"date": "2026-03-31"})
    body = INVOICE | {"TxnDate": "2026-03-30"}
    if answer == "all":
        assert qbo.fault("estimate", body)["code"] == "6200"
    else:
        qbo.post("estimate", body)


@pytest.mark.parametrize("answer", ["refuse", "accept"])
def test_a_form_sent_without_an_address(answer: str) -> None:
    qbo, made = sold(send_without_email=answer)
    path = f"invoice/{made['Id']}/send"
    if answer == "refuse":
        assert qbo.fault(path, None)["code"] == "2020"
    else:
        assert qbo.post(path, None)["EmailStatus"] == "EmailSent"


@pytest.mark.parametrize(("answer", "quantity"), [("adjusts", 7), ("ignored", 10)])
def test_a_quantity_sent_later(answer: str, quantity: int) -> None:
    qbo = Client(quantity_later=answer)
    thing = item(qbo, QtyOnHand=10)
    key = {"Id": thing, "SyncToken": "0", "sparse": True}
    qbo.post("item", key | {"QtyOnHand": 7, "InvStartDate": "2026-03-01"})
    assert qbo.read("item", thing)["QtyOnHand"] == quantity


@pytest.mark.parametrize(("answer", "value"), [("kept", "20.00"), ("current", "30.00")])
def test_a_purchase_cost_sent_later(answer: str, value: str) -> None:
    qbo = Client(opening_cost=answer)
    key = {"Id": item(qbo, QtyOnHand=10, PurchaseCost=2), "SyncToken": "0", "sparse": True}
    qbo.post("item", key | {"PurchaseCost": 3})
    assert qbo.balances()["Inventory Asset"] == value
    row = qbo.get("reports/InventoryValuationSummary")["Rows"]["Row"][0]["ColData"]
    assert value in [cell["value"] for cell in row]


@pytest.mark.parametrize(("answer", "income"), [("aside", "-100.00"), ("net", "-90.00")])
def test_the_discount_of_a_line(answer: str, income: str) -> None:
    qbo = Client(line_discount=answer)
    qbo.customer()
    made = qbo.post("invoice", INVOICE | {"Line": [item_line(100, DiscountRate=10)]})
    assert made["TotalAmt"] == 90
    balances = qbo.balances()
    assert balances["Services"] == income
    assert ("10.00" in balances.values()) == (answer == "aside")


@pytest.mark.parametrize("answer", ["refuse", "allow"])
def test_consent_without_a_state(answer: str) -> None:
    qbo = Client(consent="automatic", consent_without_state=answer)
    back = sent_back(authorize(qbo, state=""))
    assert ("code" in back) == (answer == "allow")
    assert back.get("error") == (None if answer == "allow" else "invalid_request")


@pytest.mark.parametrize(("answer", "code"), [(False, 200), (True, 401)])
def test_a_refresh_and_the_access_tokens_before_it(*, answer: bool, code: int) -> None:
    qbo, pair = connected(refresh_ends_access=answer)
    assert refresh(qbo, pair["refresh_token"]).status == 200
    assert status(qbo, pair) == code


@pytest.mark.parametrize(("answer", "left"), [("rate", "-0.01"), ("rest", None)])
def test_a_payment_of_nothing_that_closes_a_foreign_charge(answer: str, left: str | None) -> None:
    """Two credits of 0.05 at 1.5 are 0.08 each; the invoice of 0.10 is 0.15."""
    qbo = Client(multi_currency=True, zero_payment_close=answer)
    party = {"CustomerRef": {"value": qbo.post("customer", {"DisplayName": "Euro", **EUR})["Id"]}}
    rate = {"ExchangeRate": Decimal("1.5"), **EUR}
    part = Decimal("0.05")
    made = qbo.post("invoice", {"Line": [item_line(2 * part)], **party, **rate})
    for _ in range(2):
        credit = qbo.post("creditmemo", {"Line": [item_line(part)], **party, **rate})
        lines = [linked(part, "Invoice", made["Id"]), linked(part, "CreditMemo", credit["Id"])]
        qbo.post("payment", {"TotalAmt": 0, "Line": lines, **party, **rate})
    assert qbo.read("invoice", made["Id"])["Balance"] == 0
    assert qbo.balances().get("Accounts Receivable (A/R) - EUR") == left


@pytest.mark.parametrize("answer", ["refuse", "unlink"])
def test_another_name_under_payments(answer: str) -> None:
    qbo, made = sold(paid_name_change=answer)
    body = {"CustomerRef": {"value": "1"}, "TotalAmt": 100}
    paid = qbo.post("payment", body | {"Line": [linked(100, "Invoice", made["Id"])]})
    other = {"CustomerRef": {"value": qbo.customer("Bea")}, "sparse": True}
    change = {"Id": made["Id"], "SyncToken": "1", **other}
    if answer == "refuse":
        assert qbo.fault("invoice", change)["code"] == "6000"
        return
    assert qbo.post("invoice", change)["Balance"] == 100
    assert qbo.read("payment", paid["Id"])["UnappliedAmt"] == 100


@pytest.mark.parametrize(
    ("answer", "states"),
    [
        ("total", ("Open", "Closed", "Pending")),
        ("first", ("Closed", "Closed", "Closed")),
        ("never", ("Open", "Open", "Pending")),
    ],
)
def test_what_closes_an_order_and_an_estimate(answer: str, states: tuple[str, str, str]) -> None:
    """An order billed in two halves, an estimate invoiced in part."""
    qbo, _ = sold(order_close=answer)
    vendor = {"VendorRef": {"value": qbo.vendor()}}
    line = account_line(50, qbo.account("Purchases"))
    order = qbo.post("purchaseorder", vendor | {"Line": [line, line]})["Id"]
    seen = []
    for _ in range(2):
        link = [{"TxnId": order, "TxnType": "PurchaseOrder", "TxnLineId": "1"}]
        qbo.post("bill", vendor | {"Line": [line | {"LinkedTxn": link}]})
        seen.append(qbo.read("purchaseorder", order)["POStatus"])
    estimate = qbo.post("estimate", INVOICE)["Id"]
    links = [{"TxnId": estimate, "TxnType": "Estimate"}]
    qbo.post("invoice", INVOICE | {"Line": [item_line(30)], "LinkedTxn": links})
    assert (*seen, qbo.read("estimate", estimate)["TxnStatus"]) == states


@pytest.mark.parametrize("answer", ["ignored", "taken"])
def test_an_order_in_the_head_of_a_bill(answer: str) -> None:
    qbo = Client(bill_head_links=answer)
    vendor = {"VendorRef": {"value": qbo.vendor()}}
    line = account_line(50, qbo.account("Purchases"))
    order = qbo.post("purchaseorder", vendor | {"Line": [line]})["Id"]
    link = {"TxnId": order, "TxnType": "PurchaseOrder"}
    taken = answer == "taken"
    made = qbo.post("bill", vendor | {"Line": [line], "LinkedTxn": [link]})
    assert made["LinkedTxn"] == ([link] if taken else [])
    assert qbo.read("purchaseorder", order)["POStatus"] == ("Closed" if taken else "Open")
    unknown = vendor | {"Line": [line], "LinkedTxn": [link | {"TxnId": "77"}]}
    if taken:
        assert qbo.fault("bill", unknown)["code"] == "6000"
    else:
        assert qbo.post("bill", unknown)["LinkedTxn"] == []


@pytest.mark.parametrize(
    ("answer", "asset", "cost"), [("oldest", "8.00", "-4.00"), ("credited", "4.00", None)]
)
def test_goods_sent_back_to_a_supplier(answer: str, asset: str, cost: str | None) -> None:
    """One of two bought at 2.00 goes back for 6.00; one and two of 3.00 each are left."""
    qbo = Client(supplier_return=answer)
    thing = item(qbo)
    bought(qbo, thing, 2, 4, "2026-02-01")
    bought(qbo, thing, 2, 6, "2026-02-02")
    line = {"Amount": 6, "DetailType": KIND, KIND: {"ItemRef": {"value": thing}, "Qty": 1}}
    vendor = {"VendorRef": {"value": qbo.vendor()}}
    qbo.post("vendorcredit", vendor | {"Line": [line], "TxnDate": "2026-02-03"})
    balances = qbo.balances()
    assert (balances["Inventory Asset"], balances.get("Cost of Goods Sold")) == (asset, cost)
    assert qbo.books.stock.value(thing) == Decimal(asset) * 100


@pytest.mark.parametrize(("answer", "tax"), [("after", 18), ("before", 20)])
def test_tax_outside_the_us_and_a_discount(answer: str, tax: int) -> None:
    qbo = Client(country="GB", home_currency="GBP", tax_discount=answer)
    add_tax(qbo.books, "HMRC", {"20": ("Standard", Decimal(20))})
    qbo.customer()
    off = {"DetailType": "DiscountLineDetail", "Amount": 10, "DiscountLineDetail": {}}
    made = qbo.post("invoice", INVOICE | {"Line": [item_line(100, TaxCodeRef={"value": "20"}), off]})
    assert (made["TxnTaxDetail"]["TotalTax"], made["TotalAmt"]) == (tax, 90 + tax)


@pytest.mark.parametrize("answer", ["first", "second"])
def test_what_6000_says(answer: str) -> None:
    """A sentence somebody saw stays; ours says nothing by the other answer."""
    qbo, _ = sold(wordings=answer)
    ours = qbo.fault("payment", {"CustomerRef": {"value": "1"}, "TotalAmt": -1})
    assert (ours["code"], "must be positive" in ours["Detail"]) == ("6000", answer == "first")
    links = {"LinkedTxn": [{"TxnId": "75", "TxnType": "Estimate"}]}
    assert "Estimate 75 that you are trying" in qbo.fault("invoice", INVOICE | links)["Detail"]


@pytest.mark.parametrize("answer", ["described", "bare", "fault"])
def test_how_a_token_call_is_refused(answer: str) -> None:
    qbo = Client(oauth_errors=answer)
    said = loads(exchange(qbo, "no-such-code").text)
    if answer == "fault":
        assert "invalid_grant" in said["fault"]["error"][0]["message"]
    else:
        assert said["error"] == "invalid_grant"
    assert ("error_description" in said) == (answer == "described")


@pytest.mark.parametrize("answer", ["own", "one"])
def test_the_receivable_of_another_currency(answer: str) -> None:
    qbo = Client(multi_currency=True, currency_control=answer)
    party = qbo.post("customer", {"DisplayName": "Euro", **EUR})["Id"]
    rate = {"ExchangeRate": Decimal(2), **EUR}
    made = qbo.post("invoice", {"CustomerRef": {"value": party}, "Line": [item_line(10)], **rate})
    name = "Accounts Receivable (A/R)" if answer == "one" else "Accounts Receivable (A/R) - EUR"
    assert qbo.balances()[name] == "20.00"
    body = {"CustomerRef": {"value": party}, "TotalAmt": 10, **rate}
    qbo.post("payment", body | {"Line": [linked(10, "Invoice", made["Id"])]})
    assert name not in qbo.balances()


@pytest.mark.parametrize("answer", ["agency", "one"])
def test_the_account_of_tax(answer: str) -> None:
    qbo = Client(tax_payable=answer, ast=False)
    add_tax(qbo.books, "City", {"7": ("Town", Decimal(10))})
    add_tax(qbo.books, "State", {"8": ("Land", Decimal(20))})
    qbo.customer()
    for code in ("7", "8"):
        detail = {"TxnTaxDetail": {"TxnTaxCodeRef": {"value": code}}}
        qbo.post("invoice", INVOICE | detail | {"Line": [item_line(100, TaxCodeRef={"value": "TAX"})]})
    owed = {name: value for name, value in qbo.balances().items() if "Payable" in name}
    if answer == "one":
        assert owed == {"Sales Tax Payable": "-30.00"}
    else:
        assert owed == {"City Payable": "-10.00", "State Payable": "-20.00"}


@pytest.mark.parametrize(
    ("answer", "name"), [("equity", "Opening Balance Equity"), ("shrinkage", "Inventory Shrinkage")]
)
def test_where_opening_stock_comes_from(answer: str, name: str) -> None:
    qbo = Client(opening_stock=answer)
    item(qbo, QtyOnHand=10, PurchaseCost=2)
    assert qbo.balances() == {"Inventory Asset": "20.00", name: "-20.00"}


@pytest.mark.parametrize(("answer", "made"), [("company", 1), ("app", 2)])
def test_the_same_request_id_of_two_apps(answer: str, made: int) -> None:
    qbo = Client(requestid_scope=answer)
    body = {"Line": [item_line(5)]}
    for token in (TOKEN, TOKEN, f"{TOKEN}/other", f"{TOKEN}/other"):
        assert qbo.send("POST", "salesreceipt", body, token, requestid="r1").status == 200
    assert qbo.query("select count(*) from SalesReceipt")["totalCount"] == made
