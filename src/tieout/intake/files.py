"""Files: what can be said of a file before its first line is read as an event."""

from __future__ import annotations

from typing import Final

from tieout.core.catalogue import problem
from tieout.core.problem import Problem, Where

_PACKED: Final = (
    (b"\x1f\x8b", "gzip"),
    (b"PK\x03\x04", "zip, as .zip and .xlsx files are"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
)
_WIDE: Final = (b"\xff\xfe", b"\xfe\xff")

FORMATS: Final = frozenset({".jsonl", ".ndjson", ".json", ".csv"})
"""Endings of the names of files that are read."""


def not_text(start: bytes, where: Where) -> Problem | None:
    """The problem of a file whose first bytes say that it is packed or not UTF-8 at all."""
    for mark, name in _PACKED:
        if start.startswith(mark):
            return problem("file_compressed", where, format=name)
    return problem("file_utf16", where) if start.startswith(_WIDE) else None


def unreadable(fault: OSError, where: Where) -> Problem:
    """The problem of a file that could not be opened or read."""
    match fault:
        case FileNotFoundError():
            return problem("file_missing", where)
        case IsADirectoryError():
            return problem("file_is_folder", where)
        case PermissionError():
            return problem("file_not_permitted", where)
        case _:
            return problem("file_unreadable", where, why=f"{fault.strerror or fault}.")
