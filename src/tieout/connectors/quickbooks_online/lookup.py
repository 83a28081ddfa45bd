"""Lookup: our documents as QuickBooks holds them, by mark; list records by the name we reserved.

Marks are matched here and not in the query, because PrivateNote cannot be asked for. One query per
type and day serves a whole batch: reads are metered.

People may move a transaction to another day, or write over its note, before it is looked for. So before
absence counts as proof, what is missing is looked for among all that was created since it was first sent:
by its mark, then by what it says, where somebody took the mark away.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final

from tieout.connectors.quickbooks_online.client import Client
from tieout.connectors.quickbooks_online.decode import Sent, confirmed
from tieout.connectors.quickbooks_online.echo import differences
from tieout.connectors.quickbooks_online.jsontext import Json
from tieout.connectors.quickbooks_online.mark import document_of
from tieout.core.document import NAME_LISTS, Document
from tieout.ports import Confirmed

IDS_AT_ONCE: Final = 100
"""Ids in one query, so that it stays far below the longest one QuickBooks takes."""

CLOCKS_APART: Final = timedelta(minutes=10)
"""How far QuickBooks' clock may be behind ours."""

WRITTEN_OVER: Final = ("PrivateNote", "DocNumber", "PaymentRefNum", "TxnDate")
"""What may differ in a transaction that is known by what it says."""

Items = Sequence[tuple[str, Document]]


def found(
    client: Client, items: Items, sent: Sent, home_currency: str, since: datetime | None = None
) -> dict[str, Confirmed]:
    """Those of a batch's documents that are held now, by item id; `since` = when it was first sent."""
    postings: dict[tuple[str, str], list[tuple[str, Document]]] = defaultdict(list)
    names: dict[str, list[str]] = defaultdict(list)
    for item, document in items:
        if document.type in NAME_LISTS:
            names[document.type].append(item)
        else:
            postings[document.type, document.day.isoformat()].append((item, document))
    answers: dict[str, Confirmed] = {}
    for item, document in items:
        answers |= dict(_updated(client, item, document, sent[item][1]))
    for (type_, day), group in postings.items():
        missing = [one for one in group if one[0] not in answers]
        answers |= dict(_by_mark(client, type_, day, missing, sent)) if missing else {}
    if since is not None:
        for type_, group in _missing(postings, answers).items():
            answers |= dict(_created_since(client, type_, since, group, sent))
    for type_, group_items in names.items():
        answers |= dict(_by_name(client, type_, group_items, sent, home_currency))
    return answers


def _updated(client: Client, item: str, document: Document, sent: Json) -> Iterator[tuple[str, Confirmed]]:
    """A later state of an order, where the order bears its mark: on whatever day it stands by now."""
    if "Id" in sent:
        for row in client.rows(document.type, f"Id = '{escaped(sent['Id'])}'"):
            if document_of(row.get("PrivateNote", "")) == document.id:
                yield item, confirmed(document.type, sent, row)


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


def _missing(
    postings: dict[tuple[str, str], list[tuple[str, Document]]], answers: dict[str, Confirmed]
) -> dict[str, list[tuple[str, Document]]]:
    """By type, what was not found on its day."""
    missing: dict[str, list[tuple[str, Document]]] = defaultdict(list)
    for (type_, _), group in postings.items():
        missing[type_] += [one for one in group if one[0] not in answers]
    return {type_: group for type_, group in missing.items() if group}


def _created_since(
    client: Client, type_: str, since: datetime, group: Items, sent: Sent
) -> Iterator[tuple[str, Confirmed]]:
    """What is held on another day than it was sent for, or without its mark."""
    moment = (since - CLOCKS_APART).isoformat(timespec="seconds")
    unmarked: list[Json] = []
    marked_rows: dict[str, list[Json]] = defaultdict(list)
    for row in client.rows(type_, f"MetaData.CreateTime >= '{moment}'"):
        mark = document_of(row.get("PrivateNote", ""))
        if mark:
            marked_rows[mark].append(row)
        else:
            unmarked.append(row)
    for item, document in group:
        rows = marked_rows.get(document.id) or _like(type_, sent[item][1], unmarked)
        if rows:
            yield item, _single(confirmed(type_, sent[item][1], rows[0]), [row["Id"] for row in rows])


def _like(type_: str, sent: Json, unmarked: list[Json]) -> list[Json]:
    """One row that says all that was sent but for its note, number and day; it is taken off the list."""
    for row in unmarked:
        if not differences(type_, sent, row | {name: sent[name] for name in WRITTEN_OVER if name in sent}):
            unmarked.remove(row)
            return [row]
    return []


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
