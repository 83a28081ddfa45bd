"""Live: what `make live` runs finds its company in the environment, and never a production one."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.connectors.emulator import REALM, TOKEN, running
from tests.connectors.wire import Wire, Wired
from tests.live import sandbox as live
from tests.runtime.signed_in import world
from tieout.connectors.quickbooks_online.environment import ENVIRONMENTS
from tieout.runtime.company import Company, Connection, Settings

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def nothing_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (live.COMPANY, live.REALM, live.TOKEN):
        monkeypatch.delenv(name, raising=False)


def test_without_a_company_it_says_what_is_missing_and_sends_nothing() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/live/sandbox.py"],
        cwd=ROOT,
        env=dict(os.environ),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 2
    assert "name a sandbox company in TIEOUT_LIVE_COMPANY" in ran.stdout + ran.stderr


def test_a_token_of_the_playground_reaches_the_sandbox_address(monkeypatch: pytest.MonkeyPatch) -> None:
    """The emulator stands at the sandbox's address."""
    with running("--set", "throttle=off") as emulator:
        there = ENVIRONMENTS["sandbox"]._replace(api=emulator.url)
        monkeypatch.setattr(live, "ENVIRONMENTS", {"sandbox": there})
        monkeypatch.setenv(live.REALM, REALM)
        monkeypatch.setenv(live.TOKEN, TOKEN)
        with live.sandbox(Wire()) as client:
            assert client.get(f"/companyinfo/{REALM}")["CompanyInfo"]["Country"] == "US"


def test_a_production_company_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    books: Any = None
    settings = Settings(connection=replace(Connection(), environment="production"))
    monkeypatch.setattr(live, "open_company", lambda name: Company(name, tmp_path, books, settings))
    monkeypatch.setenv(live.COMPANY, "acme")
    with pytest.raises(AssertionError, match="not connected to Intuit's sandbox"), live.sandbox(Wire()):
        pass


def test_the_whole_contract_passes_against_a_company_signed_in_to_as_the_page_says(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """`make live` with `TIEOUT_LIVE_COMPANY`, the emulator in the place of Intuit's sandbox."""
    monkeypatch.setattr(live, "SECONDS_BETWEEN", 0)
    with world(tmp_path) as made:
        made.init("live").database.close()
        monkeypatch.setenv(live.COMPANY, "live")
        wire = Wire()
        with live.sandbox(wire) as client:
            subject = Wired(client, wire, " 5a17")
            checks = [
                getattr(live.TestSandbox(), name) for name in dir(live.TestSandbox) if "test_" in name
            ]
            assert len(checks) > 15
            for check in checks:
                wire.nameless, wire.trouble = False, None
                check(subject)
