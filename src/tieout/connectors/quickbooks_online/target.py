"""Target: a QuickBooks Online company as the port `Books`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Final, Self

from tieout.connectors.quickbooks_online import (
    attachment,
    changes,
    company,
    lists,
    lookup,
    readback,
    tax_service,
)
from tieout.connectors.quickbooks_online.client import Client
from tieout.connectors.quickbooks_online.convention import Convention
from tieout.connectors.quickbooks_online.creation import created
from tieout.connectors.quickbooks_online.decode import Sent, answers, as_batch, confirmed, sent_items
from tieout.connectors.quickbooks_online.encode import batch_body
from tieout.connectors.quickbooks_online.faults import (
    faults_of,
    problem_of,
)
from tieout.connectors.quickbooks_online.jsontext import Json, written
from tieout.connectors.quickbooks_online.mark import document_of
from tieout.connectors.quickbooks_online.order import is_billed, without_version
from tieout.connectors.quickbooks_online.tax_service import TaxThere, TaxWanted
from tieout.core.capabilities import Capabilities
from tieout.core.crosswalk import Crosswalk, Outside
from tieout.core.document import NAME_LISTS, Document
from tieout.core.drift import Changed, Drift
from tieout.core.errors import TerminalError, TieoutError
from tieout.core.ids import DocumentId, derived
from tieout.core.outside import ListType, OutsideRecord
from tieout.ports import (
    Answer,
    Confirmed,
    LedgerLine,
    OutcomeUnknown,
    OutsideAccount,
    Refused,
)

STALE: Final = "changed_meanwhile"
"""The refusal of a change that goes over another version than the one held."""


class QuickBooksOnline:
    """One company; `of_company` asks it for the settings that decide how documents are written."""

    def __init__(
        self, client: Client, convention: Convention | None = None, home_currency: str = "USD"
    ) -> None:
        self._client = client
        self._convention = convention or Convention()
        self._home_currency = home_currency

    @classmethod
    def of_company(cls, client: Client) -> Self:
        """The target with the company's own settings, read once."""
        found = company.capabilities(client)
        return cls(client, Convention.of(found), found.home_currency)

    def compose(self, items: Sequence[tuple[str, Document]], crosswalk: Crosswalk) -> bytes:
        """The body of a batch request."""
        return batch_body(items, crosswalk, self._convention)

    def send(self, request_id: str, body: bytes) -> dict[str, Answer]:
        """One request, once: a batch, or a single list record by its own address.

        QuickBooks takes one name at a time, and a record by itself uses no batch (fact sheet 4, 9).
        """
        sent = sent_items(body)
        if len(sent) == 1:
            [(item, (type_, content))] = sent.items()
            if type_ in NAME_LISTS:
                content_bytes = written(content).encode()
                reply = self._client.create(type_.lower(), request_id, content_bytes, permitted=True)
                return answers(as_batch(reply, item, type_), sent)
        return self._seen_through(answers(self._client.post_batch(request_id, body), sent), sent)

    def _seen_through(self, said: dict[str, Answer], sent: Sent) -> dict[str, Answer]:
        """The answers; a change of an order that QuickBooks finds stale is looked at.

        It may be there already, where a request came twice; and an order that a bill was made of stays
        as QuickBooks keeps it. What cannot be looked at now has an unknown outcome.
        """
        for item, answer in list(said.items()):
            type_, content = sent[item]
            if isinstance(answer, Refused) and answer.problem.code == STALE and "Id" in content:
                try:
                    held = self._client.get(f"/{type_.lower()}/{content['Id']}")[type_]
                except TieoutError:
                    del said[item]
                    continue
                if document_of(held.get("PrivateNote", "")) == document_of(content["PrivateNote"]):
                    said[item] = confirmed(type_, content, held)
                elif is_billed(held):
                    said[item] = replace(confirmed(type_, content, held), echo=())
        return said

    def find(
        self, items: Sequence[tuple[str, Document]], body: bytes, since: datetime | None = None
    ) -> dict[str, Confirmed]:
        """Those of a stored body's documents that are held now."""
        return lookup.found(self._client, items, sent_items(body), self._home_currency, since)

    def changes(self, since: datetime, known: Callable[[str], Sequence[str]]) -> Iterator[Changed]:
        """Every transaction and named record changed since an instant within `CAPTURED`."""
        return changes.changes(self._client, since, known)

    def everything(self, first: date, known: Callable[[str], Sequence[str]]) -> Iterator[Changed]:
        """Every transaction dated from a day on, those of ours that are gone, and every named record."""
        return changes.everything(self._client, first, known)

    def read(self, type_: str, id_: str) -> list[Changed]:
        """One transaction as it stands now; what is not held counts as deleted."""
        return [changes.one(self._client, type_, id_)]

    def record(self, changed: Changed) -> OutsideRecord:
        """A record of a list that changed, as `records` gives it."""
        return lists.record(changed.type, changed.body)

    def drift(self, changed: Changed, document: DocumentId, body: bytes, item: str) -> Drift | None:
        """How a document of ours stands against the item of a stored batch it was sent as."""
        return changes.of_ours(changed, document, sent_items(body)[item][1])

    def restore(self, drift: Drift, body: bytes, item: str) -> Confirmed:
        """Write a document again as it was sent, over what people made of it.

        Safe to repeat: it goes over the version just read, and QuickBooks refuses any other.

        Raises:
            TerminalError: QuickBooks refuses it.
            TransientError: the outcome is unknown, or somebody changed it in between; look again.
        """
        type_, sent = sent_items(body)[item]
        held = self._client.get(f"/{type_.lower()}/{drift.id}")[type_]
        over = {**sent, "Id": drift.id, "SyncToken": held["SyncToken"], "sparse": False}
        identity = derived("restore", self._client.realm, type_, drift.id, held["SyncToken"])
        return self._written(drift, type_, sent, identity, over)

    def make_again(self, drift: Drift, body: bytes, item: str) -> Confirmed:
        """Create a document that was deleted again as it was sent; raises as `restore` does.

        The request id is the same for the same deletion, so QuickBooks answers a repeat from its memory;
        the caller does not rely on it.
        """
        type_, sent = sent_items(body)[item]
        sent = without_version(sent)
        identity = derived("made again", self._client.realm, type_, drift.id)
        return self._written(drift, type_, sent, identity, sent)

    def _written(self, drift: Drift, type_: str, sent: Json, identity: str, content: Json) -> Confirmed:
        reply = self._client.create(type_.lower(), identity, written(content).encode())
        if faults := faults_of(reply.body):
            raise TerminalError(problem_of(faults, f"{type_} {drift.id}", drift.document or "", reply.tid))
        if not isinstance(reply.body, dict) or type_ not in reply.body:
            raise OutcomeUnknown(f"HTTP {reply.status} [intuit_tid {reply.tid}]: {reply.text[:200]}")
        return confirmed(type_, sent, reply.body[type_])

    def capabilities(self) -> Capabilities:
        """Limits and settings."""
        return company.capabilities(self._client)

    def accounts(self) -> list[OutsideAccount]:
        """The chart, inactive accounts included."""
        return readback.accounts(self._client)

    def create_account(self, name: str, type_: str, subtype: str, currency: str) -> OutsideAccount:
        """Create an account; the request id is the same for the same account, so a repeat is safe.

        Raises:
            TerminalError: QuickBooks refuses it.
            NothingHappened: QuickBooks is busy; it may be asked again.
            OutcomeUnknown: look at the chart before trying again.
        """
        body: Json = {"Name": name, "AccountType": type_, "AccountSubType": subtype}
        if currency and currency != self._home_currency:
            body["CurrencyRef"] = {"value": currency}
        return readback.account(created(self._client, "account", body, f"the account {name}", "Account"))

    def tax_there(self, wanted: TaxWanted) -> TaxThere:
        """What QuickBooks has of a tax code, its rate and its agency; raises as `tax_service` does."""
        return tax_service.tax_there(self._client, wanted)

    def make_tax(self, wanted: TaxWanted, there: TaxThere) -> TaxThere:
        """Make what is not there of it, at a person's word; raises as `tax_service` does."""
        return tax_service.make_tax(self._client, wanted, there)

    def attach(self, held: Outside, name: str, content: bytes) -> str:
        """Hang a text file on a transaction, once; raises as `attachment.attach` does."""
        return attachment.attach(self._client, held, name, content)

    def records(self, type_: ListType) -> list[OutsideRecord]:
        """Every record of a list, inactive ones included."""
        return lists.records(self._client, type_)

    def names(self) -> list[tuple[str, str, str, str]]:
        """(type, id, display name, currency) of customers, vendors and employees."""
        return readback.names(self._client)

    def balances(self, through: date) -> dict[str, int]:
        """The trial balance at the end of a day, as QuickBooks understands it."""
        return readback.balances(self._client, through)

    def ledger(self, first: date, last: date) -> Iterable[LedgerLine]:
        """Every general-ledger line of the days."""
        return readback.ledger(self._client, first, last)

    def marks(self, type_: str, ids: Sequence[str]) -> dict[str, str]:
        """The transactions of these ids that are held, voided ones too, with our mark on each."""
        return lookup.marks(self._client, type_, ids)

    def as_sent(self, type_: str, id_: str, body: bytes, item: str) -> bool:
        """Whether a transaction still says what was sent, field by field; it is read for this."""
        changed = changes.one(self._client, type_, id_)
        return changes.of_ours(changed, DocumentId(""), sent_items(body)[item][1]) is None

    def tracked_items(self) -> list[str]:
        """Names of the products whose cost QuickBooks tracks itself."""
        return company.tracked_items(self._client)
