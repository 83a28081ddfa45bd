"""Crossing: one document's passage of the boundary, and the table of its states (design 4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Final

from tieout.core.errors import ProgrammerError
from tieout.core.ids import DocumentId, content_hash


class State(Enum):
    """Where a crossing stands."""

    WAITING = "waiting"  # a document it needs is not confirmed
    READY = "ready"  # may be sent
    CLAIMED = "claimed"  # in a stored batch under a lease, not sent yet
    SENT = "sent"  # the request left; no answer is recorded
    UNCERTAIN = "uncertain"  # the answer was lost; to be settled by proof
    CONFIRMED = "confirmed"  # QuickBooks holds it, and the echo was compared
    REFUSED = "refused"  # QuickBooks said no; a person must act
    BLOCKED = "blocked"  # a document it needs was refused
    WRITTEN_OFF = "written_off"  # given up by an approved act
    REVERSED = "reversed"  # taken back by an approved act and a document of its own
    SUPERSEDED = "superseded"  # replaced by a corrected document, by an approved act


FINAL: Final = frozenset({State.CONFIRMED, State.WRITTEN_OFF, State.REVERSED, State.SUPERSEDED})

MOVES: Final[dict[tuple[State | None, State], str]] = {
    (None, State.WAITING): "sealed; a document it needs is not confirmed yet",
    (None, State.READY): "sealed; it needs nothing",
    (State.WAITING, State.READY): "everything it needs is confirmed",
    (State.WAITING, State.BLOCKED): "a document it needs was refused",
    (State.BLOCKED, State.WAITING): "what it needs is tried again, or is a product that was given up",
    (State.BLOCKED, State.WRITTEN_OFF): "given up by an approved act",
    (State.BLOCKED, State.SUPERSEDED): "replaced by an approved act",
    (State.READY, State.WAITING): "a setting of finance has it need a record that is not there yet",
    (State.READY, State.CONFIRMED): "QuickBooks holds it already; linked, not created",
    (
        State.READY,
        State.SUPERSEDED,
    ): "takes back what was read from QuickBooks, where it is changed already",
    (State.READY, State.CLAIMED): "placed into a stored batch",
    (State.READY, State.REFUSED): "it cannot be put in QuickBooks' form, or its period is closed; not sent",
    (State.CLAIMED, State.READY): "the lease ended before anything was sent",
    (State.CLAIMED, State.SENT): "the attempt is recorded; the request leaves",
    (State.SENT, State.CONFIRMED): "QuickBooks answered with the stored document",
    (State.SENT, State.REFUSED): "QuickBooks answered with a fault no retry can cure",
    (State.SENT, State.READY): "QuickBooks answered that it did nothing; try later",
    (State.SENT, State.UNCERTAIN): "no answer that says what happened",
    (State.UNCERTAIN, State.CONFIRMED): "found in QuickBooks by our mark",
    (State.UNCERTAIN, State.SENT): "proven absent; the identical batch is sent again",
    (State.UNCERTAIN, State.READY): "proven absent; it goes into a new batch",
    (State.UNCERTAIN, State.REFUSED): "the identical batch was answered with a fault",
    (State.REFUSED, State.READY): "the cause was mended; tried again by an act of a person",
    (State.REFUSED, State.WRITTEN_OFF): "given up by an approved act",
    (State.REFUSED, State.SUPERSEDED): "replaced by a corrected document, by an approved act",
    (State.CONFIRMED, State.REVERSED): "taken back by an approved act",
    (
        State.CONFIRMED,
        State.SUPERSEDED,
    ): "read from QuickBooks, and changed or deleted there since; or a later state of the order is there",
}
"""Every allowed move with its reason; anything else is a bug of ours."""


def check_move(before: State | None, after: State) -> str:
    """The reason of an allowed move.

    Raises:
        ProgrammerError: the table has no such move.
    """
    reason = MOVES.get((before, after))
    if reason is None:
        raise ProgrammerError(f"a crossing cannot go from {before} to {after}")
    return reason


GENESIS: Final = content_hash(b"tieout: log of crossings")
"""What the first transition of a company's log is chained to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """One state change of a crossing, appended to its log and chained to the one before."""

    document: DocumentId
    before: State | None
    after: State
    at: datetime
    result: str = ""
    previous_hash: str = ""

    def __post_init__(self) -> None:
        """Refuse a move that is not in the table and an instant without a time zone."""
        check_move(self.before, self.after)
        if self.at.tzinfo is None:
            raise ValueError("an instant needs its time zone")

    @property
    def hash(self) -> str:
        """The chain value of this transition: it binds the one before."""
        before = self.before.value if self.before else ""
        parts = (
            self.previous_hash,
            self.document,
            before,
            self.after.value,
            self.at.isoformat(),
            self.result,
        )
        return content_hash("".join(f"{len(part)}:{part}" for part in parts).encode())
