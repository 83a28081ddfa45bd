"""Bills that AP enters in QuickBooks: read back, held against receipts, posted once, never sent."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance import shop
from tests.acceptance.payables import Payables, payables_of
from tests.acceptance.process import NAME
from tests.company import tieout


@pytest.mark.covers("S002-36", "S002-39")
def test_a_bill_names_its_receipt_and_is_posted_once_without_being_sent(payables: Payables) -> None:
    """9 jars at 2.00 are billed at 19.80: 1.80 go to the jars, GRNI of the receipt is zero."""
    payables.load(shop.received("GR-1", "2026-03-02", 9))
    payables.run()
    bill = payables.enter("2026-03-09", ("19.80", "Plum jam, delivery GR-1", "grni"), DocNumber="4711")
    assert payables.sweep().drifts == ()
    payables.settled()
    assert payables.open() == {}
    assert payables.booked("inventory_merchandise") == 1980
    assert payables.booked("accounts_payable") == -1980
    assert [one["Id"] for one in payables.held("Bill")] == [bill["Id"]]
    with payables.company.database.read() as connection:
        counts = ", ".join(f"(SELECT COUNT(*) FROM {table})" for table in ("event", "entry", "read_bill"))
        before = tuple(connection.exec_driver_sql(f"SELECT {counts}").one())
    payables.settled()
    with payables.company.database.read() as connection:
        assert tuple(connection.exec_driver_sql(f"SELECT {counts}").one()) == before
    assert payables.codes() == ["bill_price_differs"]


def test_a_vendor_nobody_knows_is_asked_for(payables: Payables) -> None:
    payables.load(shop.received("GR-1", "2026-03-02", 9))
    payables.run()
    payables.vendor = payables.create("Vendor", DisplayName="Plums and Co")["Id"]
    bill = payables.enter("2026-03-09", ("18.00", "jam", "grni"))
    payables.sweep()
    assert payables.codes() == ["bill_vendor_unknown", "drift_foreign"]
    payables.edit("Bill", bill, PrivateNote="delivery GR-1")
    payables.settled()
    assert payables.open() == {}
    assert payables.codes() == []


def test_a_credit_for_goods_sent_back_clears_what_is_claimed(payables: Payables) -> None:
    payables.load(shop.received("GR-1", "2026-03-02", 9))
    payables.run()
    payables.enter("2026-03-05", ("18.00", "GR-1", "grni"))
    payables.settled()
    back = {"receipt": "GR-1", "receipt_line": "1", "item": "JAM", "quantity": "2"}
    payables.load(
        shop.fact(
            "goods_returned_to_supplier", "RT-1", "2026-03-10", number="RT-1", supplier="S-1", lines=[back]
        )
    )
    payables.settled()
    assert payables.open() == {"GR-1/1": 400}
    payables.enter("2026-03-12", ("4.00", "for RT-1", "grni"), entity="VendorCredit")
    payables.settled()
    assert payables.codes() == []


def test_another_currency_parts_price_and_rate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """90.00 EUR at 1.10 received, 99.00 EUR at 1.20 billed: 9.90 to the goods, 9.90 of exchange."""
    with payables_of(tmp_path, monkeypatch, multi_currency="true") as payables:
        supplier = shop.fact(
            "party", "S-2", "2026-02-28", party="S-2", roles=["supplier"], name="Prune", currency="EUR"
        )
        rate = shop.fact(
            "exchange_rate", "E1", "2026-03-01", currency="EUR", rate="1.10", rate_source="ECB"
        )
        receipt = shop.received("GR-1", "2026-03-02", 9, "10.00") | {"supplier": "S-2", "currency": "EUR"}
        payables.load(supplier, rate, receipt)
        euro: dict[str, Any] = {"CurrencyRef": {"value": "EUR"}}
        payables.vendor = payables.create("Vendor", DisplayName="Prune", **euro)["Id"]
        payables.run()
        payables.enter("2026-03-09", ("99.00", "GR-1", "grni"), ExchangeRate=Decimal("1.2"), **euro)
        payables.settled()
        assert payables.open() == {}
        assert payables.booked("inventory_merchandise") == 9900 + 990
        assert payables.booked("fx_gain_loss") == 990
        assert payables.booked("accounts_payable") == -11880


def test_it_is_paid_in_quickbooks(payables: Payables) -> None:
    payables.load(shop.received("GR-1", "2026-03-02", 9))
    bill = payables.enter("2026-03-05", ("18.00", "GR-1", "grni"), DocNumber="4711")
    payables.settled()
    line = {"Amount": Decimal("18.00"), "LinkedTxn": [{"TxnId": bill["Id"], "TxnType": "Bill"}]}
    paid = payables.create(
        "BillPayment",
        TxnDate="2026-03-20",
        VendorRef={"value": payables.vendor},
        PayType="Check",
        CheckPayment={"BankAccountRef": {"value": payables.mapped["bank"]}},
        TotalAmt=Decimal("18.00"),
        Line=[line],
    )
    payables.settled()
    with payables.company.database.read() as connection:
        said = "SELECT r.raw FROM event e JOIN record r ON r.seq = e.seq WHERE e.kind = 'bill_paid' "
        said += "ORDER BY e.seq"
        [raw] = [raw for (raw,) in connection.exec_driver_sql(said)]
        assert '"bill":"4711"' in raw.replace(": ", ":")
    shown = tieout("trace", "bill 4711", "--company", NAME).out
    assert "bill_paid" in shown
    assert "2026-03-20" in shown
    payables.lever("delete", {"entity": "BillPayment", "id": paid["Id"]})
    payables.settled()
    with payables.company.database.read() as connection:
        assert '"0.00"' in [raw for (raw,) in connection.exec_driver_sql(said)][-1]


def test_what_cannot_be_read_is_told_and_ends_when_it_is_entered_otherwise(payables: Payables) -> None:
    payables.load(shop.received("GR-1", "2026-03-02", 9))
    payables.run()
    bill = payables.enter("2026-03-09", ("20.00", "GR-1", "grni"), ("-2.00", "discount", "grni"))
    payables.sweep()
    assert payables.codes() == ["bill_not_read", "drift_foreign"]
    [line, *_] = next(one for one in payables.held("Bill") if one["Id"] == bill["Id"])["Line"]
    payables.edit("Bill", bill, Line=[line | {"Amount": Decimal("18.00")}])
    payables.settled()
    assert payables.codes() == []


def test_a_line_that_moves_off_grni_is_taken_back(payables: Payables) -> None:
    payables.load(shop.received("GR-1", "2026-03-02", 9))
    payables.run()
    bill = payables.enter("2026-03-09", ("18.00", "GR-1", "grni"))
    payables.settled()
    expense = payables.create("Account", Name="Sundries", AccountType="Expense")["Id"]
    [line, *_] = payables.held("Bill")[0]["Line"]
    elsewhere = line | {"AccountBasedExpenseLineDetail": {"AccountRef": {"value": expense}}}
    payables.edit("Bill", bill, Line=[elsewhere])
    payables.settled()
    assert payables.open() == {"GR-1/1": -1800}
    assert payables.codes() == ["bill_on_wrong_account"]


def test_freight_beside_goods_keeps_its_role(payables: Payables) -> None:
    payables.load(shop.received("GR-1", "2026-03-02", 9))
    payables.run()
    payables.enter("2026-03-09", ("18.00", "GR-1", "grni"), ("4.00", "carrier", "shipping_cost"))
    payables.settled()
    assert payables.booked("shipping_cost") == 400
    assert payables.codes() == []
