"""More rows of one id than any event has."""

from __future__ import annotations

from tieout.intake.rows import ROWS_LIMIT

HEADER = (
    b"kind,source,id,date,receipt,supplier,location,currency,"
    b"lines.line,lines.item,lines.quantity,lines.unit_price\n"
)
ROW = b"goods_received,erp,1,2026-03-10,GR-9,S-1,MAIN,USD,1,PEPPER,5,1.20\n"


def content() -> bytes:
    """The file, which would be unwieldy as one."""
    return HEADER + ROW * (ROWS_LIMIT + 2) + ROW.replace(b",1,", b",good,")


FILE = "input.csv"
