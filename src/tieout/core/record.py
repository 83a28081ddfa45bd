"""Record: what a source said, raw and immutable."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One raw statement of a source: a line of a file, the rows of a CSV event, the body of a call."""

    file: str
    line: int
    raw: str
