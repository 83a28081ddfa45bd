"""The stock: what every document moves of every inventory item, and what it costs.

QuickBooks states the cost of a sale itself. A movement that comes last in an item's order is added to
its layers; any other makes them anew, so a late receipt recosts later sales, as in QuickBooks.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from .amount import decimal
from .jsontext import Body
from .layers import Layers, Movement
from .ledger import Entry, Posting
from .links import Document

if TYPE_CHECKING:
    from .books import Books

Movements = dict[str, list[Movement]]  # by item


@dataclass(slots=True)
class _Shelf:
    """One item's movements in order, and its layers after the last of them."""

    layers: Layers
    movements: list[Movement] = field(default_factory=list)
    stale: bool = False


class Stock:
    """Shelves by item, costs by document."""

    def __init__(self, books: Books) -> None:
        self._books = books
        self._shelves: dict[str, _Shelf] = {}
        self._moved: dict[Document, Movements] = {}
        self._costs: dict[Document, dict[str, int]] = {}
        self._opening = True

    def on_hand(self, item: str) -> Decimal:
        """The quantity after all movements."""
        return self._fresh(item).layers.quantity

    def value(self, item: str) -> int:
        """Cents the item's lots are worth after all movements."""
        return self._fresh(item).layers.value

    def at(self, item: str, day: str) -> tuple[Decimal, int]:
        """Quantity and value of an item at the end of a day."""
        layers = self._new_layers(item)
        for movement in self._fresh(item).movements:
            if movement.day <= day:
                layers.move(movement)
        return layers.quantity, layers.value

    def course(self, item: str) -> Iterator[tuple[Movement, Decimal, int]]:
        """Every movement of an item in order, with quantity and value after it."""
        layers = self._new_layers(item)
        for movement in self._fresh(item).movements:
            layers.move(movement)
            yield movement, layers.quantity, layers.value

    def changed(self, document: Document, moved: Movements) -> None:
        """A document moves this now (nothing when it is gone); costs follow."""
        before = self._moved.get(document, {})
        if not before and not moved:
            return
        if self._opening:
            self._collect(document, moved)
            return
        if moved:
            self._moved[document] = moved
        else:
            self._moved.pop(document, None)
        self._books.store.on_undo(lambda: self._take_back(document, before))
        for item in sorted({*before, *moved}, key=int):
            self._place(item, before.get(item, []), moved.get(item, []))
            self._post(item)

    def opened(self) -> None:
        """Every stored document was noted: each item is put in order and costed once."""
        self._opening = False
        for item, shelf in self._shelves.items():
            shelf.movements.sort(key=lambda one: one.order)
            self._replay(item, shelf)
            self._post(item)

    def _collect(self, document: Document, moved: Movements) -> None:
        self._moved[document] = moved
        for item, movements in moved.items():
            shelf = self._shelves.setdefault(item, _Shelf(self._new_layers(item)))
            shelf.movements += movements

    def _place(self, item: str, before: list[Movement], moved: list[Movement]) -> None:
        """Old movements out, new ones in; the layers follow, or are made anew when need be."""
        shelf = self._fresh(item)
        if before == moved:
            for movement in moved:  # the document changed otherwise: its cost entry is written anew
                shelf.layers.dirty.add(movement.document)
            return
        last = not before and all(
            not shelf.movements or shelf.movements[-1].order <= movement.order for movement in moved
        )
        for movement in before:
            shelf.movements.remove(movement)
        for movement in moved:
            insort(shelf.movements, movement, key=lambda one: one.order)
        if last:
            for movement in moved:
                shelf.layers.move(movement)
        else:
            self._replay(item, shelf)
            shelf.layers.dirty |= {movement.document for movement in (*before, *moved)}

    def _fresh(self, item: str) -> _Shelf:
        shelf = self._shelves.get(item)
        if shelf is None:
            shelf = self._shelves[item] = _Shelf(self._new_layers(item))
        if shelf.stale:
            self._replay(item, shelf)
        return shelf

    def _replay(self, item: str, shelf: _Shelf) -> None:
        """The layers anew; only documents that now cost otherwise than posted are written again."""
        costed = set(shelf.layers.costs)
        shelf.layers = layers = self._new_layers(item)
        for movement in shelf.movements:
            layers.move(movement)
        layers.dirty = {
            document
            for document in costed | layers.dirty
            if self._costs.get(document, {}).get(item, 0) != layers.costs.get(document, 0)
        }
        shelf.stale = False

    def _new_layers(self, item: str) -> Layers:
        settings = self._books.settings
        cost = first_cost(self._books, self._books.store.objects["Item"][item])
        return Layers(
            cost * 100,
            settings.negative_stock_correction == "receipt",
            settings.returned_cost,
            settings.supplier_return,
        )

    def _take_back(self, document: Document, before: Movements) -> None:
        """Undo: the movements as they were; the layers are made anew when next looked at."""
        moved = self._moved.pop(document, {})
        if before:
            self._moved[document] = before
        for item in {*before, *moved}:
            shelf = self._shelves.get(item)
            if shelf is not None:
                gone = [movement for movement in shelf.movements if movement.document != document]
                shelf.movements = sorted([*gone, *before.get(item, [])], key=lambda one: one.order)
                shelf.stale = True

    def _post(self, item: str) -> None:
        """Write the cost entries of every document whose cost of the item may have changed."""
        layers = self._shelves[item].layers
        for document in sorted(layers.dirty, key=lambda one: (one[0], int(one[1]))):
            self._set_cost(document, item, layers.costs.get(document, 0))
        layers.dirty.clear()

    def _set_cost(self, document: Document, item: str, cents: int) -> None:
        before = self._costs.get(document, {})
        costs = {**before, item: cents} if cents else {k: v for k, v in before.items() if k != item}
        if document[0] == "Item":
            return
        self._costs[document] = costs
        self._books.store.on_undo(lambda: self._costs.__setitem__(document, before))
        self._books.post_cost(document, self._entry(document, costs))

    def _entry(self, document: Document, costs: dict[str, int]) -> Entry | None:
        body = self._books.store.get(*document)
        if body is None or not costs:
            return None
        name = body.get("CustomerRef", {})
        party = (str(name.get("value", "")), str(name.get("name", "")))
        department = str(body.get("DepartmentRef", {}).get("value", ""))
        postings = []
        for identity, cents in costs.items():
            item = self._books.store.objects["Item"][identity]
            expense = body.get("AdjustAccountRef") or item["ExpenseAccountRef"]
            klass = _class_of(body, identity)
            for account, value in ((expense["value"], cents), (item["AssetAccountRef"]["value"], -cents)):
                memo = item.get("Description") or item["Name"]
                postings.append(
                    Posting(
                        account, value, memo, party, value, identity, klass=klass, department=department
                    )
                )
        number = str(body.get("DocNumber", ""))
        return Entry((*document, "cost"), body["TxnDate"], number, tuple(postings), int(document[1]))


def first_cost(books: Books, item: Body) -> Decimal:
    """What one of an item cost when it was set up; whether a later price changes that is a setting."""
    if books.settings.opening_cost == "current":
        return decimal(item.get("PurchaseCost"))
    kept = books.store.facts.get("first cost:" + item["Id"])
    return decimal(kept) if kept is not None else decimal(item.get("PurchaseCost"))


def _class_of(body: Body, item: str) -> str:
    """The class of the first line that moves the item, else the document's."""
    for line in body.get("Line", []):
        detail = line.get(line.get("DetailType", ""), {})
        if detail.get("ItemRef", {}).get("value") == item and "ClassRef" in detail:
            return str(detail["ClassRef"]["value"])
    return str(body.get("ClassRef", {}).get("value", ""))
