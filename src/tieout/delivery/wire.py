"""Wire: batches under way, one after the other or several at once; what comes back is a value."""

from __future__ import annotations

from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from types import TracebackType
from typing import Self

from tieout.ports import Books, NothingHappened, OutcomeUnknown, Reply, StoredBatch


def reply_of(books: Books, batch: StoredBatch) -> Reply:
    """Send a batch and take what becomes of it as a value; anything else is a bug and is raised."""
    try:
        answers = books.send(batch.request_id, batch.body)
    except (NothingHappened, OutcomeUnknown) as error:
        return error
    return {key: answers[item] for item, key in batch.items if item in answers}


class DirectWire:
    """One batch at a time, in the thread of the caller."""

    def __init__(self, books: Books) -> None:
        self._books = books
        self._back: list[tuple[StoredBatch, Reply]] = []

    def start(self, batch: StoredBatch) -> None:
        """Send it and keep what came back."""
        self._back.append((batch, reply_of(self._books, batch)))

    def wait(self, seconds: int) -> list[tuple[StoredBatch, Reply]]:
        """What came back; it never has to be waited for."""
        del seconds
        back, self._back = self._back, []
        return back


class ThreadedWire:
    """As many batches at once as there are lanes. Only the sending is in threads, never the store."""

    def __init__(self, books: Books, lanes: int) -> None:
        self._books = books
        self._pool = ThreadPoolExecutor(max_workers=lanes, thread_name_prefix="lane")
        self._flying: dict[Future[Reply], StoredBatch] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Wait for what is under way: its answer is lost, and settled by proof in the next run."""
        self._pool.shutdown(wait=True)

    def start(self, batch: StoredBatch) -> None:
        """Send it in a lane of its own."""
        self._flying[self._pool.submit(reply_of, self._books, batch)] = batch

    def wait(self, seconds: int) -> list[tuple[StoredBatch, Reply]]:
        """The batches that came back, as soon as one does; none after so many seconds."""
        done, _ = wait(self._flying, timeout=seconds, return_when=FIRST_COMPLETED)
        return [(self._flying.pop(flight), flight.result()) for flight in done]
