"""First in, first out: the inventory account against an oracle of its own, whatever happens."""

from __future__ import annotations

import time
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quickbooks_emulator.online.books import Books
from quickbooks_emulator.online.entities import all_kinds
from tests.quickbooks_emulator.client import Client, Json, item_line

DAYS = ["2026-02-01", "2026-02-02", "2026-02-03", "2026-02-04"]
KIND = "ItemBasedExpenseLineDetail"


def item(qbo: Client, **fields: Any) -> str:
    """An inventory item, empty unless said otherwise."""
    accounts = {
        "IncomeAccountRef": "Sales of Product Income",
        "ExpenseAccountRef": "Cost of Goods Sold",
        "AssetAccountRef": "Inventory Asset",
    }
    body: Json = {name: {"value": qbo.account(title)} for name, title in accounts.items()}
    body |= {"Name": "Bolt", "Type": "Inventory", "TrackQtyOnHand": True, "QtyOnHand": 0}
    body |= {"InvStartDate": "2026-01-01", "PurchaseCost": 2, **fields}
    return str(qbo.post("item", body)["Id"])


def bought(qbo: Client, thing: str, quantity: Any, total: Any, day: str, **fields: Any) -> Json:
    line = {"Amount": total, "DetailType": KIND, KIND: {"ItemRef": {"value": thing}, "Qty": quantity}}
    bank = {"value": qbo.account("Checking")}
    body = {"PaymentType": "Check", "AccountRef": bank, "Line": [line], "TxnDate": day}
    return qbo.post("purchase", body | fields)


def sold(qbo: Client, thing: str, quantity: Any, day: str, resource: str = "salesreceipt") -> Json:
    line = item_line(quantity * 5, item=thing, Qty=quantity, UnitPrice=5)
    body: Json = {"Line": [line], "TxnDate": day}
    if resource == "refundreceipt":
        body["DepositToAccountRef"] = {"value": qbo.account("Checking")}
    return qbo.post(resource, body)


def adjusted(qbo: Client, thing: str, difference: Any, day: str) -> Json:
    kind = "ItemAdjustmentLineDetail"
    line = {"DetailType": kind, kind: {"ItemRef": {"value": thing}, "QtyDiff": difference}}
    account = {"value": qbo.account("Inventory Shrinkage")}
    body = {"TxnDate": day, "AdjustAccountRef": account, "Line": [line]}
    return qbo.post("inventoryadjustment", body)


def oracle(moves: list[tuple[str, int, Decimal, int]]) -> tuple[Decimal, Decimal]:
    """Quantity and value of what is left, piece by piece, half cents away from zero.

    `moves` are (day, 0 in or 1 out, quantity, cents of a receipt). Goods are never short here.
    """
    lots: list[list[Decimal]] = []
    for _, out, quantity, cents in sorted(moves, key=lambda move: (move[0], move[1])):
        if not out:
            lots.append([quantity, Decimal(cents)])
            continue
        left = quantity
        while left:
            taken = min(left, lots[0][0])
            share = (lots[0][1] * taken / lots[0][0]).quantize(Decimal(1), ROUND_HALF_UP)
            lots[0] = [lots[0][0] - taken, lots[0][1] - share]
            left -= taken
            if not lots[0][0]:
                lots.pop(0)
    return sum((lot[0] for lot in lots), Decimal(0)), sum((lot[1] for lot in lots), Decimal(0))


MOVES = st.lists(
    st.tuples(st.sampled_from(DAYS), st.booleans(), st.integers(1, 7), st.integers(1, 999)),
    min_size=1,
    max_size=12,
)


@settings(max_examples=60, deadline=None)
@given(moves=MOVES)
def test_the_inventory_account_is_what_the_oracle_says(moves: list[tuple[str, bool, int, int]]) -> None:
    qbo = Client()
    thing = item(qbo)
    done = [("2026-01-31", 0, Decimal(100), 20_000)]
    bought(qbo, thing, 100, 200, "2026-01-31")
    for day, out, quantity, cents in moves:
        if out:
            sold(qbo, thing, quantity, day)
        else:
            bought(qbo, thing, quantity, Decimal(cents) / 100, day)
        done.append((day, int(out), Decimal(quantity), cents))
    left, value = oracle(done)
    assert qbo.read("item", thing)["QtyOnHand"] == left
    assert Decimal(qbo.balances()["Inventory Asset"]) * 100 == value


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["buy", "sell", "return", "adjust", "credit", "delete", "void", "refuse"]),
        st.integers(1, 9),
        st.integers(1, 9),
        st.sampled_from(DAYS),
    ),
    max_size=14,
)


