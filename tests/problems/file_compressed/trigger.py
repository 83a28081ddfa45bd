"""A file as gzip packs it."""

from __future__ import annotations

import gzip


def content() -> bytes:
    """The file, which would be unwieldy as one."""
    return gzip.compress(b"{}\n", mtime=0)


FILE = "input.jsonl"
