"""Drift: what people did in QuickBooks to a document of ours, or beside it on an account of ours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from tieout.core.ids import DocumentId, content_hash

DriftKind = Literal["edited", "voided", "deleted", "foreign"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """One transaction that changed in QuickBooks; a deleted one has no body."""

    type: str
    id: str
    deleted: bool
    body: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """One difference: of our document `document`, or ("") of a document of others on an owned account.

    `fields` say each what was sent and what is held, or which owned accounts are touched.
    """

    kind: DriftKind
    type: str
    id: str
    document: DocumentId | None
    fields: tuple[str, ...]

    @property
    def fingerprint(self) -> str:
        """What an acceptance is about: the same difference again is accepted, another one is not."""
        told = "\n".join((self.kind, self.type, self.id, *self.fields))
        return content_hash(told.encode())
