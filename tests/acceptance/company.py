"""A company in this process: the acts behind every surface, on a small month, beside an emulator."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from quickbooks_emulator.online.server import REALM, TOKEN, Application, build, running
from quickbooks_emulator.online.settings import Settings as EmulatorSettings
from tests.acceptance.process import FAST, NAME
from tieout.core.account import parsed_key
from tieout.core.problem import Problem
from tieout.core.role import Role
from tieout.runtime import acts
from tieout.runtime.company import Company, Connection, Settings
from tieout.runtime.users import add_user

START, TODAY = date(2026, 2, 28), date(2026, 4, 10)
KEYS = ("revenue(wholesale)", "revenue(webstore)")


@dataclass
class Books:
    """An emulator in this process and its address."""

    application: Application
    url: str


@contextmanager
def quickbooks(state: Path | None = None, **settings: str | bool) -> Iterator[Books]:
    """An emulator served from a thread."""
    values = {"throttle": "off", "custom_txn_numbers": True, **settings}
    application = build(EmulatorSettings().with_values(values), state=state)
    with running(application) as url:
        yield Books(application, url)


def company(
    home: Path,
    url: str,
    patch: pytest.MonkeyPatch,
    *,
    realm: str = REALM,
    token: str = TOKEN,
    keys: Sequence[str] = KEYS,
    daily: Sequence[str] = ("webstore",),
    start: date = START,
) -> Company:
    """A fresh company, mapped and connected."""
    patch.setenv("TIEOUT_HOME", str(home))
    patch.setenv("TIEOUT_QUICKBOOKS_TOKEN", token)
    link = Connection(url=url, realm=realm, limits=FAST, longest_request_seconds=2, margin_seconds=1)
    settings = Settings(
        start=start, granularity=dict.fromkeys(daily, "daily"), connection=link, invoice_due_days=60
    )
    made, _, _ = acts.init(NAME, settings, [parsed_key(key) for key in keys], lambda _c, _o: True)
    return made


def with_controller(made: Company, name: str = "carla") -> Company:
    """The company with a second person who may decide."""
    add_user(made, name, [Role.CONTROLLER], acts.who(), acts.clock())
    return made


def load(made: Company, paths: Sequence[Path]) -> list[Problem]:
    """Load files; what was wrong in them."""
    return acts.file_problems(acts.load(made, list(paths), lambda _path, _size: None))


def run(made: Company, today: date = TODAY) -> acts.RunResult:
    """Run until nothing is left to do."""
    return acts.run(made, today=today, until_idle=True)
