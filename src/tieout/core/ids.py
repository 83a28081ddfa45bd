"""Ids: derived from what a thing is, so they exist before anything is sent (design law 4)."""

from __future__ import annotations

import hashlib
from typing import NewType

EventId = NewType("EventId", str)
EntryId = NewType("EntryId", str)
DocumentId = NewType("DocumentId", str)
BatchId = NewType("BatchId", str)

ID_LENGTH = 26
"""Characters of a derived id: 104 bits as hexadecimal text, short enough to stand in a memo."""


def derived(*parts: str | int) -> str:
    """The id of what `parts` name together; other parts give another id.

    Each part is framed by its length, so ("ab", "c") and ("a", "bc") differ.
    """
    framed = "".join(f"{len(text)}:{text}" for text in map(str, parts))
    return hashlib.blake2b(framed.encode(), digest_size=ID_LENGTH // 2).hexdigest()


def event_id(company: str, source: str, kind: str, external_id: str, revision: int) -> EventId:
    """The id of one revision of one fact."""
    return EventId(derived("event", company, source, kind, external_id, revision))


def entry_id(event: EventId, rule: str, part: str = "") -> EntryId:
    """The id of the entry a rule makes of an event; `part` tells several of them apart."""
    return EntryId(derived("entry", event, rule, part))


def document_id(company: str, key: str, sequence: int) -> DocumentId:
    """The id of a document: from its grouping key (or its entry's id) and sequence."""
    return DocumentId(derived("document", company, key, sequence))


def content_hash(raw: bytes) -> str:
    """SHA-256 of bytes, as hexadecimal text."""
    return hashlib.sha256(raw).hexdigest()
