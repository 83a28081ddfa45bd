"""A spreadsheet saved as a workbook and named .csv."""

from __future__ import annotations


def content() -> bytes:
    """The file, which would be unwieldy as one."""
    return b"PK\x03\x04" + bytes(60)


FILE = "input.csv"
