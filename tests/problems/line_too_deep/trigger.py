"""Lists within lists."""

from __future__ import annotations


def content() -> bytes:
    """The file, which would be unwieldy as one."""
    return b'{"lines": ' + b"[" * 200_000 + b"]" * 200_000 + b"}\n"


FILE = "input.jsonl"
