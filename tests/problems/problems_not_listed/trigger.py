"""More problems than anyone reads."""

from __future__ import annotations

from tieout.cycle.load import LISTED


def content() -> bytes:
    """The file, which would be unwieldy as one."""
    return b"x\n" * (LISTED + 5)


FILE = "input.jsonl"
