"""A cell longer than any field."""

from __future__ import annotations

HEADER = b"kind,source,id,date,order\n"
GOOD = b"order_cancelled,erp,good,2026-03-10,SO-1\n"


def content() -> bytes:
    """The file, which would be unwieldy as one."""
    return HEADER + b"goods_received,erp,1,2026-03-10," + b"x" * 131_073 + b"\n" + GOOD


FILE = "input.csv"
