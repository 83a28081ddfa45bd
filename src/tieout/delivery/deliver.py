"""Deliver: settle what is uncertain, then send what is ready, until nothing moves any more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from tieout.core.crossing import State
from tieout.core.document import NAME_LISTS, Document
from tieout.core.errors import TerminalError, TransientError
from tieout.core.ids import BatchId, DocumentId
from tieout.core.problem import Problem
from tieout.delivery.batches import Items, chosen, closed, items_of, stored
from tieout.delivery.proof import Verdict, provable_at, verdict
from tieout.delivery.quota import Quota
from tieout.delivery.retry import decide
from tieout.delivery.settings import DeliverySettings
from tieout.ports import (
    Again,
    Answer,
    Books,
    Confirmed,
    NothingHappened,
    Outbox,
    OutcomeUnknown,
    Refused,
    StoredBatch,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """What a run did.

    `waiting` names why it ended before everything was settled (empty = nothing is left to do now),
    `next_at` when to come back, `problem` what a person must mend before anything can be sent,
    `again` the documents QuickBooks keeps putting off, with its reason.
    """

    confirmed: int = 0
    refused: int = 0
    uncertain: int = 0
    requests: int = 0
    waiting: str = ""
    next_at: datetime | None = None
    problem: Problem | None = None
    again: dict[DocumentId, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What one step came to: it moved something, or was futile for a reason, or found nothing to do."""

    moved: bool = False
    futile: str = ""
    asked_seconds: float = 0.0
    problem: Problem | None = None


MOVED, NOTHING = Step(moved=True), Step()


