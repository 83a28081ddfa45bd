"""The books: the company's one engine, which creates, changes, deletes and voids every entity.

Each operation either is complete (object, ledger, links) or raises a `Refusal`; the caller rolls
back then, so a refused document leaves nothing behind.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from . import refusal
from .amount import cents
from .clock import CompanyClock, stamp
from .jsontext import Body, RawJson, dumps
from .kind import Draft, Kind, Line
from .ledger import Entry, Key, Ledger, Posting
from .links import Document, Links, linked_document
from .plan import check_plan
from .register import Register
from .schema import clean
from .settings import Settings
from .stock import Stock
from .store import Store

_SYSTEM = ("Id", "SyncToken", "MetaData", "domain", "sparse")


@dataclass(frozen=True, slots=True)
class File:
    """An uploaded file."""

    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Terms:
    """How a request wants its change made: the `include` words, whether a person does it, its file."""

    include: frozenset[str] = frozenset()
    by_person: bool = False
    file: File | None = None


class Books(Register):
    """One company."""

    def __init__(
        self, settings: Settings, store: Store, kinds: dict[str, Kind], clock: CompanyClock
    ) -> None:
        super().__init__(settings, store, kinds, clock)
        self.ledger, self.links = Ledger(), Links()
        self.stock = Stock(self)
        self.made: list[Document] = []
        self.terms = Terms()
        self.app = ""  # of the request being served, where request ids are its own
        self.sent: frozenset[str] = frozenset()  # names of what the update being made says
        for name, kind in kinds.items():
            for body in store.each(name):
                self.links.replace((name, body["Id"]), kind.links(body))
        for name, kind in kinds.items():
            for body in store.each(name):
                self._note(kind, body)
        self.stock.opened()
        store.settle()

    # --- changing

    def create(self, entity: str, payload: Body) -> Body:
        """A new object from a payload."""
        kind = self.kinds[entity]
        if not kind.creatable and not self.terms.by_person:
            raise refusal.unsupported_operation("create", entity)
        check_plan(self.settings, entity, payload)
        body = clean(entity, payload)
        for name in _SYSTEM:
            body.pop(name, None)
        opening = kind.opening(body)
        made = self._complete(kind, body, None)
        if opening:
            kind.open(self, made, opening)
        return made

    def update(self, entity: str, payload: Body) -> Body:
        """A full or sparse update; one that changes nothing keeps the SyncToken."""
        kind = self.kinds[entity]
        if not kind.updatable:
            raise refusal.unsupported_operation("update", entity)
        check_plan(self.settings, entity, payload)
        sent = clean(entity, payload)
        before = self._current(kind, sent)
        kind.guard(self, before)
        sparse = sent.pop("sparse", False)
        self.sent = frozenset(sent)
        if kind.sparse_only and not sparse:
            raise refusal.unsupported_operation("full update", entity)
        body = _merged(before, sent) if sparse else sent
        for name in _SYSTEM:
            body.pop(name, None)
        return self._complete(kind, body, before)

    def delete(self, entity: str, payload: Body) -> Body:
        """Delete a transaction; answers its stub."""
        kind = self.kinds[entity]
        if not kind.deletable:
            raise refusal.unsupported_operation("delete", entity)
        check_plan(self.settings, entity, payload)
        before = self._current(kind, clean(entity, payload))
        self._guard(kind, before)
        return self.remove(kind, before)

    def remove(self, kind: Kind, before: Body) -> Body:
        """Take a document out of store, ledger and links."""
        document = (kind.name, before["Id"])
        if self.links.to(document):
            if self.settings.delete_linked == "refuse" and not self.terms.by_person:
                detail = "The object can't be deleted due to existing dependencies."
                raise refusal.Refusal("800", "Cannot delete object", detail, "")
            self.unlink(document)
        self._relink(kind, before, None)
        self.store.remove(kind.name, before["Id"], stamp(self.clock.now()))
        self._post((kind.name, before["Id"], ""), None)
        self.stock.changed((kind.name, before["Id"]), {})
        return {"domain": "QBO", "status": "Deleted", "Id": before["Id"]}

    def void(self, entity: str, payload: Body) -> Body:
        """Void a transaction: everything zero, the note says so, the object stays."""
        kind = self.kinds[entity]
        if not kind.voidable:
            raise refusal.unsupported_operation("void", entity)
        check_plan(self.settings, entity, payload)
        before = self._current(kind, clean(entity, payload))
        self._guard(kind, before)
        body = _copy(before)
        kind.void(self, body)
        note = "" if self.settings.void_note == "replace" else body.get("PrivateNote", "")
        body["PrivateNote"] = (
            note if note.startswith("Voided") else " - ".join(filter(None, ("Voided", note)))
        )
        self.unlink((entity, before["Id"]))
        return self.save(kind, body, before)

    def save(self, kind: Kind, body: Body, before: Body | None) -> Body:
        """Store a finished body, post it and show its links; numbers and times are given here."""
        now = stamp(self.clock.now())
        if before is None:
            body["Id"] = self._identity(kind, body.get("Id"))
            self.made.append((kind.name, body["Id"]))
            head = {
                "Id": body["Id"],
                "SyncToken": "0",
                "MetaData": {"CreateTime": now, "LastUpdatedTime": now},
            }
        else:
            token = str(int(before["SyncToken"]) + 1)
            created = before["MetaData"]["CreateTime"]
            head = {
                "Id": before["Id"],
                "SyncToken": token,
                "MetaData": {"CreateTime": created, "LastUpdatedTime": now},
            }
        rest = {name: value for name, value in body.items() if name not in _SYSTEM}
        body = {"domain": "QBO", "sparse": False, **head, **rest}
        kind.show_links(self, body)
        self.store.put(kind.name, body)
        postings = self._post_document(kind, body)
        self._relink(kind, before, body)
        self.stock.changed((kind.name, body["Id"]), kind.movements(self, body, postings))
        return self.store.objects[kind.name][body["Id"]]

    def unlink(self, target: Document) -> None:
        """Take a document out of every payment that applies to it; the payments stay, unapplied."""
        for source_entity, source_id in self.links.to(target):
            source = self.store.objects[source_entity][source_id]
            body = _copy(source)
            body["Line"] = [line for line in body.get("Line", []) if not _applies_to(line, target)]
            kind = self.kinds[source_entity]
            kind.settle(self, body, source)
            self.save(kind, body, source)

    def refresh(self, target: Document) -> None:
        """Show on a document what is applied to it now."""
        entity, identity = target
        before = self.store.get(entity, identity)
        if before is None:
            return
        body = _copy(before)
        self.kinds[entity].show_links(self, body)
        if body == before:
            return
        if self._is_bumped(entity):
            body["SyncToken"] = str(int(before["SyncToken"]) + 1)
            now = stamp(self.clock.now())
            body["MetaData"] = {**before["MetaData"], "LastUpdatedTime": now}
        self.store.put(entity, body)

    def _is_bumped(self, entity: str) -> bool:
        """Whether what is made from or applied to a document counts as a change of it."""
        plan = entity in {"PurchaseOrder", "Estimate"}
        return self.settings.bill_bumps_order if plan else self.settings.payment_bumps_linked

    def stock_on_hand(self, item: str) -> Decimal:
        """The quantity of an inventory item."""
        return self.stock.on_hand(item)

    # --- showing

    def shown(self, entity: str, body: Body) -> Any:
        """The object as answered: its stored text, with live values where it has any."""
        live = self.kinds[entity].live(self, body)
        if live:
            return {**body, **live}
        return RawJson(self.store.text(entity, body["Id"]))

    def shown_text(self, entity: str, body: Body) -> str:
        """The object's JSON text as answered."""
        return dumps(self.shown(entity, body))

    # --- steps

    def _complete(self, kind: Kind, body: Body, before: Body | None) -> Body:
        body = {name: value for name, value in body.items() if value != ""}
        if kind.transaction:
            body.setdefault("TxnDate", self.clock.now().date().isoformat())
        if before is not None:
            body["Id"] = before["Id"]
        kind.settle(self, body, before)
        if self._closes(kind) and not self._is_memo_only(kind, body, before):
            for day in {body["TxnDate"], (before or body)["TxnDate"]}:
                self._check_open(day)
        if kind.transaction:
            kind.numbered(self, body)
        if before is not None:
            kind.show_links(self, body)
            if _same(body, before):
                return before
        return self.save(kind, body, before)

    def _current(self, kind: Kind, sent: Body) -> Body:
        if "Id" not in sent:
            raise refusal.missing("Id")
        before = self.read(kind.name, sent["Id"])
        if "SyncToken" not in sent:
            if not kind.token_needed:
                return before
            raise refusal.missing("SyncToken")
        if sent["SyncToken"] != before["SyncToken"]:
            raise refusal.stale(self.settings.user_name)
        return before

    def _guard(self, kind: Kind, before: Body) -> None:
        if self._closes(kind):
            self._check_open(before["TxnDate"])
        kind.guard(self, before)

    def _is_memo_only(self, kind: Kind, body: Body, before: Body | None) -> bool:
        """A change of texts alone, where the setting lets that pass in a closed period."""
        if before is None or self.settings.closed_period_memo == "refuse":
            return False
        drafts = [self._home(kind.draft(self, document)) for document in (body, before)]
        values = [[(p.account, p.cents, p.name) for p in postings] for postings in drafts]
        return bool(body["TxnDate"] == before["TxnDate"]) and values[0] == values[1]

    def _closes(self, kind: Kind) -> bool:
        """Whether the closing date holds a kind: what posts, or by the setting every transaction."""
        return kind.transaction and (kind.posting or self.settings.closed_period_scope == "all")

    def _check_open(self, day: str) -> None:
        closed = self.preference("AccountingInfoPrefs", "BookCloseDate")
        if closed and day <= closed and not self.terms.by_person:
            raise refusal.closed_period(password=self.settings.closing_password)

    def _identity(self, kind: Kind, wanted: str | None) -> str:
        """The next id of the entity's family, or the one wanted (a chart's), counted as used."""
        family = "id:" + (kind.family or kind.name)
        if wanted is None:
            return str(self.store.next_number(family, first=kind.first_id))
        if wanted.isdigit() and int(wanted) > self.store.counters.get(family, 0):
            self.store.set_number(family, int(wanted))
        return wanted

    def _post_document(self, kind: Kind, body: Body) -> tuple[Posting, ...]:
        draft = kind.draft(self, body)
        if not draft.lines:
            self._post((kind.name, body["Id"], ""), None)
            return ()
        postings = self._home(draft)
        key = (kind.name, body["Id"], "")
        number = str(body.get("DocNumber", ""))
        entry = Entry(key, kind.day(body), number, postings, int(body["Id"]))
        self._post(key, entry if postings else None)
        return postings

    def _home(self, draft: Draft) -> tuple[Posting, ...]:
        return home_postings(draft, largest=self.settings.rounding_remainder == "largest_line")

    def _post(self, key: Key, entry: Entry | None) -> None:
        before = self.ledger.replace(key, entry)
        self.store.on_undo(lambda: self.ledger.replace(key, before))

    def post_cost(self, document: Document, entry: Entry | None) -> None:
        """Post (or take back) the inventory cost of a document."""
        self._post((*document, "cost"), entry)

    def _relink(self, kind: Kind, before: Body | None, after: Body | None) -> None:
        identity = (after or before or {})["Id"]
        source = (kind.name, identity)
        wanted = {} if after is None else kind.links(after)
        had = self.links.replace(source, wanted)
        self.store.on_undo(lambda: self.links.replace(source, had))
        for target in had.keys() | wanted.keys():
            if had.get(target) != wanted.get(target):
                self.refresh(target)

    def _note(self, kind: Kind, body: Body) -> None:
        """What a stored object means for ledger and stock, when a company is opened."""
        postings = self._post_document(kind, body)
        self.stock.changed((kind.name, body["Id"]), kind.movements(self, body, postings))


