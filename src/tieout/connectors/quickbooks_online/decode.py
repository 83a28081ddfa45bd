"""Decode: the answer to a batch request, item by item, and what is found by query."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tieout.connectors.quickbooks_online.client import THROTTLE_SECONDS, Reply
from tieout.connectors.quickbooks_online.echo import differences
from tieout.connectors.quickbooks_online.faults import (
    Fault,
    Meaning,
    faults_of,
    gravest,
    in_its_words,
    problem_of,
)
from tieout.connectors.quickbooks_online.jsontext import Json, read, written
from tieout.connectors.quickbooks_online.mark import document_of
from tieout.core.crosswalk import Outside
from tieout.core.document import DOCUMENT_TYPES
from tieout.ports import Again, Answer, Confirmed, NothingHappened, OutcomeUnknown, Refused

OK, BAD_REQUEST, UNAUTHORIZED, FORBIDDEN, TOO_MANY, SERVER_ERROR = 200, 400, 401, 403, 429, 500
Sent = dict[str, tuple[str, Json]]


def sent_items(body: bytes) -> Sent:
    """A stored batch body as item id → (type, object)."""
    rows = read(body)["BatchItemRequest"]
    return {row["bId"]: (_type_in(row), row[_type_in(row)]) for row in rows}


def as_batch(reply: Reply, item: str, type_: str) -> Reply:
    """The answer to a single record as that of a batch of one; what is no answer stays what it is.

    The answer of a batch is none to a single record, whatever it says.
    """
    body = reply.body
    if reply.status == OK and isinstance(body, dict) and isinstance(body.get(type_), dict):
        row = {"bId": item, type_: body[type_]}
    elif reply.status == BAD_REQUEST and isinstance(body, dict) and isinstance(body.get("Fault"), dict):
        row = {"bId": item, "Fault": body["Fault"]}
    elif isinstance(body, dict) and "BatchItemResponse" in body:
        return replace(reply, text="")
    else:
        return reply
    return replace(reply, status=OK, text=written({"BatchItemResponse": [row]}))


def answers(reply: Reply, sent: Sent) -> dict[str, Answer]:
    """The answer to each item; an item left out has an unknown outcome.

    Raises:
        NothingHappened: the request was turned away as a whole.
        OutcomeUnknown: nothing that came back says what was done.
    """
    body = reply.body
    faults = faults_of(body)
    if reply.status != OK or faults:
        return _turned_away(reply, faults, sent)
    rows = body.get("BatchItemResponse") if isinstance(body, dict) else None
    if not isinstance(rows, list):
        raise OutcomeUnknown(f"QuickBooks' answer cannot be read [intuit_tid {reply.tid}]")
    found = {row.get("bId"): row for row in rows if isinstance(row, dict)}
    judged = {item: _answer(found[item], sent[item], reply.tid) for item in sent if item in found}
    return {item: answer for item, answer in judged.items() if answer is not None}


def confirmed(type_: str, sent: Json, held: Json) -> Confirmed:
    """A held object with what differs from the one sent."""
    return Confirmed(
        outside=Outside(str(held["Id"]), str(held.get("SyncToken", "0")), type_),
        raw=written(held),
        echo=differences(type_, sent, held),
    )


def _answer(row: Json, sent: tuple[str, Json], tid: str) -> Answer | None:
    type_, content = sent
    faults = faults_of(row)
    if faults:
        return _refusal(faults, type_, content, tid, written(row))
    held = row.get(type_)
    if not isinstance(held, dict) or "Id" not in held or _is_anothers(content, held):
        return None
    return confirmed(type_, content, held)


def _is_anothers(sent: Json, held: Json) -> bool:
    """Whether an answer is that of another request: it bears the mark, or the name, of something else.

    So it is where answers are mixed up on their way, or where a request id came with other content
    before. An answer without a mark is taken, and its difference named.
    """
    marks = [document_of(body.get("PrivateNote", "")) for body in (sent, held)]
    if all(marks):
        return marks[0] != marks[1]
    names = [str(body.get("DisplayName") or body.get("Name") or "").casefold() for body in (sent, held)]
    return not any(marks) and " ".join(names[0].split()) != " ".join(names[1].split())


def _refusal(faults: list[Fault], type_: str, sent: Json, tid: str, raw: str) -> Answer | None:
    raw = f"{raw} [intuit_tid {tid}]"
    meaning = gravest(faults)[1].meaning
    if meaning is Meaning.UNKNOWN:
        return None
    if meaning is Meaning.REFUSED:
        return Refused(problem=problem_of(faults, _called(type_, sent), _subject(sent), tid), raw=raw)
    return Again(why=in_its_words(faults, tid), raw=raw)


def _turned_away(reply: Reply, faults: list[Fault], sent: Sent) -> dict[str, Answer]:
    """What an answer without items says: throttled, not let in, refused as a whole, or unknown."""
    words = "; ".join(map(str, faults)) or reply.text[:200]
    why = f"HTTP {reply.status} [intuit_tid {reply.tid}]: {words}"
    told = gravest(faults)[1] if faults else None
    if reply.status == TOO_MANY or (told and told.meaning is Meaning.AGAIN):
        raise NothingHappened(why, reply.retry_after_seconds or THROTTLE_SECONDS)
    if reply.status in {UNAUTHORIZED, FORBIDDEN} or (told and told.meaning is Meaning.COMPANY):
        barred = Fault(code="3200", message=f"HTTP {reply.status}", detail=words)
        known = faults if told and told.meaning is Meaning.COMPANY else [barred]
        raise NothingHappened(why, problem=problem_of(known, "a request", "the connection", reply.tid))
    refused = told is not None and told.meaning is Meaning.REFUSED
    if reply.status >= SERVER_ERROR or not refused:
        raise OutcomeUnknown(why)
    if len(sent) > 1:
        raise NothingHappened(why, split=True)
    return {
        item: Refused(problem=problem_of(faults, _called(*one), _subject(one[1]), reply.tid), raw=why)
        for item, one in sent.items()
    }


def _type_in(row: dict[str, Any]) -> str:
    return next(name for name in row if name in DOCUMENT_TYPES)


def _called(type_: str, sent: Json) -> str:
    name = sent.get("DocNumber") or sent.get("DisplayName") or sent.get("Name") or _subject(sent)
    return f"{type_} {name}"


def _subject(sent: Json) -> str:
    return document_of(sent.get("PrivateNote", "")) or str(sent.get("DisplayName", sent.get("Name", "")))
