"""Ports: what the stages need from outside, as protocols only; `runtime` names the adapters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple, Protocol

from tieout.core.capabilities import Capabilities
from tieout.core.closed_period import Redating
from tieout.core.crossing import State
from tieout.core.crosswalk import Crosswalk, Outside
from tieout.core.document import Document
from tieout.core.errors import TransientError
from tieout.core.ids import BatchId, DocumentId
from tieout.core.outside import ListType, OutsideRecord
from tieout.core.problem import Problem


class NothingHappened(TransientError):
    """QuickBooks did not take the request (throttled, refused connection): it may be sent again.

    `problem` says that a person must act before anything can be sent at all. `split` says that the
    request was refused as a whole without naming the item at fault: its documents go one by one.
    """

    def __init__(
        self, why: str, wait_seconds: int = 0, *, problem: Problem | None = None, split: bool = False
    ) -> None:
        super().__init__(why)
        self.wait_seconds = wait_seconds
        self.problem = problem
        self.split = split


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
        """The request body of a batch: (item id, document) pairs, the same bytes for the same input.

        Raises:
            TerminalError: a document cannot be put in QuickBooks' form (no account mapped, say).
        """
        ...

    def send(self, request_id: str, body: bytes) -> dict[str, Answer]:
        """Send a stored body once; the answer of each item id, echo compared with the body.

        An item without an answer in the result has an unknown outcome and is settled by proof.

        Raises:
            NothingHappened: QuickBooks says that it did nothing.
            OutcomeUnknown: the request may have been carried out, now or later.
        """
        ...

    def find(
        self, items: Sequence[tuple[str, Document]], body: bytes, since: datetime | None = None
    ) -> dict[str, Confirmed]:
        """Those of a stored body's documents that QuickBooks holds now, found by our own mark.

        One call for a whole batch, because reads are metered: one query per type and day. With
        `since`, when the body was first sent, what is not there is looked for among all that was
        created from then on: people may have moved it to another day or written over its mark. Only
        then is an item id missing from the result proof that it is not there.

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

    def records(self, type_: ListType) -> list[OutsideRecord]:
        """Every record of one of QuickBooks' lists, inactive ones included."""
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

    def marks(self, type_: str, ids: Sequence[str]) -> dict[str, str]:
        """Those of a type's transactions that QuickBooks holds: id to our mark on it ("" = none)."""
        ...

    def as_sent(self, type_: str, id_: str, body: bytes, item: str) -> bool:
        """Whether a transaction still says what this item of a stored body said."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredBatch:
    """A request's composition, stored before it is sent and re-sent byte for byte.

    `doubted` is when an outcome last became uncertain, as far as its open documents know.
    `open` are those of its documents whose crossing is still claimed, sent or uncertain *in this
    batch*: a document that was told to come again may meanwhile travel in another one.
    """

    id: BatchId
    request_id: str
    items: tuple[tuple[str, DocumentId], ...]
    body: bytes
    attempts: int = 0
    first_attempt: datetime | None = None
    last_attempt: datetime | None = None
    doubted: datetime | None = None
    open: tuple[DocumentId, ...] = ()


class Quota(Protocol):
    """How many requests may leave to one QuickBooks company, shared by all its workers."""

    def take(self, kinds: Iterable[str], now: datetime) -> datetime:
        """Reserve one permit under every limit of these kinds; when the request may leave."""
        ...

    def pause(self, until: datetime) -> None:
        """QuickBooks asked for quiet: no permit before `until`, and no burst after it."""
        ...

    def quiet_until(self) -> datetime | None:
        """Until when QuickBooks asked for quiet, for a request that has its permit and still waits."""
        ...

    def enter(self, now: datetime, until: datetime) -> int | None:
        """A place among the requests under way, for at most so long; None = all are taken now."""
        ...

    def leave(self, place: int, until: datetime) -> None:
        """Give a place back; `until` as it was entered with."""
        ...


Reply = dict[DocumentId, Answer] | TransientError
"""What became of a request: the answers of its documents, `NothingHappened` or `OutcomeUnknown`."""


class Wire(Protocol):
    """Batches under way: several may be, each is answered in its own time."""

    def start(self, batch: StoredBatch) -> None:
        """Send a stored batch once."""
        ...

    def wait(self, seconds: int) -> list[tuple[StoredBatch, Reply]]:
        """The batches that came back, as soon as one does; none after so many seconds."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Urgency:
    """What goes first: documents worth `high_value_minor` at home or more, and those that block a close.

    `closing_through` is the last day of the periods that are over and not closed yet.
    """

    high_value_minor: int
    closing_through: date


class Ready(NamedTuple):
    """Documents that may be sent now: postings by priority, those that waited longest, list records."""

    first: list[Document]
    oldest: list[Document]
    names: list[Document]


class Outbox(Protocol):
    """The delivery part of the store; every method is one durable transaction."""

    def ready(self, limit: int) -> Ready:
        """Documents whose crossing is ready, at most `limit` of each kind."""
        ...

    def redate(self, document: DocumentId, to: Redating, why: str, now: datetime) -> None:
        """Let a sealed document cross on another day, or as another type: an act beside it."""
        ...

    def released(self, document: DocumentId) -> bool:
        """Whether a person released it, held for its closed period, into the open one."""
        ...

    def refused_as(self, code: str) -> list[DocumentId]:
        """Refused documents whose refusal has this code, in order of sealing."""
        ...

    def retry(self, document: DocumentId, now: datetime, who: str = "tieout") -> None:
        """Refused → ready: what stopped it is mended."""
        ...

    def prioritise(self, urgent: Urgency) -> None:
        """Mark what is urgent, and everything it needs, to go first."""
        ...

    def claim(self, batch: StoredBatch, now: datetime) -> bool:
        """Store the batch and move its crossings ready → claimed; False = another worker took some."""
        ...

    def attempt(self, batch: BatchId, now: datetime) -> None:
        """Record an attempt before the request leaves: claimed or uncertain → sent."""
        ...

    def settle(self, batch: BatchId, answers: dict[DocumentId, Answer], now: datetime) -> None:
        """Append the transitions of these answers, learn outside ids, wake what waited for them."""
        ...

    def release(self, batch: BatchId, now: datetime, why: str) -> None:
        """Nothing happened, or it is proven absent: every open crossing of the batch becomes ready."""
        ...

    def doubt(self, batch: BatchId, now: datetime, why: str) -> None:
        """The outcome is unknown: every crossing of the batch still sent becomes uncertain."""
        ...

    def refuse(self, document: DocumentId, problem: Problem, now: datetime) -> None:
        """Ready → refused, and what waits for it blocked: it cannot be sent as it is."""
        ...

    def unsettled(self) -> list[StoredBatch]:
        """Batches with an open crossing, oldest first, but for those that another worker has in hand."""
        ...

    def elsewhere(self) -> int:
        """How many batches other workers had in hand when it was looked last."""
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