def home_postings(draft: Draft, *, largest: bool = False) -> tuple[Posting, ...]:
    """The draft in home cents; what rounding leaves goes to the last or largest line, never the control.

    A line of nothing is left out, unless it moves goods: a free sample is still one piece sold.
    """
    postings = [_posting(line, draft) for line in draft.lines if line.value or line.quantity]
    left = -sum(posting.cents for posting in postings)
    if left and draft.rate != 1:
        lines = [number for number, posting in enumerate(postings) if posting.native]
        taker = max(lines[1:], key=lambda number: abs(postings[number].native)) if largest else lines[-1]
        postings[taker] = postings[taker]._replace(cents=postings[taker].cents + left)
    for line in draft.home_lines:
        if line.value != 0:
            posting = _posting(line, draft, rate=Decimal(1))
            postings.append(posting._replace(native=0))
    return tuple(posting for posting in postings if posting.cents or posting.native or posting.quantity)


def _posting(line: Line, draft: Draft, rate: Decimal | None = None) -> Posting:
    native = cents(line.value)
    factor = draft.rate if rate is None else rate
    return Posting(
        line.account,
        native if factor == 1 else cents(line.value * factor),
        line.memo,
        line.name,
        native,
        line.item,
        line.quantity,
        line.klass,
        draft.department,
        line.customer,
    )


def _merged(before: Body, sent: Body) -> Body:
    """A sparse update: what was sent replaces, all else stays."""
    body = {**_copy(before), **sent}
    if "Line" in sent and "TxnTaxDetail" not in sent:
        body.pop("TxnTaxDetail", None)
    return body


def _same(after: Body, before: Body) -> bool:
    """Nothing changed but system values."""
    names = (after.keys() | before.keys()) - set(_SYSTEM)
    return all(after.get(name) == before.get(name) for name in names)


def _copy(value: Any) -> Any:
    """A copy that shares no lists or objects with the original."""
    if isinstance(value, dict):
        return {name: _copy(member) for name, member in value.items()}
    if isinstance(value, list):
        return [_copy(member) for member in value]
    return value


def _applies_to(line: Body, target: Document) -> bool:
    linked = line.get("LinkedTxn", [])
    return any(linked_document(link) == target for link in linked)
