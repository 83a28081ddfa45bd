"""Creation: one record of a list made at a person's word, outside the crossings of documents."""

from __future__ import annotations

from tieout.connectors.quickbooks_online.client import Client, Reply
from tieout.connectors.quickbooks_online.faults import (
    Fault,
    Meaning,
    faults_of,
    gravest,
    in_its_words,
    problem_of,
)
from tieout.connectors.quickbooks_online.jsontext import Json, written
from tieout.core.errors import TerminalError, TieoutError
from tieout.core.ids import derived
from tieout.ports import NothingHappened, OutcomeUnknown


def created(client: Client, resource: str, body: Json, what: str, answer: str) -> Json:
    """Create it; the request id is the same for the same record, so a repeat is safe.

    `answer` is what QuickBooks' answer has to hold: "" = the answer is the record itself.

    Raises:
        TerminalError: QuickBooks refuses it.
        NothingHappened: QuickBooks is busy; it may be asked again.
        OutcomeUnknown: look at the list before trying again.
    """
    text = written(body)
    reply = client.create(resource, derived(resource, client.realm, text), text.encode())
    if faults := faults_of(reply.body):
        raise _not_created(faults, what, reply)
    held = reply.body.get(answer) if answer and isinstance(reply.body, dict) else reply.body
    if not isinstance(held, dict):
        raise OutcomeUnknown(f"HTTP {reply.status} [intuit_tid {reply.tid}]: {reply.text[:200]}")
    return held


def _not_created(faults: list[Fault], what: str, reply: Reply) -> TieoutError:
    """Why it was not created: only what a person must act on is a problem."""
    meaning, words = gravest(faults)[1].meaning, in_its_words(faults, reply.tid)
    if meaning is Meaning.AGAIN:
        return NothingHappened(words, reply.retry_after_seconds)
    if meaning is Meaning.UNKNOWN:
        return OutcomeUnknown(words)
    return TerminalError(problem_of(faults, what, what, reply.tid))
