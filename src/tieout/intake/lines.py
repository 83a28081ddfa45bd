"""Lines: a file read in bounded pieces, each line with its number or the problem that stops it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, Final, NamedTuple

from tieout.core.catalogue import problem
from tieout.core.problem import Problem, Where
from tieout.intake.files import not_text

LINE_LIMIT: Final = 8 * 1024 * 1024
"""Bytes of one line; an event of 10,000 lines stays far below."""

SEEN: Final = 4096
"""Bytes of an unreadable line that are looked at to tell which event it may belong to."""

_BOM: Final = b"\xef\xbb\xbf"


class Unread(NamedTuple):
    """A line that cannot be taken: why, and its beginning as far as it can be told."""

    problem: Problem
    seen: str


def numbered_lines(stream: BinaryIO, file: str) -> Iterator[tuple[int, str | Unread, int]]:
    """(line number, text or problem, bytes read) of every line, blank ones too, line ends left on.

    A line beyond the limit is skipped without being held in memory. A file that is no text at all
    ends with the one problem that says what it is.
    """
    number = 0
    while raw := stream.readline(LINE_LIMIT + 1):
        number += 1
        size = len(raw)
        where = Where(file=file, line=number)
        if number == 1:
            foreign = not_text(raw, Where(file=file))
            if foreign:
                yield number, Unread(foreign, ""), size
                return
            raw = raw.removeprefix(_BOM)
        if size > LINE_LIMIT and not raw.endswith(b"\n"):
            seen = _seen(raw)
            size += _skipped(stream)
            yield number, Unread(problem("line_too_long", where, limit=f"{LINE_LIMIT:,}"), seen), size
        else:
            text = _decoded(raw, where)
            yield number, Unread(text, _seen(raw)) if isinstance(text, Problem) else text, size


def _seen(raw: bytes) -> str:
    return raw[:SEEN].decode("utf-8", "replace")


def _skipped(stream: BinaryIO) -> int:
    """Read on to the end of the line, a piece at a time; the bytes skipped."""
    size = 0
    while rest := stream.readline(LINE_LIMIT):
        size += len(rest)
        if rest.endswith(b"\n"):
            break
    return size


def _decoded(raw: bytes, where: Where) -> str | Problem:
    if b"\0" in raw:
        return problem("line_binary", where, place=raw.index(b"\0") + 1)
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as fault:
        why = f"Byte {fault.start + 1} of the line ({raw[fault.start]:#04x}) is not UTF-8."
        return problem("file_not_utf8", where, why=why)
    if "\r" in text.removesuffix("\n").removesuffix("\r"):
        return problem("line_ends_unknown", where)
    return text
