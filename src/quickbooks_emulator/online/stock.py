"""The stock: quantities and first-in-first-out costs of inventory items, replayed per item.

QuickBooks states the cost of a sale itself. Each change of a document replays the movements of its
items in order of date, so a late receipt recosts later sales, as in QuickBooks. A sale beyond the
stock is costed at the last known cost and corrected when goods arrive.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from .amount import ZERO, amount, cents, decimal, rounded
from .jsontext import Body
from .ledger import Entry, Posting
from .links import Document

if TYPE_CHECKING:
    from .books import Books

_DETAILS = ("SalesItemLineDetail", "ItemBasedExpenseLineDetail")
_IN = ("Bill", "Purchase")
_OUT = ("Invoice", "SalesReceipt")
_BACK = ("CreditMemo", "RefundReceipt")


@dataclass(slots=True)
class _Layers:
    """Lots on hand, sales still waiting for goods, and the cost of each document's sales."""

    last_cost: Decimal
    on_hand: deque[list[Decimal]] = field(default_factory=deque)
    waiting: deque[tuple[Document | None, Decimal, Decimal]] = field(default_factory=deque)
    costs: dict[Document, Decimal] = field(default_factory=dict)
    quantity: Decimal = Decimal(0)

    def receive(self, quantity: Decimal, cost: Decimal) -> None:
        """Goods at a unit cost; sales that waited for goods get this cost first."""
        self.quantity += quantity
        self.last_cost = cost
        while quantity > 0 and self.waiting:
            document, short, provisional = self.waiting.popleft()
            filled = min(short, quantity)
            if document is not None:
                self.costs[document] += filled * (cost - provisional)
            quantity -= filled
            if short > filled:
                self.waiting.appendleft((document, short - filled, provisional))
        if quantity > 0:
            self.on_hand.append([quantity, cost])

    def issue(self, document: Document | None, quantity: Decimal) -> None:
        """A sale takes the oldest goods; without a document nothing is costed (goods sent back)."""
        self.quantity -= quantity
        cost = Decimal(0)
        while quantity > 0 and self.on_hand:
            lot = self.on_hand[0]
            taken = min(lot[0], quantity)
            cost += taken * lot[1]
            lot[0] -= taken
            quantity -= taken
            if lot[0] == 0:
                self.on_hand.popleft()
        if quantity > 0:
            cost += quantity * self.last_cost
            self.waiting.append((document, quantity, self.last_cost))
        if document is not None:
            self.costs[document] = self.costs.get(document, Decimal(0)) + cost


