"""A request to change something: one operation on one entity, executed once per request id.

The same steps serve the single endpoints and the items of a batch: replay if the id is known, else
execute, keep the answer, and commit or take everything back.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from . import refusal
from .books import Books, File, Terms
from .jsontext import Body, dumps
from .refusal import Refusal
from .store import Reply

LONGEST_ID, LONGEST_BATCH_ID, LONGEST_ITEM_ID = 50, 36, 10


@dataclass(frozen=True, slots=True)
class Change:
    """What to do: create, update, delete or void one entity."""

    entity: str
    operation: str
    payload: Body
    include: frozenset[str] = frozenset()
    file: File | None = None
    digest: str = ""  # of the file

    @property
    def fingerprint(self) -> str:
        """Tells one body from another."""
        text = repr((self.entity, self.operation, self.payload, self.digest))
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Outcome:
    """Status and the inner JSON: `"Invoice":{...}` or `"Fault":{...}`."""

    status: int
    text: str


def execute(books: Books, change: Change, requestid: str = "", bid: str = "") -> Outcome:
    """Do a change once; the caller commits. A known request id gets its first answer again."""
    if requestid and books.settings.requestid == "honoured":
        own = f"{books.app}/{requestid}" if books.app else requestid
        return _execute_once(books, change, own, bid)
    return _attempt(books, change)


def _execute_once(books: Books, change: Change, requestid: str, bid: str) -> Outcome:
    known = _known(books, requestid, bid)
    if known is not None:
        return _replayed(books, change, known)
    outcome = _attempt(books, change)
    if outcome.status == 200 or books.settings.requestid_replays_faults:
        at = books.clock.now().timestamp()
        reply = Reply(change.fingerprint, outcome.status, outcome.text, at)
        books.store.keep_reply(requestid, bid, reply)
    return outcome


def _known(books: Books, requestid: str, bid: str) -> Reply | None:
    """The first answer, unless it is forgotten by now."""
    reply = books.store.reply(requestid, bid)
    if reply is None:
        return None
    age = books.clock.now().timestamp() - reply.at
    forgotten = 0 < books.settings.requestid_seconds < age
    return None if forgotten else reply


def _replayed(books: Books, change: Change, reply: Reply) -> Outcome:
    mismatch = reply.fingerprint != change.fingerprint
    if mismatch and books.settings.requestid_mismatch == "600":
        text = "The request ID you're trying to use already exists. Our system detected the duplicate."
        return refused(Refusal("600", "Duplicate Request ID", text))
    if mismatch and books.settings.requestid_mismatch == "2600":
        text = "Conflicting elements found in the request."
        return refused(Refusal("2600", "Invalid Request, Conflict Element in Request", text))
    return Outcome(reply.status, reply.body)


def _attempt(books: Books, change: Change) -> Outcome:
    """Do it completely or not at all."""
    if books.settings.subscription == "ended":
        return refused(refusal.subscription_ended())
    books.terms = Terms(include=change.include, file=change.file)
    try:
        text = _done(books, change)
    except Refusal as refused_by_books:
        books.store.rollback()
        return refused(refusal.worded(refused_by_books, books.settings.wordings))
    except BaseException:
        books.store.rollback()
        raise
    finally:
        books.terms = Terms()
    books.store.settle()
    return Outcome(200, text)


def _done(books: Books, change: Change) -> str:
    entity = change.entity
    if change.operation == "delete":
        stub = books.delete(entity, change.payload)
        if entity == "Attachable":
            books.store.drop_content(stub["Id"])
        return f'"{entity}":{dumps(stub)}'
    steps = {"create": books.create, "update": books.update, "void": books.void}
    step = steps.get(change.operation)
    if step is None:
        raise refusal.unsupported_operation(change.operation, entity)
    return f'"{entity}":{books.shown_text(entity, step(entity, change.payload))}'


def refused(answer: Refusal) -> Outcome:
    """A refusal as an outcome."""
    return Outcome(answer.status, f'"Fault":{dumps(answer.fault())}')


def check_requestid(requestid: str) -> None:
    """2130 for an id longer than 50."""
    if len(requestid) > LONGEST_ID:
        text = f"The request ID is longer than {LONGEST_ID} characters."
        raise Refusal("2130", "Invalid Request Id Format", text)


def check_item_id(books: Books, requestid: str, bid: str) -> None:
    """2130 by the stricter documented rule (36 and 10) or by the SDK's (50 together)."""
    if not requestid:
        return
    if books.settings.requestid_batch_rule == "sum50":
        wrong = len(requestid) + len(bid) > LONGEST_ID
    else:
        wrong = len(requestid) > LONGEST_BATCH_ID or len(bid) > LONGEST_ITEM_ID
    if wrong:
        text = "In a batch the request ID has at most 36 characters and each bId at most 10."
        raise Refusal("2130", "Invalid Request Id Format", text)
