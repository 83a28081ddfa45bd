"""A disk that fails."""

from __future__ import annotations

import errno

from tieout.core.problem import Problem, Where
from tieout.intake.files import unreadable


def problems() -> list[Problem]:
    """What is said of the system's refusal."""
    return [unreadable(OSError(errno.EIO, "Input/output error"), Where(file="events.jsonl"))]
