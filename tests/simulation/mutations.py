"""Mutations: faults planted in the engine, each breaking a promise, for the simulation to catch."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import datetime
from typing import Any, Final
from unittest.mock import patch

from tieout.connectors.quickbooks_online import client, decode
from tieout.connectors.quickbooks_online.target import QuickBooksOnline
from tieout.core.crossing import State
from tieout.core.crosswalk import Outside
from tieout.core.document import NAME_LISTS, Document
from tieout.core.errors import TransientError
from tieout.core.ids import BatchId, derived
from tieout.delivery import deliver
from tieout.delivery.batches import Items
from tieout.delivery.deliver import Delivery
from tieout.delivery.proof import Verdict, provable_at
from tieout.delivery.settings import DeliverySettings
from tieout.delivery.step import MOVED, Flight, Step
from tieout.ports import Confirmed, NothingHappened, Reply, StoredBatch
from tieout.runtime import sweep
from tieout.storage import outbox

Mutation = Callable[[], AbstractContextManager[Any]]


def _proof_skipped() -> AbstractContextManager[Any]:
    def prove(self: Delivery, batch: StoredBatch) -> Step:
        self.outbox.release(batch.id, self.now(), "not looked for")
        return MOVED

    return patch.object(Delivery, "_prove", prove)


def _absence_at_once() -> AbstractContextManager[Any]:
    return _both("provable_at", lambda batch, _settings: batch.last_attempt)


def _window_from_the_attempt() -> AbstractContextManager[Any]:
    def early(batch: StoredBatch, settings: DeliverySettings) -> datetime | None:
        return batch.last_attempt + settings.window if batch.last_attempt else None

    return _both("provable_at", early)


def _sent_before_it_is_recorded() -> AbstractContextManager[Any]:
    def start(self: Delivery, batch: StoredBatch, place: tuple[int, datetime]) -> None:
        self._wire.start(batch)
        self.outbox.attempt(batch.id, self.now())
        names = any(self.outbox.document(key).type in NAME_LISTS for _, key in batch.items[:1])
        self._flying[batch.id] = Flight(*place, names=names)

    return patch.object(Delivery, "_start", start)


def _lost_answer_counts_as_confirmed() -> AbstractContextManager[Any]:
    landed = Delivery._landed

    def believing(self: Delivery, batch: StoredBatch, reply: Reply) -> Step:
        if isinstance(reply, TransientError) and not isinstance(reply, NothingHappened):
            types = {key: self.outbox.document(key).type for _, key in batch.items}
            held = {
                key: Confirmed(outside=Outside("1", "0", type_), raw="") for key, type_ in types.items()
            }
            return landed(self, batch, dict(held))
        return landed(self, batch, reply)

    return patch.object(Delivery, "_landed", believing)


def _unknown_is_nothing() -> AbstractContextManager[Any]:
    landed = Delivery._landed

    def careless(self: Delivery, batch: StoredBatch, reply: Reply) -> Step:
        if isinstance(reply, TransientError) and not isinstance(reply, NothingHappened):
            return landed(self, batch, NothingHappened(str(reply)))
        return landed(self, batch, reply)

    return patch.object(Delivery, "_landed", careless)


def _in_flight_is_never_sent() -> AbstractContextManager[Any]:
    settle = Delivery._settle_batch

    def forgetting(self: Delivery, batch: StoredBatch) -> Step:
        if State.SENT in self.outbox.states(batch.open).values():
            self.outbox.release(batch.id, self.now(), "the run ended")
            return MOVED
        return settle(self, batch)

    return patch.object(Delivery, "_settle_batch", forgetting)


def _request_id_reused() -> AbstractContextManager[Any]:
    """Request id and item ids of the documents alone, whatever they say by now."""

    def stored(items: Items, body: bytes, now: datetime, round_: int) -> StoredBatch:
        pairs = tuple((item, document.id) for item, document in items)
        identity = BatchId(derived("batch", now.isoformat(), round_))
        same = derived("request", *(key for _, key in pairs))
        return StoredBatch(id=identity, request_id=same, items=pairs, body=body)

    return _with_places(patch.object(deliver, "stored", stored))


def _answers_are_believed() -> AbstractContextManager[Any]:
    return _with_places(
        patch.object(decode, "_is_anothers", lambda _sent, _held: False),
        patch.object(client.Heard, "again", lambda _self, _tid: False),
    )


def _on_its_day_only() -> AbstractContextManager[Any]:
    find = QuickBooksOnline.find

    def shortsighted(self: QuickBooksOnline, items: Any, body: bytes, since: Any = None) -> Any:
        return find(self, items, body)

    return patch.object(QuickBooksOnline, "find", shortsighted)


def _always_identical() -> AbstractContextManager[Any]:
    def verdict(batch: StoredBatch, absent: int, now: datetime, settings: DeliverySettings) -> Verdict:
        due = provable_at(batch, settings)
        return Verdict.WAIT if due and now < due else Verdict.SEND_AGAIN

    return patch.object(deliver, "verdict", verdict)


def _nothing_is_woken() -> AbstractContextManager[Any]:
    return patch.object(outbox, "wake", lambda *_: None)


def _changes_are_not_named() -> AbstractContextManager[Any]:
    return patch.object(sweep, "_open", lambda *_: None)


@contextmanager
def _with_places(*patches: Any) -> Iterator[None]:
    """Item ids that are the places in their batch, as they were once."""

    def places(documents: Sequence[Document], now: datetime, round_: int) -> Items:
        return tuple((str(place), one) for place, one in enumerate(documents, start=1))

    with ExitStack() as stack:
        for one in (*patches, patch.object(deliver, "items_of", places)):
            stack.enter_context(one)
        yield


@contextmanager
def _both(name: str, function: Any) -> Iterator[None]:
    """A function of the proof, where delivery uses it and where the proof itself does."""
    with patch.object(deliver, name, function), patch(f"tieout.delivery.proof.{name}", function):
        yield


MUTATIONS: Final[dict[str, Mutation]] = {
    "the proof of an uncertain crossing is skipped": _proof_skipped,
    "absence is believed at once": _absence_at_once,
    "the window begins with the attempt": _window_from_the_attempt,
    "a request leaves before its attempt is recorded": _sent_before_it_is_recorded,
    "a lost answer counts as confirmed": _lost_answer_counts_as_confirmed,
    "an unknown outcome counts as nothing done": _unknown_is_nothing,
    "what was under way at a crash counts as never sent": _in_flight_is_never_sent,
    "a request id is used again after a document was redated": _request_id_reused,
    "an answer is believed whatever it is about": _answers_are_believed,
    "a look-up sees only the day a document was sent for": _on_its_day_only,
    "a batch found in part is sent again as it was": _always_identical,
    "what waits for a document is never woken": _nothing_is_woken,
    "what people change is not named": _changes_are_not_named,
}
