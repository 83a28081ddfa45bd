"""Inventory valuation: quantity and first-in-first-out value of every item on a day, and how it came."""

from __future__ import annotations

from decimal import Decimal

from quickbooks_emulator.online.amount import rounded
from quickbooks_emulator.online.books import Books
from quickbooks_emulator.online.jsontext import Body
from quickbooks_emulator.online.layers import Movement

from .entryrow import Row, data_rows, heads, wanted_columns
from .scope import Scope, scope
from .shape import cells, column, data, grand_total, header, money, report, section

_DETAIL = "tx_date txn_type doc_num name quantity rate qty_on_hand asset_value"


def inventory_valuation_summary(books: Books, parameters: dict[str, str]) -> Body:
    """Items with their quantity, value and average cost."""
    asked = scope(books, parameters, filters="item", day=True)
    rows, quantity, value = [], Decimal(0), 0
    worth = _worth(books, asked.period.end)
    for item in _items(asked):
        held = books.stock.at(item["Id"], asked.period.end)[0]
        cents = worth.get(item["Id"], 0)
        quantity, value = quantity + held, value + cents
        average = money(int(rounded(Decimal(cents) / held / 100) * 100)) if held else ""
        shown = (item.get("Sku", ""), _plain(held), money(cents), average)
        rows.append(data(item["FullyQualifiedName"], item["Id"], *shown))
    if rows:
        rows.append(grand_total("", _plain(quantity), money(value), ""))
    columns = [
        column("", "ProductsAndService", "item_name"),
        column("SKU", "String", "sku"),
        column("Qty", "Numeric", "qty"),
        column("Asset Value", "Money", "asset_value"),
        column("Avg Cost", "Money", "avg_cost"),
    ]
    head = header(
        books, "InventoryValuationSummary", asked.period, parameters, empty=not rows, more=asked.shown()
    )
    return report(head, columns, rows)


def inventory_valuation_detail(books: Books, parameters: dict[str, str]) -> Body:
    """Every movement of every item in the period, with what is on hand after it."""
    asked = scope(books, parameters, filters="item")
    keys = wanted_columns(parameters, _DETAIL)
    sections = []
    for item in _items(asked):
        rows = [row for row in _rows(books, item) if asked.period.start <= row.day <= asked.period.end]
        if rows:
            total = cells(f"Total for {item['FullyQualifiedName']}", *[""] * (len(keys) - 1))
            sections.append(
                section(item["FullyQualifiedName"], data_rows(rows, keys), total, "", len(keys))
            )
    head = header(
        books, "InventoryValuationDetail", asked.period, parameters, empty=not sections, standard=False
    )
    return report(head | asked.shown(), heads(keys), sections)


def _worth(books: Books, day: str) -> dict[str, int]:
    """What the inventory accounts hold of each item: later corrections of short sales are in it."""
    found: dict[str, int] = {}
    accounts = {
        item["AssetAccountRef"]["value"] for item in books.store.each("Item") if item["Type"] == "Inventory"
    }
    for account in accounts:
        for entry in books.ledger.of_account(account, "", day):
            for posting in entry.postings:
                if posting.account == account and posting.item:
                    found[posting.item] = found.get(posting.item, 0) + posting.cents
    return found


def _items(asked: Scope) -> list[Body]:
    wanted = asked.filters.get("item")
    items = [
        item
        for item in asked.books.store.each("Item")
        if item["Type"] == "Inventory" and (wanted is None or item["Id"] in wanted)
    ]
    return sorted(items, key=lambda item: item["FullyQualifiedName"].casefold())


def _rows(books: Books, item: Body) -> list[Row]:
    found = []
    for movement, held, cents in books.stock.course(item["Id"]):
        row = _row(books, movement)
        row.on_hand, row.balance = held, cents
        found.append(row)
    return found


def _row(books: Books, movement: Movement) -> Row:
    entity, identity = movement.document
    body = books.store.get(entity, identity) or {}
    party = body.get("CustomerRef") or body.get("VendorRef") or body.get("EntityRef") or {}
    name = (str(party.get("value", "")), str(party.get("name", "")))
    rate = ""
    if movement.cents is not None and movement.quantity:
        rate = format(rounded(Decimal(movement.cents) / movement.quantity / 100), "f")
    number = "START" if entity == "Item" else str(body.get("DocNumber", ""))
    return Row(books, entity, identity, movement.day, number, name, quantity=movement.quantity, rate=rate)


def _plain(value: Decimal) -> str:
    return format(value.normalize(), "f") if value else "0"
