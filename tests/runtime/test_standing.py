"""Standing: how long a connection lasts, told in time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tieout.runtime import doctor
from tieout.runtime.company import Company, Connection, Settings, create_company
from tieout.runtime.standing import standing, standing_problem
from tieout.storage.credentials import Credential, keep_credential

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
KNOWN = Credential(
    realm="7",
    generation=1,
    access_until=NOW,
    refresh_until=NOW + timedelta(days=100),
    hard_until=NOW + timedelta(days=1825),
    at=NOW,
    who="ann",
)


@pytest.fixture
def company(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Company]:
    monkeypatch.setenv("TIEOUT_HOME", str(tmp_path))
    link = Connection(url="https://books.example.com", realm="7", environment="production")
    made = create_company("acme", Settings(connection=link))
    yield made
    made.database.close()


def keep(company: Company, **change: object) -> None:
    with company.database.write() as connection:
        keep_credential(connection, replace(KNOWN, **change))  # type: ignore[arg-type]


def code_of(company: Company) -> str:
    found = standing_problem(company, NOW)
    return found.code if found else ""


def test_a_connection_of_a_hundred_days_is_open_and_nobody_is_bothered(company: Company) -> None:
    keep(company)
    found = standing(company, NOW)
    assert (found.kind, found.realm, found.state, found.days_left) == ("production", "7", "open", 100)
    assert found.ends == (NOW + timedelta(days=100)).date()
    assert code_of(company) == ""


@pytest.mark.parametrize(
    ("days", "code"),
    [(31, ""), (30, ""), (29, "connection_ends"), (1, "connection_ends"), (0, "connection_ended")],
)
@pytest.mark.parametrize("which", ["refresh_until", "hard_until"])
def test_its_end_is_told_a_month_before(company: Company, which: str, days: int, code: str) -> None:
    keep(company, **{which: NOW + timedelta(days=days)})
    assert code_of(company) == code
    found = standing_problem(company, NOW)
    if found:
        hard = which == "hard_until"
        assert ("no connection last" in found.why) is hard
        assert "tieout connect" in found.next_step


def test_an_end_nobody_told_is_no_end(company: Company) -> None:
    keep(company, hard_until=None)
    found = standing(company, NOW)
    assert (found.hard_ends, found.days_left) == (None, 100)


def test_what_was_ended_is_ended_whatever_its_days(company: Company) -> None:
    assert standing(company, NOW).state == "none"
    assert code_of(company) == "not_signed_in"
    keep(company, broken="disconnected")
    found = standing(company, NOW)
    assert (found.state, found.days_left) == ("ended", None)
    assert code_of(company) == "not_signed_in"
    keep(company, broken="refused HTTP 400")
    assert code_of(company) == "reconnect_needed"


@pytest.mark.parametrize(
    ("link", "kind", "state"),
    [
        (Connection(emulator=True), "emulator", "open"),
        (Connection(url="https://books.example.com"), "token", "open"),
        (Connection(), "none", "none"),
    ],
)
def test_other_connections_do_not_end_by_themselves(
    company: Company, link: Connection, kind: str, state: str
) -> None:
    other = replace(company, settings=replace(company.settings, connection=link))
    found = standing(other, NOW)
    assert (found.kind, found.state, found.ends) == (kind, state, None)
    assert standing_problem(other, NOW) is None
    assert doctor.connection_end(other) == "does not end by itself"


def test_doctor_tells_the_same(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "clock", lambda: NOW)
    keep(company, hard_until=NOW + timedelta(days=3))
    found = {one.check: one for one in doctor.examine(company)}
    assert found["sign-in"].problems
    assert found["sign-in"].problems[0].code == "connection_ends"
    assert found["keys"].text == "no secrets are kept"
    keep(company)
    found = {one.check: one for one in doctor.examine(company)}
    assert found["sign-in"].text == "100 days left, to 2026-06-09"
