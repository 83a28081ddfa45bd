"""Changes: what changed in QuickBooks since an instant, within the limits of change data capture.

It looks back 30 days at most and answers 1,000 objects at most, without paging (fact sheet 7). Beyond the
objects, types are asked one by one, and a type too large for one answer page by page by its last change;
deletions it then leaves out are found by asking for the ids we know. Beyond the days, everything is read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Final

from tieout.connectors.quickbooks_online.client import PAGE, Client
from tieout.connectors.quickbooks_online.echo import differences
from tieout.connectors.quickbooks_online.jsontext import Json
from tieout.connectors.quickbooks_online.lists import ALL, PEOPLE
from tieout.connectors.quickbooks_online.lookup import escaped, marks
from tieout.connectors.quickbooks_online.order import is_billed
from tieout.core.drift import Changed, Drift
from tieout.core.ids import DocumentId

LONGEST: Final = timedelta(days=29)
"""How far back capture is asked: a day less than QuickBooks allows, for its clock is not ours."""

MOST: Final = 1000
SWEPT: Final = (
    *("Invoice", "SalesReceipt", "CreditMemo", "RefundReceipt", "Payment", "JournalEntry", "Bill"),
    *("VendorCredit", "Deposit", "Purchase", "BillPayment", "Transfer"),
)
"""Transactions that move accounts of ours, ours and those people make."""

ORDER: Final = "PurchaseOrder"
"""Looked at where we have sent one: it moves no account, so those of others say nothing to us."""

NAMED: Final = tuple(sorted(PEOPLE))
"""Records whose names share one space: who is renamed or new there counts for the names we reserve."""

Known = Callable[[str], Sequence[str]]
"""The ids of our documents of a type."""


def changes(client: Client, since: datetime, known: Known) -> Iterator[Changed]:
    """Every transaction and named record changed since an instant at most `LONGEST` ago."""
    swept = _swept(known)
    found = _captured(client, (*swept, *NAMED), since)
    if sum(map(len, found.values())) < MOST:
        for type_, rows in found.items():
            yield from (_changed(type_, row) for row in rows)
        return
    for type_ in (*swept, *NAMED):
        rows = _captured(client, (type_,), since)[type_]
        if len(rows) < MOST:
            yield from (_changed(type_, row) for row in rows)
        else:
            yield from _paged(client, type_, since, known)


def everything(client: Client, first: date, known: Known) -> Iterator[Changed]:
    """Every transaction dated from a day on, our own that are gone, and every named record.

    For the first look, and after a gap too long to capture.
    """
    for type_ in NAMED:
        yield from (_changed(type_, row) for row in client.rows(type_, ALL))
    for type_ in _swept(known):
        seen = set()
        for row in client.rows(type_, f"TxnDate >= '{first.isoformat()}'"):
            seen.add(str(row["Id"]))
            yield _changed(type_, row)
        yield from _gone(client, type_, [id_ for id_ in known(type_) if id_ not in seen])


def _swept(known: Known) -> tuple[str, ...]:
    return (*SWEPT, ORDER) if known(ORDER) else SWEPT


def _captured(client: Client, types: Sequence[str], since: datetime) -> dict[str, list[Json]]:
    answer = client.get("/cdc", entities=",".join(types), changedSince=since.isoformat(timespec="seconds"))
    responses = [one for part in answer.get("CDCResponse", []) for one in part.get("QueryResponse", [])]
    return {type_: [row for one in responses for row in one.get(type_, [])] for type_ in types}


def _paged(client: Client, type_: str, since: datetime, known: Known) -> Iterator[Changed]:
    """A type by pages of its last change; what changes meanwhile comes again, which is harmless."""
    active = f"{ALL} and " if type_ in PEOPLE else ""
    start = 1
    while True:
        statement = (
            f"select * from {type_} where {active}MetaData.LastUpdatedTime >= "  # noqa: S608 - our own names and an instant
            f"'{since.isoformat(timespec='seconds')}' orderby MetaData.LastUpdatedTime "
            f"startposition {start} maxresults {PAGE}"
        )
        page = client.query(statement).get(type_, [])
        yield from (_changed(type_, row) for row in page)
        if len(page) < PAGE:
            break
        start += PAGE
    if type_ not in PEOPLE:  # a record is retired, never deleted
        yield from _gone(client, type_, known(type_))


def _gone(client: Client, type_: str, ids: Sequence[str]) -> Iterator[Changed]:
    held = marks(client, type_, ids) if ids else {}
    for id_ in ids:
        if id_ not in held:
            yield Changed(type=type_, id=id_, deleted=True, body={})


def one(client: Client, type_: str, id_: str) -> Changed:
    """One transaction as it stands now."""
    for row in client.rows(type_, f"Id = '{escaped(id_)}'"):
        return _changed(type_, row)
    return Changed(type=type_, id=id_, deleted=True, body={})


def _changed(type_: str, row: Json) -> Changed:
    return Changed(type=type_, id=str(row["Id"]), deleted=row.get("status") == "Deleted", body=row)


def of_ours(changed: Changed, document: DocumentId, sent: Json) -> Drift | None:
    """How a document of ours stands against what was sent; None = as it was sent.

    An order that people made a bill of is QuickBooks' to keep: it closes it, and its lines say so.
    """
    if changed.type == ORDER and is_billed(changed.body):
        return None
    fields = () if changed.deleted else differences(changed.type, sent, changed.body)
    if not changed.deleted and not fields:
        return None
    note = str(changed.body.get("PrivateNote", ""))
    voided = "Voided" in note and not changed.body.get("TotalAmt", 0)
    return Drift(
        kind="deleted" if changed.deleted else "voided" if voided else "edited",
        type=changed.type,
        id=changed.id,
        document=document,
        fields=fields,
    )


def of_others(changed: Changed, owned: dict[str, str]) -> Drift | None:
    """A document of others that names an account only we write to; None = it names none.

    `owned` are those accounts: id to name. A product's account is not named by the line: such a line
    is found by the tie-out of the account.
    """
    if changed.deleted or changed.type == ORDER:
        return None
    touched = sorted({owned[id_] for id_ in _accounts(changed.body) if id_ in owned})
    if not touched:
        return None
    return Drift(kind="foreign", type=changed.type, id=changed.id, document=None, fields=tuple(touched))


def _accounts(value: object) -> Iterator[str]:
    """The ids of every account a body names, at any depth."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name.endswith("AccountRef") and isinstance(inner, dict):
                yield str(inner.get("value", ""))
            else:
                yield from _accounts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _accounts(inner)
