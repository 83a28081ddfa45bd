"""The boundary: which operational facts become documents of QuickBooks, as which, and which never cross.

A month of everything the floor does (orders, receipts in two places, a run, transfers, shipments in two
channels, an adjustment, a return, refunds, payments) is told through the command line and read back in
QuickBooks itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from quickbooks_emulator.online.server import Application
from tests.acceptance import shop
from tests.problems import premises
from tests.problems.premises import by_hand, found, lever, load, run, verb
from tieout.core.errors import TransientError
from tieout.runtime.company import open_company

Json = dict[str, Any]


def held(books: Application, type_: str = "") -> list[Json]:
    """What QuickBooks holds, of one type or of all but the chart and what a new company has."""
    objects = books.api.books.store.objects
    return [body for entity, rows in objects.items() if type_ in ("", entity) for body in rows.values()]


def query(sql: str) -> list[Any]:
    """Rows of the company's file."""
    company = open_company(premises.NAME)
    with company.database.read() as connection:
        rows = list(connection.exec_driver_sql(sql).all())
    company.database.close()
    return rows


JAR = shop.fact(
    *("item", "JAR", "2026-02-28"),
    item="JAR",
    name="Jar",
    type="goods",
    category="packaging",
    unit="each",
    inventory_role="inventory_raw",
)
HELP = {"type": "service", "category": "services", "name": "Delivery to the door"}
SERVICE = shop.fact("item", "HELP", "2026-02-28", item="HELP", **HELP)
SHOP = shop.fact("location", "SHOP", "2026-02-28", location="SHOP", name="Shop")
ORDERED = shop.fact(
    *("purchase_order_placed", "PO-1", "2026-03-01"),
    order="PO-1",
    supplier="S-1",
    currency="USD",
    lines=[{"line": "1", "item": "JAR", "quantity": "100", "unit_price": "0.20"}],
)
JARS = {
    **shop.received("GR-2", "2026-03-03", 100, "0.20"),
    "lines": [{"line": "1", "item": "JAR", "quantity": "100", "unit_price": "0.20", "lot": "L-JAR"}],
}
RUN = shop.fact(
    *("production_completed", "R-1", "2026-03-05"),
    run="R-1",
    location="MAIN",
    labour="5.00",
    overhead="2.00",
    consumed=[{"item": "JAR", "quantity": "10"}],
    outputs=[{"item": "JAM", "lot": "L-RUN", "quantity": "10"}],
)
MOVED = shop.fact(
    *("stock_transferred", "T-1", "2026-03-06"),
    transfer="T-1",
    from_location="MAIN",
    to_location="SHOP",
    lines=[{"item": "JAM", "quantity": "5"}],
)
BROKEN = shop.fact(
    *("stock_adjusted", "A-1", "2026-03-20"),
    location="MAIN",
    reason="breakage",
    lines=[{"item": "JAM", "quantity": "-1"}],
)


def web(order: str, amount: str) -> list[shop.Fact]:
    """A sale of the web store: shipped from the shop on the 11th, paid on the 12th."""
    line = {"line": "1", "item": "JAM", "quantity": "1"}
    said = {"order": order, "customer": "C-1"}
    place = {"shipment": f"SH-{order}", "location": "SHOP", "lines": [{**line, "order_line": "1"}]}
    paid = {
        "number": f"W-{order}",
        "channel": "web",
        "currency": "USD",
        "total": amount,
        "lines": [{**line, "amount": amount}],
        "tenders": [{"type": "gateway", "gateway": "stripe", "amount": amount}],
    }
    shipment = shop.fact("goods_shipped", f"SH-{order}", "2026-03-11", **place, **said)
    return [shipment, shop.fact("sale_paid", f"W-{order}", "2026-03-12", **paid, **said)]