@dataclass(kw_only=True)
class Delivery:
    """One company's delivery run. Time, sleep and chance come from outside (design law 12)."""

    outbox: Outbox
    books: Books
    quota: Quota
    now: Callable[[], datetime]
    sleep: Callable[[float], None]
    chance: Callable[[], float]
    settings: DeliverySettings = field(default_factory=DeliverySettings)
    progress: Callable[[Delivered], None] = lambda _: None
    _counts: Counter[str] = field(default_factory=Counter)
    _again: dict[DocumentId, str] = field(default_factory=dict)
    _looked: dict[BatchId, int] = field(default_factory=dict)
    _size: int = 0
    _names: int = 0

    def until_idle(self) -> Delivered:
        """Settle and send until nothing is left, or until going on would be blind or futile."""
        self._size, self._names = self.settings.batch_size, self.settings.names_at_once
        futile = settled = 0
        while True:
            step = self._settle_uncertain()
            if not step.moved and not step.futile:
                step = self._send_ready()
            self.progress(self._report())
            if step.problem:
                return replace(self._report(step.futile), problem=step.problem)
            if settled != (settled := self._counts["confirmed"] + self._counts["refused"]):
                futile = 0
            futile += bool(step.futile)
            if not step.moved and (ended := self._rest(step, futile)):
                return ended

    def _rest(self, step: Step, futile: int) -> Delivered | None:
        """Sleep until it makes sense to go on; the report if this run should end instead."""
        now = self.now()
        if step.futile:
            decision = decide(self.settings.backoff, futile, step.asked_seconds, self.chance())
            wait, why, again = decision.wait_seconds, step.futile, decision.again
        elif due := self._next_proof():
            wait, why, again = (
                (due - now).total_seconds(),
                "the outcome of a request is not known yet",
                True,
            )
        else:
            return self._report()
        if not again or wait > self.settings.patience_seconds:
            return self._report(why, now + timedelta(seconds=wait))
        self.sleep(max(wait, 0.0))
        return None

    # Settling what an earlier request left open, of this run or of one that crashed.

    def _settle_uncertain(self) -> Step:
        for batch in self.outbox.unsettled():
            step = self._settle_batch(batch)
            if step.moved or step.futile:
                return step
        return NOTHING

    def _settle_batch(self, batch: StoredBatch) -> Step:
        states = self.outbox.states(batch.open)
        if State.CLAIMED in states.values():
            self.outbox.release(batch.id, self.now(), "the run ended before anything was sent")
            return MOVED
        if State.SENT in states.values():
            self.outbox.doubt(batch.id, self.now(), "the run ended before the answer was recorded")
        if not self._worth_a_look(batch):
            return NOTHING
        return self._prove(batch)

    def _worth_a_look(self, batch: StoredBatch) -> bool:
        """Once per attempt at once, for the reply alone may be lost, then when absence is proof."""
        due = provable_at(batch, self.settings.window)
        return self._looked.get(batch.id) != batch.attempts or due is None or self.now() >= due

    def _prove(self, batch: StoredBatch) -> Step:
        """Look the open documents up, confirm those found, act on the verdict over the others."""
        wanted = {item: self.outbox.document(key) for item, key in batch.items if key in set(batch.open)}
        self._wait_for("request")
        asked_at = self.now()
        try:
            found = self.books.find(list(wanted.items()), batch.body)
        except TransientError as error:
            return Step(futile=f"QuickBooks could not be asked: {error}")
        except TerminalError as error:
            return Step(futile="QuickBooks could not be asked", problem=error.problem)
        self._looked[batch.id] = batch.attempts
        if found:
            self._settle(batch, {wanted[item].id: answer for item, answer in found.items()})
        absent = [document for item, document in wanted.items() if item not in found]
        told = verdict(batch, len(absent), asked_at, self.settings.window, self.settings.identical_attempts)
        if not absent or told is Verdict.WAIT:
            return Step(moved=bool(found))
        if told is Verdict.RELEASE or any(self._closed(document) for document in absent):
            self.outbox.release(batch.id, self.now(), "proven absent; it goes into a new batch")
            return MOVED
        return self._send(batch)

    def _next_proof(self) -> datetime | None:
        dues = [provable_at(batch, self.settings.window) for batch in self.outbox.unsettled()]
        return min((due for due in dues if due), default=None)

    # Sending what is ready.

    def _send_ready(self) -> Step:
        ready = self._sendable(self.outbox.ready(self.settings.look_ahead))
        documents = chosen(ready, self._size, self._names)
        if not documents:
            return NOTHING
        items, body = self._composed(documents)
        if not items:
            return MOVED
        self._counts["round"] += 1
        batch = stored(items, body, self.now(), self._counts["round"])
        self.outbox.claim(batch, self.now())
        return self._send(batch)

    def _sendable(self, documents: Sequence[Document]) -> list[Document]:
        """Those not dated into a closed period; the others are refused here (design law 8)."""
        kept = []
        for document in documents:
            if problem := self._closed(document):
                self._refuse(document, problem)
            else:
                kept.append(document)
        return kept

    def _closed(self, document: Document) -> Problem | None:
        return closed(document, self.settings.closed_through)

    def _composed(self, documents: Sequence[Document]) -> tuple[Items, bytes]:
        """Items and body; a document that cannot be encoded is refused and leaves its neighbours."""
        crosswalk = self.outbox.crosswalk(documents)
        items = items_of(documents)
        try:
            return items, self.books.compose(items, crosswalk)
        except TerminalError:
            kept = []
            for item, document in items:
                try:
                    self.books.compose([(item, document)], crosswalk)
                    kept.append(document)
                except TerminalError as error:
                    self._refuse(document, error.problem)
        items = items_of(kept)
        return items, self.books.compose(items, crosswalk) if items else b""

    def _refuse(self, document: Document, problem: Problem) -> None:
        self.outbox.refuse(document.id, problem, self.now())
        self._counts["refused"] += 1

    def _send(self, batch: StoredBatch) -> Step:
        """One attempt: recorded before it leaves, settled by what comes back."""
        self._wait_for("request", "batch")
        self.outbox.attempt(batch.id, self.now())
        self._counts["requests"] += 1
        try:
            answers = self.books.send(batch.request_id, batch.body)
        except NothingHappened as error:
            return self._released(batch, error)
        except OutcomeUnknown as error:
            self.outbox.doubt(batch.id, self.now(), str(error))
            return Step(futile=f"the outcome of a request is unknown: {error}")
        return self._settle(batch, {key: answers[item] for item, key in batch.items if item in answers})

    def _released(self, batch: StoredBatch, error: NothingHappened) -> Step:
        now = self.now()
        self.outbox.release(batch.id, now, str(error))
        if error.split and len(batch.items) > 1:
            self._size = 1
            return MOVED
        if error.wait_seconds:
            self.quota.pause(now + timedelta(seconds=error.wait_seconds))
        return Step(futile=str(error), asked_seconds=error.wait_seconds, problem=error.problem)

    def _settle(self, batch: StoredBatch, answers: dict[DocumentId, Answer]) -> Step:
        """Record the answers; what the answer left out is uncertain."""
        self.outbox.settle(batch.id, answers, self.now())
        self.outbox.doubt(batch.id, self.now(), "the answer says nothing about this document")
        self._count(answers)
        put_off = [answer.why for answer in answers.values() if isinstance(answer, Again)]
        settled = len(answers) - len(put_off)
        return Step(moved=settled > 0, futile="" if settled else _first(put_off, "no item was answered"))

    def _count(self, answers: dict[DocumentId, Answer]) -> None:
        for key, answer in answers.items():
            self._again.pop(key, None)
            self._counts["confirmed"] += isinstance(answer, Confirmed)
            self._counts["refused"] += isinstance(answer, Refused)
        if any(isinstance(answer, Refused) for answer in answers.values()):
            self._size = self.settings.batch_size  # what split a batch up is found
        put_off = {key: answer.why for key, answer in answers.items() if isinstance(answer, Again)}
        self._again |= put_off
        if any(self.outbox.document(key).type in NAME_LISTS for key in put_off):
            self._names = max(1, self._names // 2)

    def _wait_for(self, *kinds: str) -> None:
        leaves = self.quota.take(kinds, self.now())
        wait = (leaves - self.now()).total_seconds()
        if wait > 0:
            self.sleep(wait)

    def _report(self, waiting: str = "", next_at: datetime | None = None) -> Delivered:
        return Delivered(
            confirmed=self._counts["confirmed"],
            refused=self._counts["refused"],
            uncertain=sum(len(batch.open) for batch in self.outbox.unsettled()) if waiting else 0,
            requests=self._counts["requests"],
            waiting=waiting,
            next_at=next_at,
            again=dict(self._again),
        )


def _first(reasons: Sequence[str], otherwise: str) -> str:
    return reasons[0] if reasons else otherwise
