"""A file without the right to read it."""

from __future__ import annotations

import errno

from tieout.core.problem import Problem, Where
from tieout.intake.files import unreadable


def problems() -> list[Problem]:
    """What is said of the system's refusal."""
    return [unreadable(PermissionError(errno.EACCES, "Permission denied"), Where(file="events.jsonl"))]
