"""What a file is told from its first bytes, and from the system's refusal."""

from __future__ import annotations

import errno
import gzip

import pytest

from tieout.core.problem import Where
from tieout.intake.files import not_text, unreadable

WHERE = Where(file="f.jsonl")


@pytest.mark.parametrize(
    ("start", "code"),
    [
        (gzip.compress(b"{}", mtime=0), "file_compressed"),
        (b"PK\x03\x04rest", "file_compressed"),
        (b"\x28\xb5\x2f\xfd", "file_compressed"),
        ("{}".encode("utf-16"), "file_utf16"),
        (b"\xfe\xff\x00{", "file_utf16"),
    ],
)
def test_a_file_that_is_no_text_is_named(start: bytes, code: str) -> None:
    told = not_text(start, WHERE)
    assert told is not None
    assert (told.code, told.where) == (code, WHERE)


def test_text_is_text() -> None:
    assert not_text(b'{"kind":', WHERE) is None
    assert not_text(b"\xef\xbb\xbfkind", WHERE) is None


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOENT, "file_missing"),
        (errno.EISDIR, "file_is_folder"),
        (errno.EACCES, "file_not_permitted"),
        (errno.EIO, "file_unreadable"),
    ],
)
def test_a_refusal_of_the_system_has_words(number: int, code: str) -> None:
    assert unreadable(OSError(number, "words"), WHERE).code == code
