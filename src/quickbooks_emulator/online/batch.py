"""A batch: up to thirty independent items, each answered for itself.

Items cannot see each other: what one item makes is hidden from the others until the batch is over.
The order of execution is a setting, since QuickBooks promises none.
"""

from __future__ import annotations

import random
from typing import Any

from . import refusal
from .books import Books
from .jsontext import Body, dumps
from .refusal import Refusal
from .requests import Change, Outcome, check_item_id, execute, refused
from .selection import answer

MOST_ITEMS = 30
_NAMES = ("Account", "Customer", "Employee", "Item", "Vendor")
_OPERATIONS = ("create", "update", "delete", "void")


def run(books: Books, payload: Any, requestid: str = "") -> str:
    """The `BatchItemResponse` list as JSON text; the caller commits."""
    items = payload.get("BatchItemRequest") if isinstance(payload, dict) else None
    if not isinstance(items, list):
        raise refusal.missing("BatchItemRequest")
    if len(items) > MOST_ITEMS:
        text = f"The batch size exceeds the allowed limit of {MOST_ITEMS}."
        raise Refusal("1040", "Batch size exceeds allowed limit", text)
    if books.settings.batch_equal_ids == "refuse":
        _check_ids(items)
    answers: dict[int, str] = {}
    names: list[str] = []  # items that wrote a name list
    try:
        for position in _order(books, len(items)):
            answers[position] = _item(books, items[position], requestid, names)
    finally:
        books.hidden.clear()
    return "[" + ",".join(answers.values()) + "]"


def _check_ids(items: list[Any]) -> None:
    """2600 for two items of one bId: nobody could tell their answers apart (u)."""
    ids = [str(item["bId"]) for item in items if isinstance(item, dict) and item.get("bId")]
    for bid in ids:
        if ids.count(bid) > 1:
            text = f"Conflicting elements found in the request: bId {bid} is used more than once."
            raise Refusal("2600", "Invalid Request, Conflict Element in Request", text, "bId")


def _order(books: Books, length: int) -> list[int]:
    order = list(range(length))
    setting = books.settings.batch_order
    if setting == "reverse":
        order.reverse()
    elif setting.startswith("shuffle"):
        seed = f"{setting.partition(':')[2]}-{books.store.next_number('batch')}"
        random.Random(seed).shuffle(order)  # noqa: S311 - a seeded shuffle, no secret
    return order


def _item(books: Books, item: Any, requestid: str, names: list[str]) -> str:
    bid = str(item.get("bId", "")) if isinstance(item, dict) else ""
    try:
        check_item_id(books, requestid, bid)
        outcome = _outcome(books, item, requestid, bid, names)
    except Refusal as refused_item:
        outcome = refused(refused_item)
    return f'{{{outcome.text},"bId":{dumps(bid)}}}'


def _outcome(books: Books, item: Any, requestid: str, bid: str, names: list[str]) -> Outcome:
    if not isinstance(item, dict) or not bid:
        raise refusal.missing("bId")
    if "Query" in item:
        return Outcome(200, f'"QueryResponse":{dumps(answer(books, str(item["Query"])))}')
    change = _change(books, item)
    if change.entity in _NAMES and books.settings.batch_names == "one":
        if names:
            raise refusal.one_name_at_a_time()
        names.append(bid)
    books.made.clear()
    outcome = execute(books, change, requestid, bid)
    books.hidden |= {document for document in books.made if document[0] == change.entity}
    return outcome


def _change(books: Books, item: Body) -> Change:
    names = [name for name in item if name in books.kinds]
    if len(names) != 1:
        raise Refusal("2000", "Invalid or unsupported object name", f"Object Name: {sorted(item)}")
    operation = str(item.get("operation", "")).lower()
    if operation not in _OPERATIONS:
        raise refusal.unsupported_operation(operation or "(none)", names[0])
    payload = item[names[0]]
    if not isinstance(payload, dict):
        raise refusal.missing(names[0])
    include = frozenset(str(item.get("optionsData", "")).lower().split(","))
    if "void" in include and operation == "update":
        operation = "void"
    return Change(names[0], operation, payload, include)
