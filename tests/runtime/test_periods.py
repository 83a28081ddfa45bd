"""Periods: closing warns of what is left, is an act, and is taken back by another one."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path

import pytest

from tests.company import TODAY, small, written
from tests.cycle.small_books import invoice
from tieout.core.crossing import FINAL
from tieout.core.document import NAME_LISTS
from tieout.core.errors import TerminalError
from tieout.runtime import acts
from tieout.runtime.company import open_company, reread
from tieout.runtime.periods import LOOKS, close_period, left_open
from tieout.runtime.settings import set_setting

NOW = datetime(2026, 4, 10, tzinfo=UTC)


def test_the_looks_know_every_state_and_type_there_is() -> None:
    documents = LOOKS[-1].sql
    assert all(f"'{state.value}'" in documents for state in FINAL)
    assert all(f"'{type_}'" in documents for type_ in NAME_LISTS)


def test_what_is_left_of_a_period_is_said_before_it_is_closed(small_company: Path) -> None:
    """One invoice of a stranger is quarantined, one of an unmapped channel is held, one came just now."""
    small("load", written(small_company, "new.jsonl", invoice("INV-3", amount="7.77")))
    company = open_company("small")
    found = [one.what for one in left_open(company, date(2026, 3, 31), NOW.date())]
    assert found == [
        "1 event not costed, dated up to 2026-03-31.",
        "1 event quarantined, dated up to 2026-03-31.",
        "1 entry not sealed, dated up to 2026-03-31.",
    ]
    assert left_open(company, date(2026, 3, 1), NOW.date()) == []
    company.database.close()


def test_closing_and_reopening_are_acts(small_company: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", StringIO("n\n"))
    asked = small("periods", "close", "2026-03")
    assert asked.code == 1, "nobody agreed"
    assert "period_left_open" in asked.err
    assert small("periods", "--json").json == {"closed_through": None, "acts": []}
    closed = small("periods", "close", "2026-Q1", "--yes", "--json", "--why", "signed by Ann")
    assert (closed.code, closed.json["closed_through"], len(closed.json["left_open"])) == (
        1,
        "2026-03-31",
        2,
    )
    assert small("periods", "reopen", "--why", "freight was missing", "--json").json == {
        "closed_through": None
    }
    small("periods", "close", "2026-02-28", "--yes")
    small("periods", "close", "2026-03-31", "--yes")
    assert small("periods", "reopen", "--why", "again", "--json").json == {"closed_through": "2026-02-28"}
    kept = small("periods", "--json").json["acts"]
    assert [(one["act"], one["through"], one["before"]) for one in kept] == [
        ("period closed", "2026-03-31", ""),
        ("period reopened", "", "2026-03-31"),
        ("period closed", "2026-02-28", ""),
        ("period closed", "2026-03-31", "2026-02-28"),
        ("period reopened", "2026-02-28", "2026-03-31"),
    ]
    assert kept[0]["why"].startswith("signed by Ann; left open: 1 event quarantined, 1 entry")
    assert "The books are closed through 2026-02-28." in small("periods").out


def test_a_day_that_is_not_over_is_not_closed(small_company: Path) -> None:
    company = open_company("small")
    with pytest.raises(TerminalError, match="2026-04-10"):
        close_period(company, NOW.date(), "", acts.who(), NOW)
    company.database.close()


def test_who_waited_for_a_closing_counts_on_it(small_company: Path) -> None:
    """Three acts that had the company open before another process closed March."""
    small("load", written(small_company, "late.jsonl", invoice("INV-4", day=20)))
    company = open_company("small")
    small("periods", "close", "2026-03-31", "--yes")

    set_setting(company, "seal-lag-days", "2", acts.who(), NOW)
    kept = reread(company).settings
    assert (kept.seal_lag_days, kept.closed_through) == (2, date(2026, 3, 31))
    with pytest.raises(TerminalError, match="so 2026-02-28 is closed already"):
        close_period(company, date(2026, 2, 28), "", acts.who(), NOW)
    acts.run(company, today=date(2026, 4, 10))
    with company.database.read() as connection:
        days = connection.exec_driver_sql("SELECT day FROM entry WHERE number = 'INV-4'").all()
    assert [tuple(day) for day in days] == [("2026-04-01",)]
    company.database.close()


@pytest.mark.covers("S001-81", "S001-82", "S002-45")
def test_what_was_held_over_a_closing_crosses_on_the_first_open_day(small_company: Path) -> None:
    """The popup sale of March 7 waits for its account; March is closed; then finance maps it."""
    small("periods", "close", "2026-03-31", "--yes")
    small("mapping", "set", "revenue(popup)", "Sales wholesale")
    ran = small("run", "--until-idle", "--today", TODAY)
    assert ran.code in {0, 1}, ran
    told = small("explain", "document", "INV-9", "--json").json
    document = told["crossing"]["document"]
    assert document["day"] == "2026-04-01"
    assert "of 2026-03-07, whose period is closed" in document["memo"]
    assert small("verify", "--json").code == 0
    assert json.loads(small("reconcile", "--json").out)