REFUND = shop.fact(
    *("refund_issued", "RF-1", "2026-03-22"),
    number="RF-1",
    customer="C-1",
    channel="web",
    currency="USD",
    refunds="sale",
    refunded="W-WEB-1",
    gateway="stripe",
    total="2.00",
    adjustments=[{"reason": "goodwill", "amount": "2.00"}],
)
CREDIT = shop.fact(
    *("refund_issued", "CM-1", "2026-03-23"),
    number="CM-1",
    customer="C-1",
    channel="shop",
    currency="USD",
    refunds="invoice",
    refunded="INV-SO-1",
    total="4.00",
    lines=[{"line": "1", "item": "JAM", "quantity": "1", "amount": "4.00"}],
)
GOODS = shop.received("GR-1", "2026-03-02", 50)
ORDER = shop.sold("SO-1", "2026-03-10", 3, "30.00")
MONTH = (
    *shop.MASTER,
    JAR,
    SERVICE,
    SHOP,
    ORDERED,
    shop.received("GR-1", "2026-03-02", 50),
    JARS,
    RUN,
    MOVED,
    *shop.sold("SO-1", "2026-03-10", 3, "30.00"),
    *web("WEB-1", "12.00"),
    *web("WEB-2", "13.00"),
    shop.paid("P-1", "2026-03-15", "SO-1", "10.00"),
    shop.billed("B-1", "2026-03-16", "GR-1", 50, "100.00"),
    BROKEN,
    REFUND,
    CREDIT,
)


@pytest.fixture(scope="module")
def month() -> Iterator[Application]:
    """The month, told, run and in QuickBooks; nothing is left open."""
    with premises.company(*MONTH, options=("--daily", "web")) as books:
        assert run() == []
        yield books


@pytest.mark.covers("S000-09", "S000-11", "S002-07", "S002-08", "S004-22", "S001-12", "S001-11")
def test_each_kind_of_fact_has_its_document(month: Application) -> None:
    """Two places, two channels; what moves value is a journal, what moves money its own form."""
    made = dict(query("SELECT rule, document FROM entry"))
    moved = {
        rule: type_ for rule, type_ in made.items() if rule.startswith(("goods", "production", "stock"))
    }
    assert set(moved.values()) == {"JournalEntry"}
    assert len(moved) == 4, "receipt, run, shipment, adjustment"
    for type_, number in (("Invoice", "INV-SO-1"), ("CreditMemo", "CM-1"), ("Bill", "B-1")):
        assert [one["DocNumber"] for one in held(month, type_)] == [number]
    assert [len(held(month, type_)) for type_ in ("SalesReceipt", "RefundReceipt")] == [1, 1]
    assert Decimal("10.00") in {one["TotalAmt"] for one in held(month, "Payment")}


@pytest.mark.covers("S000-05", "S002-06", "S002-33", "S002-41", "S002-32")
def test_what_is_only_operational_never_crosses(month: Application) -> None:
    """Orders, plans and moves between places leave no trace in QuickBooks."""
    for type_ in ("PurchaseOrder", "Estimate", "SalesOrder", "Transfer", "InventoryAdjustment"):
        assert held(month, type_) == []
    text = str([one for type_ in ("JournalEntry", "Invoice", "Bill") for one in held(month, type_)])
    for name in ("PO-1", "T-1"):
        assert name in {id_ for (id_,) in query("SELECT external_id FROM event")}
        assert name not in text


@pytest.mark.covers("S002-30", "S004-12", "S000-03", "S001-03", "S002-02", "S001-25")
def test_quickbooks_counts_nothing_and_has_no_item_master(month: Application) -> None:
    items = held(month, "Item")
    assert {"tieout revenue shop preserves"} <= {one["Name"] for one in items}
    assert {one["Type"] for one in items} == {"Service"}
    assert not [one for one in items if "JAM" in one["Name"] or "Plum jam" in one["Name"]]
    assert not [line for one in held(month, "JournalEntry") for line in one["Line"] if "Qty" in str(line)]


@pytest.mark.covers("S002-03", "S000-04", "S004-16", "S004-24")
def test_the_value_of_stock_in_quickbooks_is_that_of_the_lots(month: Application) -> None:
    """The financial effect of every movement crosses, and comes to the lots to the cent."""
    rows = [row for row in premises.told("reconcile") if row["role"].startswith("inventory_")]
    assert all(row["difference"] == "0.00" for row in rows)
    [(lots,)] = query(
        "SELECT SUM(h.value) FROM lot_held h JOIN lot l ON l.id = h.lot WHERE l.account LIKE 'inventory%'"
    )
    assert sum(Decimal(row["quickbooks"]) for row in rows) == Decimal(lots).scaleb(-8)
    assert lots > 0


@pytest.mark.covers("S000-24", "S001-94", "S004-27", "S001-28")
def test_an_order_is_posted_once_however_often_it_is_told(month: Application) -> None:
    before = {type_: len(rows) for type_, rows in month.api.books.store.objects.items()}
    load(*MONTH)
    assert run() == []
    assert {type_: len(rows) for type_, rows in month.api.books.store.objects.items()} == before
    assert [one["DocNumber"] for one in held(month, "Invoice")] == ["INV-SO-1"]


