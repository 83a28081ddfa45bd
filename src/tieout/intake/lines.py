"""Lines: a file read in bounded pieces, each line with its number or the problem that stops it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, Final

from tieout.core.catalogue import problem
from tieout.core.problem import Problem, Where

LINE_LIMIT: Final = 8 * 1024 * 1024
"""Bytes of one line; an event of 10,000 lines stays far below."""

_BOM: Final = b"\xef\xbb\xbf"


def numbered_lines(stream: BinaryIO, file: str) -> Iterator[tuple[int, str | Problem, int]]:
    """(line number, text or problem, bytes read) of every line with content.

    A line beyond the limit is skipped without being held in memory.
    """
    number = 0
    while raw := stream.readline(LINE_LIMIT + 1):
        number += 1
        size = len(raw)
        where = Where(file=file, line=number)
        if size > LINE_LIMIT and not raw.endswith(b"\n"):
            while rest := stream.readline(LINE_LIMIT):
                size += len(rest)
                if rest.endswith(b"\n"):
                    break
            yield number, problem("line_too_long", where, limit=f"{LINE_LIMIT:,}"), size
            continue
        if number == 1:
            raw = raw.removeprefix(_BOM)
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError as fault:
            why = f"Byte {fault.start + 1} of the line ({raw[fault.start]:#04x}) is not UTF-8."
            yield number, problem("file_not_utf8", where, why=why), size
            continue
        if text.strip():
            yield number, text, size
