"""Faults: what goes wrong on the wire, at Intuit, in QuickBooks' books and by people's hands."""

from __future__ import annotations

from enum import Enum
from typing import Final, NamedTuple


class Fault(Enum):
    """One kind of fault; the value is how it is named in figures."""

    TIMEOUT_BEFORE = "timeout before commit"
    TIMEOUT_AFTER = "timeout after commit"
    LATE = "commit up to 120 s after the client gave up"
    DUPLICATE = "duplicate answer"
    REORDERED = "reordered answer"
    THROTTLED = "429"
    ERROR_BEFORE = "5xx before commit"
    ERROR_AFTER = "5xx after commit"
    DROPPED_BEFORE = "connection dropped before commit"
    DROPPED_AFTER = "connection dropped after commit"
    HALF = "half an answer"
    TOKEN_GRACE = "token rotation lost, old token in grace"
    TOKEN_LOST = "token rotation lost, no grace"
    IGNORED = "requestid ignored"
    EXPIRED = "requestid expired"
    HOOK_TWICE = "duplicate webhooks"
    HOOK_REORDERED = "reordered webhooks"
    CLOSED = "closing date set in mid-flight"
    EDITED = "a person edits"
    DELETED = "a person deletes"
    VOIDED = "a person voids"
    EDITED_UNCERTAIN = "a person edits while uncertain"
    DELETED_UNCERTAIN = "a person deletes while uncertain"
    VOIDED_UNCERTAIN = "a person voids while uncertain"


UNANSWERED: Final = (Fault.TIMEOUT_AFTER, Fault.DROPPED_AFTER, Fault.ERROR_AFTER, Fault.LATE, Fault.HALF)
"""Faults after which QuickBooks holds, or will hold, what the client heard nothing of."""

OF_REQUESTS: Final = (
    *UNANSWERED,
    Fault.TIMEOUT_BEFORE,
    Fault.DROPPED_BEFORE,
    Fault.ERROR_BEFORE,
    Fault.THROTTLED,
    Fault.DUPLICATE,
    Fault.REORDERED,
)
OF_READS: Final = (
    Fault.TIMEOUT_BEFORE,
    Fault.DROPPED_BEFORE,
    Fault.ERROR_BEFORE,
    Fault.THROTTLED,
    Fault.HALF,
)
OF_TOKENS: Final = (Fault.TOKEN_GRACE, Fault.TOKEN_LOST)
OF_PEOPLE: Final = {
    Fault.EDITED: ("edit", False),
    Fault.DELETED: ("delete", False),
    Fault.VOIDED: ("void", False),
    Fault.EDITED_UNCERTAIN: ("edit", True),
    Fault.DELETED_UNCERTAIN: ("delete", True),
    Fault.VOIDED_UNCERTAIN: ("void", True),
}
"""The act, and whether it happens while the crossing is uncertain."""


class Strike(NamedTuple):
    """A fault of one request: the `nth` of its kind from now on."""

    fault: Fault
    step: str
    nth: int
    seconds: int = 0
    status: int = 0
