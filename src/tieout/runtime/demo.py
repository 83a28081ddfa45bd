"""Demo: a month of a specialty-food manufacturer, from its own files to a tied-out QuickBooks."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Final

from tieout.core.account import parsed_key
from tieout.cycle.load import LoadResult
from tieout.demo.files import write_month
from tieout.runtime import acts
from tieout.runtime.acts import RunResult
from tieout.runtime.company import Company, Connection, Settings, company_folder, open_company
from tieout.runtime.tieout import TieOut

NAME: Final = "demo"
START: Final = date(2026, 2, 28)
TODAY: Final = date(2026, 4, 10)
KEYS: Final = ("revenue(wholesale)", "revenue(webstore)")
LINK: Final = Connection(
    emulator=True,
    emulator_settings=("throttle=off", "custom_txn_numbers=true", "multi_currency=true"),
    longest_request_seconds=5,
    margin_seconds=1,
    limits=(("request", 60_000, 60, 1000), ("batch", 6_000, 60, 100)),
)
"""Loopback limits: the emulator is ours, so Intuit's speed limits are lifted on both sides."""


def write_files(folder: Path, seed: int, orders: int) -> list[Path]:
    """The month's event files, the same for the same seed."""
    folder.mkdir(parents=True, exist_ok=True)
    return write_month(folder, seed, orders)


def create() -> Company:
    """A fresh company named demo; an earlier one is replaced."""
    shutil.rmtree(company_folder(NAME), ignore_errors=True)
    settings = Settings(start=START, granularity={"webstore": "daily"}, connection=LINK)
    acts.init(NAME, settings, [parsed_key(key) for key in KEYS], lambda _company, _offered: True)
    return open_company(NAME)


def load(company: Company, paths: list[Path], tick: Callable[[Path, int], None]) -> dict[Path, LoadResult]:
    """Load the month like anybody's files."""
    return acts.load(company, paths, tick)


def run(company: Company, tick: Callable[[str, int], None]) -> RunResult:
    """Cost, post, seal and deliver the month."""
    return acts.run(company, today=TODAY, until_idle=True, tick=tick)


def tie(company: Company) -> TieOut:
    """Read QuickBooks back and tie out."""
    return acts.tie_out(company)
