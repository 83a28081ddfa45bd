"""Health: books that do not answer are said to be so, and nothing else of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from tieout.runtime.company import Connection, Settings, create_company
from tieout.runtime.health import BooksUnreadable, readable


def test_books_that_answer_are_readable_and_others_are_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIEOUT_HOME", str(tmp_path))
    company = create_company("acme", Settings(connection=Connection(emulator=False)))
    readable(company)

    def broken() -> Any:
        raise OperationalError("SELECT 1", {}, Exception("disk I/O error"))

    monkeypatch.setattr(company.database, "read", broken)
    with pytest.raises(BooksUnreadable) as found:
        readable(company)
    assert found.value.problem.code == "outside_unavailable"
    company.database.close()
