"""Subjects: what a person may type for something to be traced, and the events it stands for.

A name is found wherever a record states it: an order, an invoice, a lot, a payout. Ids of events,
entries and documents may be shortened; a document may be named by its QuickBooks type and id.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Connection

from tieout.core.document import DOCUMENT_TYPES

LEAST_PREFIX: Final = 5
"""Letters of an id that must be given."""

SHOWN: Final = 20
"""Candidates of one kind that are listed."""

FIELDS: Final[dict[str, str]] = {
    "order": "order",
    "shipment": "shipment",
    "receipt": "receipt",
    "receipts": "receipt",
    "run": "run",
    "invoice": "sale",
    "refunded": "sale",
    "bill": "bill",
    "transfer": "transfer",
    "chargeback": "chargeback",
    "card": "gift card",
    "credit": "store credit",
    "lot": "lot",
    "id": "event",
}
"""What a field of a record names, at any depth."""

NUMBERS: Final[dict[str, str]] = {
    "invoice_issued": "sale",
    "sale_paid": "sale",
    "refund_issued": "refund",
    "payment_captured": "payment",
    "payout_settled": "payout",
    "bill_approved": "bill",
    "supplier_credited": "supplier credit",
    "landed_cost_billed": "bill",
    "goods_returned": "return",
    "goods_returned_to_supplier": "return",
}
"""What the `number` of a kind of event names."""

ALIASES: Final[dict[str, str]] = {"invoice": "sale", "gift": "gift card"}
LOOSE: Final = frozenset({"event", "reference"})
"""What joins another finding where there is one, and stands alone else."""


@dataclass(slots=True)
class Subject:
    """One thing to trace: `what` it is, its name, its events, or the document or entry it is."""

    what: str
    name: str
    events: list[str] = field(default_factory=list)
    entry: str = ""
    document: str = ""


def subjects(connection: Connection, text: str) -> list[Subject]:
    """Everything the text may stand for; empty = nothing is known by it."""
    if not text.strip():
        return []
    what, name = _split(text)
    found = [*_outside(connection, text), *_by_id(connection, text)]
    found += [one for one in _named(connection, name) if what in {"", one.what}]
    if not found:
        found = _numbered(connection, text)
    return found


def _split(text: str) -> tuple[str, str]:
    """`order SO-1` says what it is; `SO-1` does not."""
    first, _, rest = text.strip().rpartition(" ")
    wanted = ALIASES.get(first.casefold(), first.casefold())
    known = {*FIELDS.values(), *NUMBERS.values(), "purchase order"}
    return (wanted, rest) if first and wanted in known else ("", text.strip())


def _outside(connection: Connection, text: str) -> list[Subject]:
    """Documents by their id in QuickBooks, with or without their type there."""
    type_, _, id_ = text.strip().rpartition(" ")
    folded = type_.replace(" ", "").casefold().removeprefix("quickbooks")
    if folded and folded not in {known.casefold() for known in DOCUMENT_TYPES}:
        return []
    rows = connection.exec_driver_sql(
        "SELECT document, type, outside_id FROM outside WHERE outside_id = ? "
        "AND (? = '' OR LOWER(type) = ?) AND n IN (SELECT MAX(n) FROM outside GROUP BY type, outside_id) "
        "ORDER BY n",
        (id_, folded, folded),
    )
    return [
        Subject("QuickBooks", f"{row.type} {row.outside_id}", document=row.document) for row in rows.all()
    ]


def _by_id(connection: Connection, text: str) -> list[Subject]:
    """Events, entries and documents whose id begins with the text, of one kind where it is named."""
    kind, _, text = text.strip().rpartition(" ")
    if len(text) < LEAST_PREFIX or not text.isalnum() or text != text.lower():
        return []
    rows = connection.exec_driver_sql(
        "SELECT * FROM (SELECT 'event' AS what, id FROM event UNION ALL SELECT 'entry', id FROM entry "
        "UNION ALL SELECT 'document', id FROM document) named WHERE id >= ? AND id < ? "
        "AND (? = '' OR what = ?) ORDER BY what, id LIMIT ?",
        (text, text + "~", kind, kind, SHOWN),
    )
    return [_identified(what, id_) for what, id_ in rows]


def _identified(what: str, id_: str) -> Subject:
    return Subject(
        what,
        id_,
        events=[id_] if what == "event" else [],
        entry=id_ if what == "entry" else "",
        document=id_ if what == "document" else "",
    )


def _named(connection: Connection, name: str) -> list[Subject]:
    """Things of that name, each with the events that state it."""
    found: dict[str, Subject] = {}
    for id_, raw in stating(connection, [name]):
        for what in sorted(whats(raw, name)):
            found.setdefault(what, Subject(what, name)).events.append(id_)
    firm = [subject for what, subject in found.items() if what not in LOOSE]
    loose = [subject for what, subject in found.items() if what in LOOSE]
    for subject in loose:
        for other in firm:
            other.events += [id_ for id_ in subject.events if id_ not in other.events]
    return firm or loose[:1]


def stating(connection: Connection, names: Iterable[str]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """(event id, record) of the events whose record holds one of the names as a text."""
    wanted = [json.dumps(name) for name in dict.fromkeys(names) if name]
    rows = connection.exec_driver_sql(
        "SELECT e.id, r.raw FROM record r JOIN event e ON e.seq = r.seq "
        "WHERE EXISTS (SELECT 1 FROM json_each(?) j WHERE instr(r.raw, j.value) > 0) "
        "ORDER BY e.day, e.rank, e.sequence, e.seq",
        (json.dumps(wanted),),
    )
    for id_, raw in rows.all():
        yield id_, json.loads(raw)


def is_item(connection: Connection, name: str) -> bool:
    """Whether an item is stated under the name."""
    return any(
        raw.get("kind") == "item" and raw.get("item") == name for _, raw in stating(connection, [name])
    )


def whats(record: Mapping[str, Any], name: str) -> set[str]:
    """What the name is in a record: an order, a lot, …; empty = nothing that can be traced."""
    kind = str(record.get("kind", ""))
    found = {_what(kind, field_) for field_, value in _values(record) if value == name}
    return found - {""}


def _what(kind: str, field_: str) -> str:
    if field_ == "number":
        return NUMBERS.get(kind, "")
    if field_ == "order" and (kind.startswith("purchase_order") or kind == "goods_received"):
        return "purchase order"
    return "reference" if field_ == "reference" else FIELDS.get(field_, "")


def _values(value: Any, field_: str = "") -> Iterator[tuple[str, str]]:
    """(field, text) of every text in a record."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _values(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from _values(inner, field_)
    elif isinstance(value, str):
        yield field_, value


def _numbered(connection: Connection, text: str) -> list[Subject]:
    """Documents whose number, as fitted for QuickBooks, is the text."""
    rows = connection.exec_driver_sql(
        "SELECT id FROM document WHERE json_extract(payload, '$.number') = ? ORDER BY seq LIMIT ?",
        (text, SHOWN),
    )
    return [Subject("document", text, document=id_) for (id_,) in rows]
