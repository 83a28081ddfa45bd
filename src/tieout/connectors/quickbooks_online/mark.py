"""Mark: the token that says which of our documents a QuickBooks transaction is.

It stands on the last line of PrivateNote, where a person sees it and a report can show it. It is
how an uncertain write is found, and how read-back tells our documents from those of others.
"""

from __future__ import annotations

import re
from typing import Final

from tieout.core.ids import DocumentId

PREFIX: Final = "tieout:"
NOTE_LENGTH: Final = 4000
_MARK: Final = re.compile(re.escape(PREFIX) + r"(\S+)")


def mark(document: DocumentId) -> str:
    """The token of a document."""
    return PREFIX + document


def marked(memo: str, document: DocumentId) -> str:
    """The memo with the mark on its own last line, the memo cut where QuickBooks' field ends."""
    token = mark(document)
    room = NOTE_LENGTH - len(token) - 1
    return f"{memo[:room]}\n{token}" if memo else token


def document_of(note: str) -> DocumentId | None:
    """The document a PrivateNote names; people may write before and after our mark.

    So does QuickBooks: a transaction that is voided has "Voided - " before its whole note.
    """
    found = _MARK.findall(note)
    return DocumentId(found[-1]) if found else None
