"""Pace: reads are counted and wait for their permit; every process of a machine shares both."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.company import NAME, TODAY, invoice_file, small
from tieout.delivery.settings import INTUIT_LIMITS
from tieout.runtime.company import Company, Connection, Settings, home, open_company
from tieout.runtime.pace import call_budget, limits_of, paced, quota_of, registry, writes_this_month
from tieout.storage.database import Database

NOW = datetime(2026, 4, 10, 8, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIEOUT_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("TIEOUT_DATABASE", raising=False)


def connected(link: Connection) -> Company:
    """A company of that connection, with a file of its own."""
    folder = home() / "companies" / f"realm-{link.realm}"
    folder.mkdir(parents=True, exist_ok=True)
    return Company(folder.name, folder, Database(folder / "books.sqlite"), Settings(connection=link))


def test_limits_are_intuits_unless_others_are_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tieout.runtime.pace.INTUIT_LIMITS", INTUIT_LIMITS)  # tests/conftest.py widens them
    assert limits_of(Connection()) == INTUIT_LIMITS
    [limit] = limits_of(Connection(limits=(("batch", 20, 60, 2),)))
    assert (limit.kind, limit.count, limit.seconds, limit.burst) == ("batch", 20, 60, 2)


def test_reads_are_counted_per_quickbooks_company_and_paced() -> None:
    link = Connection(url="https://quickbooks", realm="1", limits=(("request", 60_000, 60, 10_000),))
    company = connected(link)
    for _ in range(2):
        with paced(company, lambda: NOW) as before:
            before("read")
            before("read")
            before("write")
    assert writes_this_month(company, NOW.date()) == 2, "Intuit does not meter them"
    found = call_budget(company, NOW.date())
    assert (found.used, found.allowed) == (4, 500_000)
    other = connected(Connection(url="https://quickbooks", realm="2"))
    assert call_budget(other, NOW.date()).used == 0


def test_a_read_waits_for_what_quickbooks_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tieout.runtime.pace.INTUIT_LIMITS", INTUIT_LIMITS)
    link = Connection(realm="9")
    slept: list[float] = []
    monkeypatch.setattr("tieout.runtime.pace.time.sleep", slept.append)
    company = connected(link)
    with registry(company) as shared:
        quota_of(shared, link).pause(NOW.replace(minute=1))
    with paced(company, lambda: NOW) as before:
        before("read")
    assert slept == [60]


@pytest.mark.covers("S001-89")
@pytest.mark.usefixtures("small_company")
def test_posting_costs_no_reads(small_company: Path) -> None:
    """Documents cross in writes; the reads of a run are its settings, however many documents there are."""
    company = open_company(NAME)
    today = datetime.now(UTC).date()
    reads, writes = call_budget(company, today).used, writes_this_month(company, today)
    small("run", "--today", TODAY)
    empty = call_budget(company, today).used - reads
    assert writes_this_month(company, today) == writes
    small("load", invoice_file(small_company, 40))
    assert small("run", "--today", TODAY, "--json").json["confirmed"] >= 40
    assert call_budget(company, today).used - reads == 2 * empty
    assert writes_this_month(company, today) - writes <= 4
    status = small("status", "--json").json
    assert status["calls"]["used"] == call_budget(company, today).used
    assert status["writes"] == writes_this_month(company, today)
    assert "QuickBooks reads expected by its end" in small("status").out