class Stock:
    """Movements by item and cost by document."""

    def __init__(self, books: Books) -> None:
        self._books = books
        self._documents: dict[str, dict[Document, None]] = {}
        self._costs: dict[Document, dict[str, Decimal]] = {}
        self._quantities: dict[str, Decimal] = {}

    def on_hand(self, item: str) -> Decimal:
        """The quantity after all movements."""
        return self._quantities.get(item, Decimal(0))

    def changed(self, document: Document, after: Body | None, before: Body | None) -> None:
        """A document was stored or removed: recost every item it moves or moved."""
        items = self._items(before) | self._items(after)
        if document[0] == "Item":
            items |= {document[1]} if (after or {}).get("Type") == "Inventory" else set()
        for item in sorted(items):
            documents = self._documents.setdefault(item, {})
            self._remember(item)
            if document[0] != "Item" and item in self._items(after):
                documents[document] = None
            elif document[0] != "Item":
                documents.pop(document, None)
            self._replay(item)

    def _remember(self, item: str) -> None:
        """Have this item's movements and quantity back when the change is taken back."""
        documents, quantity = dict(self._documents[item]), self.on_hand(item)

        def forget() -> None:
            self._documents[item], self._quantities[item] = documents, quantity

        self._books.store.on_undo(forget)

    def _items(self, body: Body | None) -> set[str]:
        found = set()
        for line in (body or {}).get("Line", []):
            item, _ = _item_line(line)
            if item and (self._books.store.get("Item", item) or {}).get("Type") == "Inventory":
                found.add(item)
        return found

    def _replay(self, item_id: str) -> None:
        item = self._books.store.objects["Item"][item_id]
        layers = _Layers(decimal(item.get("PurchaseCost")))
        opening = decimal(item.get("QtyOnHand"))
        if opening > 0:
            layers.receive(opening, decimal(item.get("PurchaseCost")))
        for document, line in self._movements(item_id):
            _move(layers, document, line)
        self._post_opening(item, opening)
        self._quantities[item_id] = layers.quantity
        stale = [doc for doc, costs in self._costs.items() if item_id in costs]
        for document in dict.fromkeys([*stale, *layers.costs]):
            self._set_cost(document, item_id, rounded(layers.costs.get(document, Decimal(0))))

    def _movements(self, item_id: str) -> list[tuple[Document, Body]]:
        """Lines that move the item: by date, receipts before issues, then by id."""
        found = []
        for document in self._documents.get(item_id, {}):
            body = self._books.store.objects[document[0]][document[1]]
            rank = (body["TxnDate"], document[0] not in _IN, int(document[1]))
            found += [(rank, document, line) for line in body["Line"] if _item_line(line)[0] == item_id]
        found.sort(key=lambda movement: movement[0])
        return [(document, line) for _, document, line in found]

    def _set_cost(self, document: Document, item: str, cost: Decimal) -> None:
        costs = self._costs.setdefault(document, {})
        before = dict(costs)
        if cost:
            costs[item] = cost
        else:
            costs.pop(item, None)
        if costs != before:
            self._books.store.on_undo(lambda: self._costs.__setitem__(document, before))
            self._books.post_cost(document, self._entry(document, costs))

    def _entry(self, document: Document, costs: dict[str, Decimal]) -> Entry | None:
        body = self._books.store.get(*document)
        if body is None or not costs:
            return None
        postings = []
        for item_id, cost in costs.items():
            item = self._books.store.objects["Item"][item_id]
            name = body.get("CustomerRef", {})
            party = (str(name.get("value", "")), str(name.get("name", "")))
            value = cents(cost)
            postings.append(Posting(item["ExpenseAccountRef"]["value"], value, item["Name"], party))
            postings.append(Posting(item["AssetAccountRef"]["value"], -value, item["Name"], party))
        key = (*document, "cost")
        number = str(body.get("DocNumber", ""))
        return Entry(key, body["TxnDate"], number, tuple(postings), int(document[1]))

    def _post_opening(self, item: Body, quantity: Decimal) -> None:
        value = cents(rounded(quantity * decimal(item.get("PurchaseCost"))))
        equity = self._books.account_of_subtype("OpeningBalanceEquity")
        key = ("Item", item["Id"], "cost")
        present = self._books.ledger.entries.get(key)
        if present is not None or not value or not equity:
            return
        asset = Posting(item["AssetAccountRef"]["value"], value, "Opening inventory")
        plug = Posting(equity, -value, "Opening inventory")
        entry = Entry(key, item["InvStartDate"], "START", (asset, plug), 0)
        self._books.post_cost(("Item", item["Id"]), entry)


def _item_line(line: Body) -> tuple[str, Decimal]:
    """Item id and quantity of a line ('' for others); without a Qty it is one."""
    detail = line.get(line.get("DetailType", ""), {})
    if line.get("DetailType") not in _DETAILS:
        return "", ZERO
    return str(detail.get("ItemRef", {}).get("value", "")), decimal(detail.get("Qty", 1))


def _move(layers: _Layers, document: Document, line: Body) -> None:
    _, quantity = _item_line(line)
    if quantity == 0:
        return
    if document[0] in _IN:
        layers.receive(quantity, amount(line["Amount"]) / quantity)
    elif document[0] in _OUT:
        layers.issue(document, quantity)
    elif document[0] in _BACK:
        cost = layers.last_cost
        layers.receive(quantity, cost)
        layers.costs[document] = layers.costs.get(document, Decimal(0)) - quantity * cost
    else:  # VendorCredit: goods go back at the line's own amount, which its posting already takes
        layers.issue(None, quantity)
