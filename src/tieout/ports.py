"""Ports: what the stages need from outside, as protocols only; `runtime` names the adapters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from tieout.core.capabilities import Capabilities
from tieout.core.crossing import State
from tieout.core.crosswalk import Crosswalk, Outside
from tieout.core.document import Document
from tieout.core.errors import TransientError
from tieout.core.ids import BatchId, DocumentId
from tieout.core.problem import Problem


class NothingHappened(TransientError):
    """QuickBooks did not take the request (throttled, refused connection): it may be sent again."""

    def __init__(self, why: str, wait_seconds: int = 0) -> None:
        super().__init__(why)
        self.wait_seconds = wait_seconds


class OutcomeUnknown(TransientError):
    """The request left and no answer says what became of it: its documents are uncertain."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmed:
    """QuickBooks holds the document; `echo` names every field it holds otherwise than sent."""

    outside: Outside
    raw: str
    echo: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """QuickBooks will not hold the document as it is."""

    problem: Problem
    raw: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """QuickBooks did nothing with this item and may do it later."""

    why: str
    raw: str


Answer = Confirmed | Refused | Again


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsideAccount:
    """One account of QuickBooks' chart."""

    id: str
    name: str
    number: str
    type: str
    subtype: str
    currency: str
    active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerLine:
    """One line of QuickBooks' general ledger: home minor units, debit above zero."""

    account: str
    day: date
    type: str
    id: str
    minor: int
    number: str
    name: str
    memo: str


class Books(Protocol):
    """A QuickBooks company, as delivery and reconciliation need it."""

    def compose(self, items: Sequence[tuple[str, Document]], crosswalk: Crosswalk) -> bytes:
        """The request body of a batch: (item id, document) pairs, the same bytes for the same input."""
        ...

    def send(self, request_id: str, body: bytes) -> dict[str, Answer]:
        """Send a stored body once; the answer of each item id, echo compared with the body.

        Raises:
            NothingHappened: QuickBooks says that it did nothing.
            OutcomeUnknown: the request may have been carried out, now or later.
        """
        ...

    def find(self, document: Document, body: bytes, item_id: str) -> Confirmed | None:
        """The document as QuickBooks holds it, found by our own mark; None = not there now.

        Raises:
            TransientError: QuickBooks could not be asked.
        """
        ...

    def capabilities(self) -> Capabilities:
        """Limits and settings, read from QuickBooks."""
        ...

    def accounts(self) -> list[OutsideAccount]:
        """The chart of accounts, inactive ones included."""
        ...

    def create_account(self, name: str, type_: str, subtype: str, currency: str) -> OutsideAccount:
        """Create an account; only `init` and `mapping` call this, on a person's confirmation."""
        ...

    def names(self) -> list[tuple[str, str, str, str]]:
        """(record type, id, display name, currency) of every customer, vendor and employee."""
        ...

    def balances(self, through: date) -> dict[str, int]:
        """Trial balance: account id to home minor units, debit above zero, at the end of a day."""
        ...

    def ledger(self, first: date, last: date) -> Iterable[LedgerLine]:
        """Every general-ledger line of the days, both included."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredBatch:
    """A request's composition, stored before it is sent and re-sent byte for byte."""

    id: BatchId
    request_id: str
    items: tuple[tuple[str, DocumentId], ...]
    body: bytes
    attempts: int = 0
    last_attempt: datetime | None = None


class Outbox(Protocol):
    """The delivery part of the store; every method is one durable transaction."""

    def ready(self, limit: int) -> list[Document]:
        """Documents whose crossing is ready, in order of priority; at most `limit`."""
        ...

    def claim(self, batch: StoredBatch, now: datetime) -> None:
        """Store the batch and move its crossings ready → claimed."""
        ...

    def attempt(self, batch: BatchId, now: datetime) -> None:
        """Record an attempt before the request leaves: claimed or uncertain → sent."""
        ...

    def settle(self, batch: BatchId, answers: dict[DocumentId, Answer], now: datetime) -> None:
        """Append the transitions of these answers, learn outside ids, wake what waited for them."""
        ...

    def release(self, batch: BatchId, now: datetime, why: str) -> None:
        """Nothing happened: every crossing of the batch goes back to ready."""
        ...

    def doubt(self, batch: BatchId, now: datetime, why: str) -> None:
        """The outcome is unknown: every crossing of the batch still sent becomes uncertain."""
        ...

    def unsettled(self) -> list[StoredBatch]:
        """Batches with a crossing claimed, sent or uncertain, oldest first."""
        ...

    def states(self, documents: Sequence[DocumentId]) -> dict[DocumentId, State]:
        """The present state of each crossing."""
        ...

    def document(self, key: DocumentId) -> Document:
        """One sealed document."""
        ...

    def crosswalk(self, documents: Sequence[Document]) -> Crosswalk:
        """What encoding these documents needs."""
        ...
