"""One line beyond the limit."""

from __future__ import annotations

from tieout.intake.lines import LINE_LIMIT


def content() -> bytes:
    """The file, which would be unwieldy as one."""
    return b'{"kind": "party", "note": "' + b"x" * LINE_LIMIT + b'"}\n'


FILE = "input.jsonl"
