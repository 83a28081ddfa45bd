"""A log whose end was cut off after an auditor took its checkpoint."""

from __future__ import annotations

from datetime import UTC, datetime

from tieout.boundary.log import checkpoint, next_transition, verify
from tieout.core.crossing import GENESIS, State
from tieout.core.ids import DocumentId
from tieout.core.problem import Problem

AT = datetime(2026, 3, 31, 18, tzinfo=UTC)


def problems() -> list[Problem]:
    """What the log says against the checkpoint."""
    sealed = next_transition(GENESIS, DocumentId("d1"), None, State.WAITING, AT)
    ready = next_transition(sealed.hash, DocumentId("d1"), State.WAITING, State.READY, AT)
    return verify([sealed], checkpoint([sealed, ready]))
