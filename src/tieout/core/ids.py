"""Ids: derived from what a thing is, so they exist before anything is sent (design law 4)."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from typing import Final, NewType

EventId = NewType("EventId", str)
EntryId = NewType("EntryId", str)
DocumentId = NewType("DocumentId", str)
BatchId = NewType("BatchId", str)

ID_LENGTH = 26
"""Characters of a derived id: 104 bits as hexadecimal text, short enough to stand in a memo."""

SHORT: Final = 12
"""Characters that tell an id from others where all of it is too long to show."""


def derived(*parts: str | int) -> str:
    """The id of what `parts` name together; other parts give another id.

    Each part is framed by its length, so ("ab", "c") and ("a", "bc") differ.
    """
    framed = "".join([f"{len(text)}:{text}" for text in map(str, parts)])
    return hashlib.blake2b(framed.encode(), digest_size=ID_LENGTH // 2).hexdigest()


_NEAR: Final = 8
"""Characters of an id that it shares with its neighbours, see `event_id`."""

_DIGITS: Final = 6
_NO_DIGIT: Final = re.compile(r"[^0-9]+")
_OF_ID: Final = re.compile(rf"(?:link:)?([0-9a-f]{{{_NEAR}}})[0-9a-f]{{{ID_LENGTH - _NEAR}}}")


def event_id(company: str, source: str, kind: str, external_id: str, revision: int) -> EventId:
    """The id of one revision of one fact.

    It begins with two characters of its source and kind and the last six digits the source's own id
    has, and so stands, in every index, beside the events numbered before and after it: a thousand new
    events then change a few pages of an index, not a thousand. The other 72 bits tell all apart.
    """
    digits = _NO_DIGIT.sub("", external_id)[-_DIGITS:].rjust(_DIGITS, "0")
    near = _series(company, source, kind) + digits
    return EventId(_beside(near, "event", company, source, kind, external_id, revision))


@lru_cache(maxsize=4096)
def _series(company: str, source: str, kind: str) -> str:
    return derived("series", company, source, kind)[: _NEAR - _DIGITS]


def _beside(near: str, *parts: str | int) -> str:
    return near + derived(*parts)[_NEAR:]


def entry_id(event: EventId, rule: str, part: str = "") -> EntryId:
    """The id of the entry a rule makes of an event, beside it; `part` tells several of them apart."""
    return EntryId(_beside(event[:_NEAR], "entry", event, rule, part))


def document_id(company: str, key: str, sequence: int) -> DocumentId:
    """The id of a document: from its grouping key, or its entry's id and then beside it; and sequence."""
    parts = ("document", company, key, sequence)
    of_entry = _OF_ID.fullmatch(key)
    return DocumentId(_beside(of_entry[1], *parts) if of_entry else derived(*parts))


def content_hash(raw: bytes) -> str:
    """SHA-256 of bytes, as hexadecimal text."""
    return hashlib.sha256(raw).hexdigest()
