"""A company's books in a file, driven without a QuickBooks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance.payables import payables
from tests.cycle.small_books import SmallBooks

__all__ = ["books", "payables"]


@pytest.fixture
def books(tmp_path: Path) -> Iterator[SmallBooks]:
    small = SmallBooks(tmp_path / "books.sqlite")
    yield small
    small.database.close()
