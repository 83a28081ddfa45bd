"""Counted: a number of things in words, one of them in the singular."""

from __future__ import annotations


def counted(count: int, one: str, many: str = "") -> str:
    """`1 document`, `2 documents`, `0 documents`; `many` where it is not the singular with an s."""
    return f"{count} {one if count == 1 else many or f'{one}s'}"