@pytest.mark.parametrize(("correction", "sent_back"), [("sale", "oldest"), ("receipt", "credited")])
@settings(max_examples=40, deadline=None)
@given(acts=ACTS)
def test_account_and_layers_agree_whatever_happens(
    correction: str, sent_back: str, acts: list[tuple[str, int, int, str]]
) -> None:
    """Short sales, goods sent back, late facts, deletions: the account is what the lots are worth."""
    qbo = Client(negative_stock_correction=correction, supplier_return=sent_back)
    thing = item(qbo, QtyOnHand=3, PurchaseCost=Decimal("1.37"))
    made: list[tuple[str, str]] = []
    for act, quantity, price, day in acts:
        made += _act(qbo, thing, act, (quantity, price, day), made)
    stock = qbo.books.stock
    assert qbo.books.ledger.balance(qbo.account("Inventory Asset")) == stock.value(thing)
    assert qbo.read("item", thing)["QtyOnHand"] == stock.on_hand(thing)
    replayed = stock.at(thing, "9999-12-31")
    assert replayed == (stock.on_hand(thing), stock.value(thing))
    qbo.balances()


def _act(
    qbo: Client, thing: str, act: str, how: tuple[int, int, str], made: list[tuple[str, str]]
) -> list[tuple[str, str]]:
    quantity, price, day = how
    if act == "buy":
        return [("purchase", bought(qbo, thing, quantity, price, day)["Id"])]
    if act == "sell":
        return [("salesreceipt", sold(qbo, thing, quantity, day)["Id"])]
    if act == "return":
        return [("refundreceipt", sold(qbo, thing, quantity, day, "refundreceipt")["Id"])]
    if act == "adjust":
        return [("inventoryadjustment", adjusted(qbo, thing, quantity - 5 or 1, day)["Id"])]
    if act == "credit":
        line = {"Amount": price, "DetailType": KIND, KIND: {"ItemRef": {"value": thing}, "Qty": quantity}}
        vendor = {"VendorRef": {"value": qbo.vendor(f"V{len(qbo.books.store.objects.get('Vendor', ()))}")}}
        return [
            ("vendorcredit", qbo.post("vendorcredit", {**vendor, "Line": [line], "TxnDate": day})["Id"])
        ]
    if act == "refuse":
        line = item_line(1, item=thing, Qty=2, UnitPrice=9)
        assert qbo.fault("salesreceipt", {"Line": [line], "TxnDate": day})["code"] == "6070"
    elif made:
        resource, identity = made[quantity % len(made)]
        key = {"Id": identity, "SyncToken": qbo.read(resource, identity)["SyncToken"]}
        if act == "void" and resource == "salesreceipt":
            qbo.post(resource, key, operation="update", include="void")
        elif act == "delete":
            qbo.post(resource, key, operation="delete")
            made.remove((resource, identity))
    return []


def test_an_adjustment_goes_out_at_cost_and_comes_in_at_the_purchase_cost(qbo: Client) -> None:
    thing = item(qbo, QtyOnHand=10)
    bought(qbo, thing, 10, 30, "2026-02-01")
    adjusted(qbo, thing, -12, "2026-02-02")
    balances = qbo.balances()
    assert (balances["Inventory Shrinkage"], balances["Inventory Asset"]) == ("26.00", "24.00")
    made = adjusted(qbo, thing, 1, "2026-02-03")
    assert qbo.balances()["Inventory Asset"] == "26.00"
    full = {"Id": made["Id"], "SyncToken": "0", "AdjustAccountRef": made["AdjustAccountRef"]}
    assert qbo.fault("inventoryadjustment", full)["code"] == "500"
    error = qbo.fault("inventoryadjustment", full | {"sparse": True, "TxnDate": "2026-02-04"})
    assert error["code"] == "6000"
    assert qbo.post("inventoryadjustment", full | {"sparse": True, "PrivateNote": "counted"})


def test_what_an_adjustment_must_say(qbo: Client) -> None:
    thing = item(qbo)
    account = {"value": qbo.account("Inventory Shrinkage")}
    kind = "ItemAdjustmentLineDetail"

    def line(identity: str, **detail: Any) -> list[Json]:
        return [{"DetailType": kind, kind: {"ItemRef": {"value": identity}, **detail}}]

    body: Json = {"TxnDate": "2026-02-01", "AdjustAccountRef": account}
    assert qbo.fault("inventoryadjustment", body | {"Line": line(thing)})["code"] == "2020"
    assert qbo.fault("inventoryadjustment", body | {"Line": line("1", QtyDiff=1)})["code"] == "6000"
    bank = {"AdjustAccountRef": {"value": qbo.account("Checking")}}
    assert (
        qbo.fault("inventoryadjustment", body | bank | {"Line": line(thing, QtyDiff=1)})["code"] == "6430"
    )
    early = {"TxnDate": "2025-12-31", "Line": line(thing, QtyDiff=1)}
    assert qbo.fault("inventoryadjustment", body | early)["code"] == "6270"


def test_a_quantity_sent_later_is_an_adjustment_of_that_day(qbo: Client) -> None:
    thing = item(qbo, QtyOnHand=10)
    key = {"Id": thing, "SyncToken": "0", "sparse": True}
    qbo.post("item", key | {"QtyOnHand": 7, "InvStartDate": "2026-03-01"})
    assert qbo.read("item", thing)["QtyOnHand"] == 7
    made = qbo.query("select * from InventoryAdjustment")["InventoryAdjustment"][0]
    assert (made["TxnDate"], made["Line"][0]["ItemAdjustmentLineDetail"]["QtyDiff"]) == ("2026-03-01", -3)
    assert qbo.balances()["Inventory Asset"] == "14.00"
    token = qbo.read("item", thing)["SyncToken"]
    qbo.post("item", key | {"SyncToken": token, "PurchaseCost": 9})
    assert qbo.balances("2026-02-01")["Inventory Asset"] == "20.00"


