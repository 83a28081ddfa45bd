"""Ids: derived from what a thing is, so they exist before anything is sent (design law 4)."""

from __future__ import annotations

import hashlib
from typing import NewType

EventId = NewType("EventId", str)
EntryId = NewType("EntryId", str)
DocumentId = NewType("DocumentId", str)
BatchId = NewType("BatchId", str)

ID_LENGTH = 26
"""Characters of a derived id: 130 bits in base 32, short enough to stand in a QuickBooks memo."""

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


def derived(*parts: str | int) -> str:
    """The id of what `parts` name together; other parts give another id.

    Each part is framed by its length, so ("ab", "c") and ("a", "bc") differ.
    """
    digest = hashlib.blake2b(digest_size=17)
    for part in parts:
        raw = str(part).encode()
        digest.update(f"{len(raw)}:".encode())
        digest.update(raw)
    number = int.from_bytes(digest.digest(), "big") >> 6
    letters = []
    for _ in range(ID_LENGTH):
        number, place = divmod(number, 32)
        letters.append(_ALPHABET[place])
    return "".join(reversed(letters))


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
