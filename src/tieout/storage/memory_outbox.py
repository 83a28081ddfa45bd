"""The outbox in memory: the delivery part of the store for tests and dry runs, strict about moves.

It has the contract of the durable one: every method is one transaction, it moves only crossings
whose present batch is the one named, and it refuses a move the table does not have.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from tieout.core.closed_period import Redating, redated
from tieout.core.crossing import State, Transition, check_move
from tieout.core.crosswalk import Crosswalk, Outside
from tieout.core.document import NAME_LISTS, Document
from tieout.core.entry import Side
from tieout.core.errors import ProgrammerError
from tieout.core.ids import BatchId, DocumentId
from tieout.core.mapping import Mapping
from tieout.core.problem import Problem
from tieout.core.readiness import readiness, steps_to
from tieout.ports import Again, Answer, Confirmed, Ready, Refused, StoredBatch, Urgency

_OPEN = frozenset({State.CLAIMED, State.SENT, State.UNCERTAIN})


@dataclass
class MemoryOutbox:
    """Sealed documents, their crossings, batches and log of one company."""

    company: str = "demo"
    mapping: Mapping = field(default_factory=Mapping)
    home_currency: str = "USD"
    genesis: str = ""
    log: list[Transition] = field(default_factory=list)
    outside: dict[DocumentId, Outside] = field(default_factory=dict)
    problems: dict[DocumentId, Problem] = field(default_factory=dict)
    echoes: dict[DocumentId, tuple[str, ...]] = field(default_factory=dict)
    _documents: dict[DocumentId, Document] = field(default_factory=dict)
    _states: dict[DocumentId, State] = field(default_factory=dict)
    _batches: dict[BatchId, StoredBatch] = field(default_factory=dict)
    releases: set[DocumentId] = field(default_factory=set)
    _urgent: set[DocumentId] = field(default_factory=set)
    _travels: dict[DocumentId, BatchId] = field(default_factory=dict)

    def seal(self, documents: Iterable[Document], now: datetime) -> None:
        """Add documents with their crossings; one already there is left as it is."""
        for document in documents:
            if document.id not in self._documents:
                self._documents[document.id] = document
                self._rouse(document, now)

    def ready(self, limit: int) -> Ready:
        """Documents whose crossing is ready: what is urgent first, then in order of sealing."""
        found = [self._documents[key] for key, state in self._states.items() if state is State.READY]
        by_urgency = sorted(found, key=lambda document: document.id not in self._urgent)
        names = [document for document in by_urgency if document.type in NAME_LISTS]
        return Ready(
            first=[document for document in by_urgency if document.type not in NAME_LISTS][:limit],
            oldest=[document for document in found if document.type not in NAME_LISTS][:limit],
            names=names[:limit],
        )

    def prioritise(self, urgent: Urgency) -> None:
        """Mark what is urgent, and everything it needs, to go first."""
        for document in self._documents.values():
            value = sum(line.home for line in document.lines if line.side is Side.DR)
            late = document.type not in NAME_LISTS and document.day <= urgent.closing_through
            if late or value >= urgent.high_value_minor:
                self._urge(document)

    def _urge(self, document: Document) -> None:
        if document.id not in self._urgent:
            self._urgent.add(document.id)
            for need in document.needs:
                if need in self._documents:
                    self._urge(self._documents[need])

    def claim(self, batch: StoredBatch, now: datetime) -> bool:
        """Store the batch and move its crossings ready → claimed; there is no other worker."""
        if batch.id in self._batches:
            raise ProgrammerError(f"batch {batch.id} is stored already")
        for _, key in batch.items:
            check_move(self._states[key], State.CLAIMED)
        self._batches[batch.id] = batch
        for _, key in batch.items:
            self._move(key, State.CLAIMED, now, batch.id)
            self._travels[key] = batch.id
        return True

    def attempt(self, batch: BatchId, now: datetime) -> None:
        """Record an attempt before the request leaves: claimed or uncertain → sent."""
        stored = self._batches[batch]
        first = stored.first_attempt or now
        self._batches[batch] = replace(
            stored, attempts=stored.attempts + 1, first_attempt=first, last_attempt=now
        )
        for key in self._open(batch):
            self._move(key, State.SENT, now, f"attempt {stored.attempts + 1}")

    def settle(self, batch: BatchId, answers: dict[DocumentId, Answer], now: datetime) -> None:
        """Append the transitions of these answers, learn outside ids, wake what waited for them."""
        mine = set(self._open(batch))
        for key, answer in answers.items():
            if key in mine:
                self._settle(key, answer, now)
        self._wake(now)

    def release(self, batch: BatchId, now: datetime, why: str) -> None:
        """Every open crossing of the batch goes back to ready."""
        for key in self._open(batch):
            self._move(key, State.READY, now, why)

    def doubt(self, batch: BatchId, now: datetime, why: str) -> None:
        """Every crossing of the batch still sent becomes uncertain."""
        for key in self._open(batch):
            if self._states[key] is State.SENT:
                self._move(key, State.UNCERTAIN, now, why)
                self._batches[batch] = replace(self._batches[batch], doubted=now)

    def refuse(self, document: DocumentId, problem: Problem, now: datetime) -> None:
        """Ready → refused; what waits for it is blocked."""
        self._move(document, State.REFUSED, now, problem.code)
        self.problems[document] = problem
        self._wake(now)

    def unsettled(self) -> list[StoredBatch]:
        """Batches with an open crossing, oldest first."""
        opened = ((stored, tuple(self._open(key))) for key, stored in self._batches.items())
        return [replace(stored, open=keys) for stored, keys in opened if keys]

    def elsewhere(self) -> int:
        """There is no other worker."""
        return 0

    def states(self, documents: Sequence[DocumentId]) -> dict[DocumentId, State]:
        """The present state of each crossing."""
        return {key: self._states[key] for key in documents}

    def document(self, key: DocumentId) -> Document:
        """One sealed document."""
        return self._documents[key]

    def crosswalk(self, documents: Sequence[Document]) -> Crosswalk:
        """All that is known; the durable outbox reads only what these documents need."""
        del documents
        return Crosswalk(
            company=self.company,
            mapping=self.mapping,
            outside=dict(self.outside),
            home_currency=self.home_currency,
        )

    def redate(self, key: DocumentId, to: Redating, why: str, now: datetime) -> None:
        """Let a sealed document cross on another day, or as another type: an act beside it."""
        del why, now
        self._documents[key] = redated(self._documents[key], to)

    def release_period(self, key: DocumentId, now: datetime) -> None:
        """The act of a person: what is held for its closed period goes into the open one."""
        self.releases.add(key)
        self.retry(key, now)

    def released(self, document: DocumentId) -> bool:
        """Whether a person released it, held for its closed period, into the open one."""
        return document in self.releases

    def refused_as(self, code: str) -> list[DocumentId]:
        """Refused documents whose refusal has this code, in order of sealing."""
        refused = [key for key, state in self._states.items() if state is State.REFUSED]
        return [key for key in refused if self.problems[key].code == code]

    def retry(self, key: DocumentId, now: datetime, who: str = "tieout") -> None:
        """The act of a person: a refused document is tried again, and what it blocked waits again."""
        self._move(key, State.READY, now, f"tried again by {who}")
        self.problems.pop(key, None)
        self._wake(now)

    def write_off(self, key: DocumentId, why: str, now: datetime, who: str = "tieout") -> None:
        """The act of a person: a refused or blocked document is given up, what needs it stays blocked."""
        self._move(key, State.WRITTEN_OFF, now, f"{who}: {why}")
        self.problems.pop(key, None)
        self._wake(now)

    def _open(self, batch: BatchId) -> list[DocumentId]:
        items = self._batches[batch].items
        return [key for _, key in items if self._states[key] in _OPEN and self._travels.get(key) == batch]

    def _settle(self, key: DocumentId, answer: Answer, now: datetime) -> None:
        if isinstance(answer, Confirmed):
            self.outside[key], self.echoes[key] = answer.outside, answer.echo
            self._move(key, State.CONFIRMED, now, "; ".join(answer.echo))
        elif isinstance(answer, Refused):
            self.problems[key] = answer.problem
            self._move(key, State.REFUSED, now, answer.problem.code)
        elif isinstance(answer, Again):
            self._move(key, State.READY, now, answer.why)

    def _wake(self, now: datetime) -> None:
        """Follow the needs to the end: a document woken or blocked decides about others."""
        while sum(self._rouse(document, now) for document in self._documents.values()):
            pass

    def _rouse(self, document: Document, now: datetime) -> bool:
        present = self._states.get(document.id)
        goal = readiness(self._need(need) for need in document.needs)
        steps = steps_to(present, goal)
        for after in steps:
            self._move(document.id, after, now)
        return bool(steps)

    def _need(self, key: DocumentId) -> State:
        """A product that was given up stops nobody."""
        state = self._states.get(key, State.WAITING)
        given_up = state is State.WRITTEN_OFF and self._documents[key].type == "Item"
        return State.CONFIRMED if given_up else state

    def _move(self, key: DocumentId, after: State, now: datetime, result: str = "") -> None:
        last = self.log[-1].hash if self.log else self.genesis
        self.log.append(
            Transition(
                document=key,
                before=self._states.get(key),
                after=after,
                at=now,
                result=result,
                previous_hash=last,
            )
        )
        self._states[key] = after