@pytest.mark.parametrize(("setting", "early"), [("sale", "-6.00"), ("receipt", "-4.00")])
def test_when_a_short_sale_is_corrected(setting: str, early: str) -> None:
    """Two sold at the last cost of 2.00; they come later for 3.00 each."""
    qbo = Client(negative_stock_correction=setting)
    thing = item(qbo)
    sold(qbo, thing, 2, "2026-02-01")
    bought(qbo, thing, 2, 6, "2026-02-10")
    assert qbo.balances("2026-02-01")["Inventory Asset"] == early
    assert "Inventory Asset" not in qbo.balances()
    assert qbo.balances()["Cost of Goods Sold"] == "6.00"


@pytest.mark.parametrize(("setting", "value"), [("last", "9.00"), ("purchase_cost", "8.00")])
def test_at_what_cost_a_return_comes_in(setting: str, value: str) -> None:
    qbo = Client(returned_cost=setting)
    thing = item(qbo)
    bought(qbo, thing, 3, 9, "2026-02-01")
    sold(qbo, thing, 1, "2026-02-02")
    sold(qbo, thing, 1, "2026-02-03", "refundreceipt")
    assert qbo.balances()["Inventory Asset"] == value


def test_a_foreign_receipt_is_worth_its_home_amount() -> None:
    qbo = Client(multi_currency=True)
    thing = item(qbo)
    euro = {"CurrencyRef": {"value": "EUR"}}
    vendor = qbo.post("vendor", {"DisplayName": "Euro", **euro})["Id"]
    line = {"Amount": 10, "DetailType": KIND, KIND: {"ItemRef": {"value": thing}, "Qty": 2}}
    body = {"VendorRef": {"value": vendor}, "Line": [line], "ExchangeRate": Decimal("1.5")}
    qbo.post("bill", body | euro)
    home = {"CurrencyRef": {"value": "USD"}}
    qbo.post("salesreceipt", {"Line": [item_line(9, item=thing, Qty=1, UnitPrice=9)]} | home)
    assert qbo.balances()["Cost of Goods Sold"] == "7.50"
    assert qbo.balances()["Inventory Asset"] == "7.50"


def test_a_start_date_moved_back_moves_the_opening_stock(qbo: Client) -> None:
    thing = item(qbo, QtyOnHand=10)
    line = {"Line": [item_line(5, item=thing, Qty=1)], "TxnDate": "2025-12-01"}
    assert qbo.fault("salesreceipt", line)["code"] == "6270"
    qbo.post("item", {"Id": thing, "SyncToken": "0", "sparse": True, "InvStartDate": "2025-11-01"})
    assert qbo.balances("2025-11-30")["Inventory Asset"] == "20.00"
    qbo.post("salesreceipt", line)
    assert qbo.balances("2025-12-31")["Inventory Asset"] == "18.00"
    assert qbo.read("item", thing)["QtyOnHand"] == 9


def test_a_receipt_dated_before_a_sale_recosts_it(qbo: Client) -> None:
    thing = item(qbo)
    bought(qbo, thing, 5, 25, "2026-02-10")
    made = sold(qbo, thing, 5, "2026-02-11")
    assert qbo.balances()["Cost of Goods Sold"] == "25.00"
    late = bought(qbo, thing, 5, 10, "2026-02-01")
    assert qbo.balances()["Cost of Goods Sold"] == "10.00"
    qbo.post("purchase", {"Id": late["Id"], "SyncToken": "0"}, operation="delete")
    assert qbo.balances()["Cost of Goods Sold"] == "25.00"
    key = {"Id": made["Id"], "SyncToken": "0", "sparse": True, "TxnDate": "2026-02-09"}
    qbo.post("salesreceipt", key)
    assert qbo.balances("2026-02-09")["Cost of Goods Sold"] == "25.00"


def test_many_movements_are_costed_fast_and_opened_again_alike() -> None:
    """Each sale once, and once more each when the company is opened: no document looks at all others."""
    qbo = Client()
    thing = item(qbo, QtyOnHand=9000)
    started = time.monotonic()
    for number in range(1500):
        body = {"Line": [item_line(5, item=thing, Qty=2)], "TxnDate": f"2026-0{number % 5 + 1}-10"}
        if number < 1400:
            body["TxnDate"] = "2026-05-20"
        qbo.books.create("SalesReceipt", body)
    books = qbo.books
    reopened = Books(books.settings, books.store, all_kinds(), books.clock)
    assert time.monotonic() - started < 15
    assert reopened.stock.value(thing) == books.stock.value(thing)
    asset = qbo.account("Inventory Asset")
    assert reopened.ledger.balance(asset) == books.ledger.balance(asset) == books.stock.value(thing)
