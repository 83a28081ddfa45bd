"""Bills that AP enters in QuickBooks: read back, held against receipts, posted once, never sent."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance import shop
from tests.acceptance.payables import DAY, Payables, payables_of
from tests.acceptance.process import NAME
from tests.company import tieout
from tieout.runtime import acts, grni
from tieout.runtime.cases import list_cases
from tieout.runtime.company import change_setting, reread
from tieout.runtime.facts import cost_facts, state_facts
from tieout.runtime.subledgers import registers
from tieout.runtime.tieout import problems
from tieout.runtime.verify import verify


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


def test_a_receipt_worked_in_by_the_floor_settles_the_bill_that_waits_for_it(payables: Payables) -> None:
    """The bill came first; the API takes the receipt and costs it, so that `run` has nothing to cost."""
    payables.enter("2026-03-02", ("18.00", "jam, GR-1", "grni"))
    payables.settled()
    assert payables.codes() == ["bill_before_goods"]
    stated = shop.received("GR-1", "2026-03-03", 9)
    assert state_facts(payables.company, json.dumps(stated).encode()).taken == 1
    assert cost_facts(payables.company) == 1
    payables.run()
    assert payables.open() == {}
    assert payables.codes() == []


def test_a_vendor_linked_settles_the_bill_that_waits_for_it(payables: Payables) -> None:
    payables.load(shop.received("GR-1", "2026-03-02", 9))
    payables.run()
    payables.vendor = payables.create("Vendor", DisplayName="Plums and Co")["Id"]
    payables.enter("2026-03-09", ("18.00", "jam", "grni"))
    payables.sweep()
    assert "bill_vendor_unknown" in payables.codes()
    acts.import_lists(payables.company)
    acts.link_record(payables.company, "vendor", "S-1", payables.vendor, "USD")
    payables.run()
    assert payables.open() == {}
    assert "bill_vendor_unknown" not in payables.codes()


def test_an_account_that_is_not_mapped_is_called_as_quickbooks_calls_it(payables: Payables) -> None:
    payables.load(shop.received("GR-1", "2026-03-02", 9))
    payables.run()
    other = payables.create("Account", Name="Sundries", AccountType="Expense")["Id"]
    payables.enter("2026-03-09", ("18.00", "jam GR-1", other))
    payables.sweep()
    (case,) = [one for one in list_cases(payables.company) if one.problem.code == "bill_on_wrong_account"]
    assert "on Sundries" in case.problem.what
    assert "Cr Sundries 18.00 USD" in case.problem.why


def test_goods_that_come_after_the_close_leave_their_bill_on_its_day(payables: Payables) -> None:
    """Billed in March at 19.00, shown as prepaid at its end; 9 jars at 2.00 come in April: 1.00 more.

    The bill stands in March in QuickBooks, so the books expect it there though March is closed; the
    difference, which is still to be written, goes into April.
    """
    payables.enter("2026-03-30", ("19.00", "jam, GR-1", "grni"))
    payables.settled()
    assert grni.reclassify(payables.company, date(2026, 3, 31), "month end", "carla", acts.clock())
    payables.run()
    change_setting(payables.company, "closed_through", "2026-03-31")
    payables.company = reread(payables.company)
    payables.load(shop.received("GR-1", "2026-04-02", 9))
    payables.run()
    tied = acts.tie_out(payables.company, date(2026, 4, 9))
    assert tied.tied, tied.line()
    for day in (date(2026, 3, 31), date(2026, 4, 9)):
        assert all(one.agrees for one in registers(payables.company, day).registers)
    with payables.company.database.read() as connection:
        rows = connection.exec_driver_sql("SELECT rule, day FROM entry ORDER BY seq").all()
    assert [tuple(one) for one in rows[-4:]] == [
        ("goods received, supplier bill not yet in", "2026-04-02"),
        ("reversal of supplier bill", "2026-03-30"),
        ("supplier bill", "2026-03-30"),
        ("bill against receipt", "2026-04-01"),
    ]
    assert list(verify(payables.company).problems) == []
    assert payables.codes() == ["bill_price_differs"]


def test_a_bill_edited_in_a_closed_period_is_a_difference_until_it_bears_the_day_it_is_booked_on(
    payables: Payables,
) -> None:
    """What AP changes of a closed month moves its balance in QuickBooks: never taken as it comes."""
    payables.load(shop.received("GR-1", "2026-03-02", 9))
    bill = payables.enter("2026-03-30", ("18.00", "jam, GR-1", "grni"))
    payables.settled()
    change_setting(payables.company, "closed_through", "2026-03-31")
    payables.company = reread(payables.company)
    row = bill["Line"][0] | {"Amount": "18.50"}
    payables.edit("Bill", bill, Line=[row], TotalAmt="18.50")
    payables.sweep()
    payables.run()
    [told] = problems(acts.tie_out(payables.company, date(2026, 4, 9)))
    assert told.code == "tie_out_not_as_read"
    assert "it stands on 2026-03-30 there and is booked here on 2026-04-01" in told.why
    assert "restore" not in told.next_step, "nothing was sent that could be restored"
    payables.lever("redate", {"entity": "Bill", "id": bill["Id"], "change": {"TxnDate": "2026-04-01"}})
    payables.sweep()
    payables.run()
    tied = acts.tie_out(payables.company, date(2026, 4, 9))
    assert tied.tied, tied.line()


def test_a_bill_changed_since_it_was_read_is_followed_by_the_next_sweep(payables: Payables) -> None:
    payables.load(shop.received("GR-1", "2026-03-02", 9))
    bill = payables.enter("2026-03-30", ("18.00", "jam, GR-1", "grni"))
    payables.settled()
    payables.edit("Bill", bill, Line=[bill["Line"][0] | {"Amount": "18.50"}], TotalAmt="18.50")
    assert [one.code for one in problems(acts.tie_out(payables.company, DAY))] == ["tie_out_not_as_read"]
    payables.settled()