@pytest.mark.covers("S000-20", "S000-21")
def test_the_sales_of_a_day_are_one_receipt_and_each_is_found_behind_it(month: Application) -> None:
    [receipt] = held(month, "SalesReceipt")
    assert receipt["TotalAmt"] == Decimal("25.00")
    for sale in ("W-WEB-1", "W-WEB-2"):
        documents = premises.told("trace", sale)["documents"]
        assert receipt["Id"] in {one["outside_id"] for one in documents}


@pytest.mark.covers("S001-67", "S001-74", "S001-47")
def test_what_a_customer_owes_in_quickbooks_is_the_invoice_less_what_was_paid(month: Application) -> None:
    [invoice] = held(month, "Invoice")
    [credit] = held(month, "CreditMemo")
    assert (invoice["TotalAmt"], credit["TotalAmt"]) == (Decimal("30.00"), Decimal("4.00"))
    assert invoice["Balance"] - credit["Balance"] == Decimal("16.00")
    assert credit["CustomerRef"] == invoice["CustomerRef"]


@pytest.mark.covers("S004-17")
def test_a_purchase_in_the_united_states_bears_no_tax(month: Application) -> None:
    [bill] = held(month, "Bill")
    details = [line["AccountBasedExpenseLineDetail"] for line in bill["Line"]]
    assert {detail["TaxCodeRef"]["value"] for detail in details} == {"NON"}
    assert bill["TotalAmt"] == Decimal("100.00")


@pytest.mark.covers("S000-25", "S000-26", "S001-48", "S001-50")
def test_tax_is_what_the_source_billed_where_quickbooks_would_compute_its_own() -> None:
    """Automated sales tax is on; two agencies, and the total is the invoice's to the cent."""
    taxes = [{"agency": "CA", "amount": "2.19"}, {"agency": "LA", "amount": "0.67"}]
    order, shipment, invoice = ORDER
    billed = {**invoice, "taxes": taxes, "total": "32.86"}
    with premises.company(*shop.MASTER, GOODS, order, shipment, billed, ast=True) as books:
        assert run() == []
        [kept] = held(books, "Invoice")
        assert kept["TotalAmt"] == Decimal("32.86")
        assert kept["TxnTaxDetail"]["TotalTax"] == 0
        assert all(row["difference"] == "0.00" for row in premises.told("reconcile"))


@pytest.mark.covers("S002-09")
def test_many_movements_are_few_journals() -> None:
    """240 shipments of four days, one item each: the journals of a day are one."""
    shipments = [shop.shipped(f"SO-{n}", f"2026-03-{3 + n % 4:02}", 1) for n in range(240)]
    with premises.company(*shop.MASTER, shop.received("GR-1", "2026-03-02", 300), *shipments) as books:
        assert {one.code for one in run()} == {"goods_not_invoiced"}
        assert query("SELECT COUNT(DISTINCT event) FROM entry")[0][0] == 241
        assert 240 / len(held(books, "JournalEntry")) >= 10


@pytest.mark.covers("S001-92", "S000-30", "S002-48")
def test_an_outage_of_quickbooks_stops_neither_floor_nor_books_and_is_made_up_for() -> None:
    with premises.company(*shop.MASTER, GOODS) as books:
        assert run() == []
        address = open_company(premises.NAME).settings.connection.url
        premises.linked_to(url="http://127.0.0.1:9")
        load(*ORDER)
        with pytest.raises(TransientError):
            run()
        assert query("SELECT COUNT(*) FROM entry")[0][0] == 3, "costed and posted all the same"
        premises.linked_to(url=address)
        assert run() == []
        assert [one["DocNumber"] for one in held(books, "Invoice")] == ["INV-SO-1"]


@pytest.mark.covers("S001-02", "S004-01", "S001-04")
def test_what_people_change_in_quickbooks_is_neither_taken_back_nor_written_over() -> None:
    """One way: their edit stands, is named by the tie-out, and changes no fact of ours."""
    with premises.company(*premises.SALE) as books:
        assert run() == []
        [kept] = held(books, "Invoice")
        events = query("SELECT id, hash FROM event")
        lever(books, "edit", {"entity": "Invoice", "id": kept["Id"], "change": {"TxnDate": "2026-03-11"}})
        load(*premises.SALE)
        assert run() == []
        assert held(books, "Invoice")[0]["TxnDate"] == "2026-03-11"
        assert query("SELECT id, hash FROM event") == events
        assert [row for row in premises.told("reconcile") if row["first_document"]]


