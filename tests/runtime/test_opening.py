"""Opening: what is kept, what is there now, and the act in between, in the audit log."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tieout.connectors.memory import MemoryBooks
from tieout.core.account import account_key
from tieout.core.errors import TerminalError
from tieout.core.mapping import MappedAccount
from tieout.runtime.company import Company, Settings
from tieout.runtime.opening import accept, openings
from tieout.storage.database import Database
from tieout.storage.settings import keep_mapping, keep_setting

NOW = datetime(2026, 4, 1, tzinfo=UTC)


class Books(MemoryBooks):
    """Books in memory with balances of their own."""

    def balances(self, through: date) -> dict[str, int]:
        assert through == date(2026, 2, 28)
        return {"7": 1250, "8": -1250, "99": 5}


@pytest.fixture
def company(tmp_path: Path) -> Company:
    database = Database(tmp_path / "books.sqlite")
    raw = MappedAccount(outside_id="7", name="Raw", account_class="owned")
    with database.write() as connection:
        keep_setting(connection, "opening_balances", json.dumps({"8": -1250}))
        keep_mapping(connection, [(str(account_key("inventory_raw")), raw)], "t", NOW)
        keep_mapping(
            connection, [("opening_balance", MappedAccount(outside_id="8", name="Opening"))], "t", NOW
        )
    return Company("one", tmp_path, database, Settings(start=date(2026, 3, 1)))


def test_what_changed_is_kept_anew_with_who_and_why(company: Company) -> None:
    found = openings(company, Books())
    assert [(one.account, one.kept, one.now, one.changed) for one in found] == [
        ("Opening", -1250, -1250, 0),
        ("Raw", 0, 1250, 1250),
    ]
    assert [one.account for one in accept(company, Books(), "counted", "kim", NOW)] == ["Raw"]
    assert [one.changed for one in openings(company, Books())] == [0, 0]
    with company.database.read() as connection:
        [act] = connection.exec_driver_sql("SELECT act, who, subject, before, after FROM audit").all()
    assert tuple(act) == ("opening balance accepted", "kim", "Raw", "0", "1250: counted")
    with pytest.raises(TerminalError) as stopped:
        accept(company, Books(), "again", "kim", NOW)
    assert stopped.value.problem.code == "opening_unchanged"
    company.database.close()
