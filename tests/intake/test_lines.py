"""Lines are read in bounded pieces: a line of 200 MB costs no more memory than the limit."""

from __future__ import annotations

import io
import tracemalloc
from typing import Any

import pytest

from tieout.intake.lines import LINE_LIMIT, Unread, numbered_lines


class Endless(io.RawIOBase):
    """A stream of one byte over and over, then a good line."""

    def __init__(self, size: int, rest: bytes) -> None:
        super().__init__()
        self._left = size
        self._rest = rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        view = memoryview(buffer).cast("B")
        if self._left:
            count = min(len(view), self._left)
            view[:count] = b"x" * count
            self._left -= count
            return count
        count = min(len(view), len(self._rest))
        view[:count], self._rest = self._rest[:count], self._rest[count:]
        return count


@pytest.mark.covers("S000-40")
def test_a_line_of_200_mb_is_skipped_without_being_held() -> None:
    stream = io.BufferedReader(Endless(200 * 1024 * 1024, b"\n{}\n"))
    tracemalloc.start()
    try:
        (first, bad, size), (second, good, _) = numbered_lines(stream, "big.jsonl")
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert isinstance(bad, Unread)
    assert (first, bad.problem.code, size) == (1, "line_too_long", 200 * 1024 * 1024 + 1)
    assert (second, good) == (2, "{}\n")
    assert peak < 6 * LINE_LIMIT


def test_a_byte_order_mark_is_no_content() -> None:
    assert list(numbered_lines(io.BytesIO(b"\xef\xbb\xbfa\r\nb"), "f")) == [(1, "a\r\n", 6), (2, "b", 1)]


def test_a_line_at_the_limit_is_taken() -> None:
    (line,) = numbered_lines(io.BytesIO(b"x" * (LINE_LIMIT - 1) + b"\n"), "f")
    assert not isinstance(line[1], Unread)


@pytest.mark.parametrize(
    ("raw", "code"),
    [(b"a\0b\n", "line_binary"), (b"\xe9\n", "file_not_utf8"), (b"a\rb\n", "line_ends_unknown")],
)
def test_what_no_line_can_be(raw: bytes, code: str) -> None:
    _, (number, bad, _), _ = numbered_lines(io.BytesIO(b"good\n" + raw + b"good\n"), "f")
    assert isinstance(bad, Unread)
    assert (number, bad.problem.code, bad.problem.where.line) == (2, code, 2)
