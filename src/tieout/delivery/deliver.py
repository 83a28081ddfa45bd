"""Deliver: settle what is uncertain, then send what is ready, until nothing moves any more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from tieout.core.closed_period import is_closed, moved, policy_of, redated
from tieout.core.crossing import State
from tieout.core.document import NAME_LISTS, Document
from tieout.core.errors import TerminalError, TransientError
from tieout.core.ids import BatchId, DocumentId
from tieout.core.period import closed_by_either
from tieout.core.problem import Problem
from tieout.delivery.batches import Items, chosen, held, items_of, kinds_of, stored
from tieout.delivery.proof import Verdict, provable_at, verdict
from tieout.delivery.retry import decide
from tieout.delivery.settings import DeliverySettings
from tieout.delivery.step import CLOSED, MOVED, NOTHING, Flight, Step, says_closed, urgency
from tieout.delivery.wire import DirectWire
from tieout.ports import (
    Again,
    Answer,
    Books,
    Confirmed,
    NothingHappened,
    Outbox,
    Quota,
    Refused,
    Reply,
    StoredBatch,
    Wire,
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


PATIENCE_SECONDS = 600
"""How long an answer is waited for at a time; a request is given up by the client long before."""


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
    wire: Wire | None = None
    closing: Callable[[], date | None] = lambda: None
    _counts: Counter[str] = field(default_factory=Counter)
    _again: dict[DocumentId, str] = field(default_factory=dict)
    _looked: dict[BatchId, int] = field(default_factory=dict)
    _flying: dict[BatchId, Flight] = field(default_factory=dict)
    _closed: list[DocumentId] = field(default_factory=list)
    _size: int = 0
    _names: int = 0

    def until_idle(self) -> Delivered:
        """Settle and send until nothing is left, or until going on would be blind or futile."""
        self._size, self._names = self.settings.batch_size, self.settings.names_at_once
        self._wire = self.wire or DirectWire(self.books)
        self._closed_through = self.settings.closed_through
        self.outbox.prioritise(urgency(self.settings.high_value_minor, self.now().date()))
        for key in self.outbox.refused_as(CLOSED):  # a run died before it could let them follow
            self._follow(key)
        futile = settled = 0
        while True:
            step = self._round()
            self.progress(self._report())
            if step.problem:
                return replace(self._ended(step.futile), problem=step.problem)
            if settled != (settled := self._counts["confirmed"] + self._counts["refused"]):
                futile = 0
            futile += bool(step.futile)
            if not step.moved and (ended := self._rest(step, futile)):
                return ended

    def _round(self) -> Step:
        """Settle what is uncertain, let a batch leave, take in what came back."""
        step = self._closing_moved() if self._closed else self._settle_uncertain()
        if not step.moved and not step.futile:
            step = self._send_ready()
        if not self._flying:
            return step
        more = step.moved and len(self._flying) < self.settings.lanes
        arrived = self._arrivals(0 if more else PATIENCE_SECONDS)
        return arrived if arrived.moved or arrived.futile or arrived.problem else MOVED

    def _ended(self, waiting: str = "", next_at: datetime | None = None) -> Delivered:
        """The report, once everything under way came back."""
        while self._flying:
            self._arrivals(PATIENCE_SECONDS)
        return self._report(waiting, next_at)

    def _rest(self, step: Step, futile: int) -> Delivered | None:
        """Sleep until it makes sense to go on; the report if this run should end instead."""
        now = self.now()
        if step.futile:
            decision = decide(self.settings.backoff, futile, step.asked_seconds, self.chance())
            wait, why, again = decision.wait_seconds, step.futile, decision.again
        elif self.outbox.elsewhere():
            wait, why, again = 1.0, "another worker delivers", True
        elif due := self._next_proof():
            wait, why, again = (
                (due - now).total_seconds(),
                "the outcome of a request is not known yet",
                True,
            )
        else:
            return self._ended()
        if not again or wait > self.settings.patience_seconds:
            return self._ended(why, now + timedelta(seconds=wait))
        self.sleep(max(wait, 0.0))
        return None

    # Settling what an earlier request left open, of this run or of one that crashed.

    def _settle_uncertain(self) -> Step:
        for batch in self._uncertain():
            step = self._settle_batch(batch)
            if step.moved or step.futile:
                return step
        return NOTHING

    def _uncertain(self) -> list[StoredBatch]:
        """Batches with an open document that are not under way."""
        return [batch for batch in self.outbox.unsettled() if batch.id not in self._flying]

    def _settle_batch(self, batch: StoredBatch) -> Step:
        states = self.outbox.states(batch.open)
        if State.CLAIMED in states.values():
            self.outbox.release(batch.id, self.now(), "the run ended before anything was sent")
            return MOVED
        if State.SENT in states.values():
            self.outbox.doubt(batch.id, self.now(), "the run ended before the answer was recorded")
            return MOVED  # and look at it again, with the doubt it has now
        if not self._worth_a_look(batch):
            return NOTHING
        return self._prove(batch)

    def _worth_a_look(self, batch: StoredBatch) -> bool:
        """Once per attempt at once, for the reply alone may be lost, then when absence is proof."""
        due = provable_at(batch, self.settings)
        return self._looked.get(batch.id) != batch.attempts or due is None or self.now() >= due

    def _prove(self, batch: StoredBatch) -> Step:
        """Look the open documents up, confirm those found, act on the verdict over the others."""
        wanted = {item: self.outbox.document(key) for item, key in batch.items if key in set(batch.open)}
        asked_at = self.now()
        due = provable_at(batch, self.settings)
        since = batch.first_attempt if due and asked_at >= due else None
        try:
            found = self.books.find(list(wanted.items()), batch.body, since)
        except TransientError as error:
            return Step(futile=f"QuickBooks could not be asked: {error}")
        except TerminalError as error:
            return Step(futile="QuickBooks could not be asked", problem=error.problem)
        self._looked[batch.id] = batch.attempts
        if found:
            self._settle(batch, {wanted[item].id: answer for item, answer in found.items()})
        absent = [document for item, document in wanted.items() if item not in found]
        told = verdict(batch, len(absent), asked_at, self.settings)
        if not absent or told is Verdict.WAIT:
            return Step(moved=bool(found))
        if told is Verdict.RELEASE or any(is_closed(one, self._closed_through) for one in absent):
            self.outbox.release(batch.id, self.now(), "proven absent; it goes into a new batch")
            return MOVED
        return self._send(batch)

    def _next_proof(self) -> datetime | None:
        dues = [provable_at(batch, self.settings) for batch in self._uncertain()]
        return min((due for due in dues if due), default=None)

    # Sending what is ready.

    def _send_ready(self) -> Step:
        """Let the next batch leave, if there is one and a lane for it."""
        if len(self._flying) >= self.settings.lanes:
            return NOTHING
        wanted = self._next()
        documents = self._sendable(wanted)
        if not documents:
            return MOVED if wanted else NOTHING
        place = self._enter()
        if place is None:
            return MOVED
        self._wait_for(*kinds_of(documents))
        batch = self._claimed(documents)
        if batch is None:
            self.quota.leave(*place)
        else:
            self._start(batch, place)
        return MOVED

    def _next(self) -> list[Document]:
        """The documents that leave next: list records in requests of their own, one under way."""
        ready = self.outbox.ready(self._size)
        if ready.names and not any(flight.names for flight in self._flying.values()):
            return ready.names[: self._names]
        return chosen(ready, self._size, self.settings.aged_share)

    def _claimed(self, documents: Sequence[Document]) -> StoredBatch | None:
        """The documents as a stored batch; None = none of them can be sent.

        Where another worker was faster, those that are next by now leave with the same permit.
        """
        kinds = kinds_of(documents)
        while documents and kinds_of(documents) == kinds:
            self._counts["round"] += 1
            now = self.now()
            items, body = self._composed(documents, now)
            if not items:
                return None
            batch = stored(items, body, now, self._counts["round"])
            if self.outbox.claim(batch, self.now()):
                return batch
            documents = self._sendable(self._next())
        return None

    def _enter(self) -> tuple[int, datetime] | None:
        """A place among the requests under way, shared with other workers; None = waited for one."""
        now = self.now()
        until = now + self.settings.window
        place = self.quota.enter(now, until)
        if place is None:
            self.sleep(1)
            return None
        return place, until

    def _sendable(self, documents: Sequence[Document]) -> list[Document]:
        """Those on open days; a closed one moves or is held, as finance set it (design law 8)."""
        return [one for one in map(self._in_open_period, documents) if one is not None]

    def _in_open_period(self, document: Document) -> Document | None:
        closed, set_by_finance = self._closed_through, self.settings.closed_periods
        policy = policy_of(document, closed, set_by_finance, self.outbox.released)
        if policy is None:
            return document
        to = moved(document, self._closed_through, policy)
        if to is None:
            self._refuse(document, held(document, self._closed_through))
            return None
        self.outbox.redate(document.id, to, f"closed through {self._closed_through}", self.now())
        return redated(document, to)

    def _closing_moved(self) -> Step:
        """QuickBooks was closed while documents were under way: look again, and let them follow."""
        try:
            self._closed_through = closed_by_either(self._closed_through, self.closing())
        except TransientError as error:
            return Step(futile=f"QuickBooks could not be asked for its closing date: {error}")
        except TerminalError as error:
            return Step(futile="QuickBooks could not be asked", problem=error.problem)
        keys, self._closed = self._closed, []
        self._counts["refused"] -= sum([self._follow(key) for key in keys])
        return MOVED

    def _follow(self, key: DocumentId) -> bool:
        """Let a document refused for its closed day do as finance set it; False = its day is open."""
        document = self.outbox.document(key)
        if not is_closed(document, self._closed_through):
            return False
        self.outbox.retry(key, self.now())
        self._in_open_period(document)
        return True

    def _composed(self, documents: Sequence[Document], now: datetime) -> tuple[Items, bytes]:
        """Items and body; a document that cannot be encoded is refused and leaves its neighbours."""
        crosswalk = self.outbox.crosswalk(documents)
        items = items_of(documents, now, self._counts["round"])
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
        items = items_of(kept, now, self._counts["round"])
        return items, self.books.compose(items, crosswalk) if items else b""

    def _refuse(self, document: Document, problem: Problem) -> None:
        self.outbox.refuse(document.id, problem, self.now())
        self._counts["refused"] += 1

    def _send(self, batch: StoredBatch) -> Step:
        """Send a stored batch again, byte for byte."""
        place = self._enter()
        if place is not None:
            self._wait_for(*kinds_of([self.outbox.document(key) for _, key in batch.items]))
            self._start(batch, place)
        return MOVED

    def _start(self, batch: StoredBatch, place: tuple[int, datetime]) -> None:
        """One attempt: recorded before it leaves."""
        self.outbox.attempt(batch.id, self.now())
        self._counts["requests"] += 1
        names = any(self.outbox.document(key).type in NAME_LISTS for _, key in batch.items[:1])
        self._flying[batch.id] = Flight(*place, names=names)
        self._wire.start(batch)

    def _arrivals(self, seconds: int) -> Step:
        """Take in what came back: moved if anything did, else the reason why nothing did."""
        steps = [self._landed(batch, reply) for batch, reply in self._wire.wait(seconds)]
        stopped = next((step for step in steps if step.problem), None)
        if stopped or not steps:
            return stopped or NOTHING
        return next((step for step in steps if step.moved), steps[0])

    def _landed(self, batch: StoredBatch, reply: Reply) -> Step:
        flight = self._flying.pop(batch.id)
        self.quota.leave(flight.place, flight.until)
        if isinstance(reply, NothingHappened):
            return self._released(batch, reply)
        if isinstance(reply, TransientError):
            self.outbox.doubt(batch.id, self.now(), str(reply))
            return Step(futile=f"the outcome of a request is unknown: {reply}")
        return self._settle(batch, reply)

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
        self._closed += [key for key, answer in answers.items() if says_closed(answer)]
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
        """Sleep until a permit of each kind is due; what QuickBooks asks for meanwhile counts too."""
        leaves = self.quota.take(kinds, self.now())
        while (wait := (leaves - self.now()).total_seconds()) > 0:
            self.sleep(wait)
            quiet = self.quota.quiet_until()
            leaves = max(leaves, quiet) if quiet else leaves

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