@pytest.mark.covers("S004-08", "S004-09", "S000-37")
def test_a_customer_crosses_with_its_first_invoice_and_one_that_is_there_is_linked() -> None:
    other = {**shop.CUSTOMER, "id": "C-2", "party": "C-2", "name": "Hill Store"}
    idle = {**shop.CUSTOMER, "id": "C-3", "party": "C-3", "name": "Idle Store"}
    second = [{**one, "customer": "C-2"} for one in shop.sold("SO-2", "2026-03-11", 1, "10.00")]
    with premises.home(), premises.quickbooks() as (books, url):
        there = by_hand(books, "customer", {"DisplayName": "Hill Store"})
        premises.create(url)
        load(*premises.SALE, other, idle, *second)
        assert run() == []
        names = {one["DisplayName"]: one["Id"] for one in held(books, "Customer")}
        assert set(names) == {"Corner Store", "Hill Store"}
        billed = {one["DocNumber"]: one["CustomerRef"]["value"] for one in held(books, "Invoice")}
        assert billed == {"INV-SO-1": names["Corner Store"], "INV-SO-2": there["Id"]}


@pytest.mark.covers("S001-43", "S000-17", "S000-40")
def test_a_discount_without_an_account_holds_its_invoice_and_overstates_nothing() -> None:
    """Nothing of the invoice crosses, and the run itself tells the exception."""
    order, shipment, invoice = ORDER
    line = {**invoice["lines"][0], "discount": "5.00"}
    less = {**invoice, "lines": [line], "total": "25.00"}
    with premises.company(
        *shop.MASTER, GOODS, options=("--hold-others", "--account", "discounts(web)")
    ) as books:
        load(order, shipment, less)
        [held_back] = run()
        assert (held_back.code, held_back.owner) == ("account_unmapped", "controller")
        assert held(books, "Invoice") == []
        verb("mapping", "set", "discounts(shop)", "Discounts given")
        assert run() == []
        assert held(books, "Invoice")[0]["TotalAmt"] == Decimal("25.00")


@pytest.mark.covers("S003-37", "S000-14")
def test_a_tax_without_agency_or_with_an_unknown_code_is_told_before_anything_posts() -> None:
    order, shipment, invoice = ORDER
    known = shop.fact("tax_code", "T", "2026-02-28", code="CA-STATE", agency="CA")
    with premises.company(*shop.MASTER, known, GOODS) as books:
        nameless = {**invoice, "taxes": [{"amount": "2.00"}], "total": "32.00"}
        [missing] = verb("load", str(shop.file(Path(), "nameless", nameless)))
        assert (missing.code, missing.where.field) == ("field_missing", "taxes.0.agency")
        stranger = {
            **invoice,
            "taxes": [{"agency": "CA", "code": "XX", "amount": "2.00"}],
            "total": "32.00",
        }
        load(order, shipment, stranger)
        assert [one.code for one in run()] == ["tax_code_unknown", "goods_not_invoiced"]
        assert held(books, "Invoice") == []


@pytest.mark.covers("S000-28")
def test_a_currency_that_is_none_or_not_the_customers_is_caught_before_posting() -> None:
    order, shipment, invoice = ORDER
    with premises.company(*shop.MASTER, GOODS) as books:
        [unknown] = verb("load", str(shop.file(Path(), "x", {**invoice, "currency": "XXZ"})))
        assert (unknown.code, unknown.where.field) == ("field_invalid", "currency")
        load(order, shipment, {**invoice, "currency": "EUR"})
        assert run()
        assert held(books, "Invoice") == []


@pytest.mark.covers("S001-157", "S001-34")
def test_a_new_channel_needs_an_account_and_nothing_else() -> None:
    order, shipment, invoice = ORDER
    kiosk = [{**one, "channel": "kiosk"} for one in (order, invoice)]
    with premises.company(
        *shop.MASTER, GOODS, options=("--hold-others", "--account", "revenue(shop)")
    ) as books:
        load(*kiosk, shipment)
        assert [one.code for one in run()] == ["account_unmapped"]
        verb("mapping", "set", "revenue(kiosk)", "Services")
        assert run() == []
        income = found(books, "select * from Item where Name = 'tieout revenue kiosk preserves'")
        assert income["IncomeAccountRef"]["name"] == "Services"
