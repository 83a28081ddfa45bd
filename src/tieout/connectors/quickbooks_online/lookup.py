"""Lookup: our documents as QuickBooks holds them, by mark; list records by the name we reserved.

Marks are matched here and not in the query, because PrivateNote cannot be asked for. One query per
type and day serves a whole batch: reads are metered.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from tieout.connectors.quickbooks_online.client import Client
from tieout.connectors.quickbooks_online.decode import Sent, confirmed
from tieout.connectors.quickbooks_online.jsontext import Json
from tieout.connectors.quickbooks_online.mark import document_of
from tieout.core.document import NAME_LISTS, Document
from tieout.ports import Confirmed

IDS_AT_ONCE: Final = 100
"""Ids in one query, so that it stays far below the longest one QuickBooks takes."""

Items = Sequence[tuple[str, Document]]


def found(client: Client, items: Items, sent: Sent, home_currency: str) -> dict[str, Confirmed]:
    """Those of a batch's documents that are held now, by item id."""
    postings: dict[tuple[str, str], list[tuple[str, Document]]] = defaultdict(list)
    names: dict[str, list[str]] = defaultdict(list)
    for item, document in items:
        if document.type in NAME_LISTS:
            names[document.type].append(item)
        else:
            postings[document.type, document.day.isoformat()].append((item, document))
    answers: dict[str, Confirmed] = {}
    for (type_, day), group in postings.items():
        answers |= dict(_by_mark(client, type_, day, group, sent))
    for type_, group_items in names.items():
        answers |= dict(_by_name(client, type_, group_items, sent, home_currency))
    return answers


def _by_mark(
    client: Client, type_: str, day: str, group: Items, sent: Sent
) -> Iterator[tuple[str, Confirmed]]:
    held: dict[str, list[Json]] = defaultdict(list)
    for row in client.rows(type_, f"TxnDate = '{day}'"):
        held[document_of(row.get("PrivateNote", "")) or ""].append(row)
    for item, document in group:
        rows = {row["Id"]: row for row in held.get(document.id, [])}
        if rows:
            yield item, _single(confirmed(type_, sent[item][1], next(iter(rows.values()))), list(rows))


def marks(client: Client, type_: str, ids: Sequence[str]) -> dict[str, str]:
    """The transactions of these ids that are held, by id, with our mark on each."""
    found: dict[str, str] = {}
    for start in range(0, len(ids), IDS_AT_ONCE):
        quoted = ", ".join(f"'{escaped(id_)}'" for id_ in ids[start : start + IDS_AT_ONCE])
        for row in client.rows(type_, f"Id in ({quoted})"):
            found[row["Id"]] = document_of(row.get("PrivateNote", "")) or ""
    return found


def _single(answer: Confirmed, ids: list[str]) -> Confirmed:
    """The answer; held twice is a difference a person must see."""
    if len(ids) == 1:
        return answer
    twice = f"held {len(ids)} times: ids {', '.join(ids)}"
    return Confirmed(outside=answer.outside, raw=answer.raw, echo=(*answer.echo, twice))


def _by_name(
    client: Client, type_: str, group: list[str], sent: Sent, home_currency: str
) -> Iterator[tuple[str, Confirmed]]:
    field = "Name" if type_ == "Item" else "DisplayName"
    wanted = {sent[item][1][field]: item for item in group}
    quoted = ", ".join(f"'{escaped(name)}'" for name in wanted)
    for row in client.rows(type_, f"{field} in ({quoted}) and Active in (true, false)"):
        item = wanted.get(row[field], "")
        if item and _currency(row, home_currency) == _currency(sent[item][1], home_currency):
            yield item, confirmed(type_, sent[item][1], row)


def _currency(record: Json, home_currency: str) -> str:
    return str(record.get("CurrencyRef", {}).get("value", home_currency))


def escaped(text: str) -> str:
    """A text as it stands between quotes in a query."""
    return text.replace("\\", "\\\\").replace("'", "\\'")
