"""Demo: a month of a specialty-food manufacturer, from its own files to a tied-out QuickBooks."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

from tieout.connectors.quickbooks_online.client import Client
from tieout.core.account import parsed_key
from tieout.cycle.load import LoadResult
from tieout.demo.files import write_month
from tieout.runtime import acts
from tieout.runtime.access import act
from tieout.runtime.acts import RunResult
from tieout.runtime.aggregation import Aggregation, stock_aggregation
from tieout.runtime.bookkeeper import work_of_others
from tieout.runtime.company import Company, Connection, Settings, company_folder, open_company
from tieout.runtime.mapping import Proposal, confirm
from tieout.runtime.place import server_named
from tieout.runtime.quickbooks import emulator, quickbooks
from tieout.runtime.tieout import TieOut

NAME: Final = "demo"
START: Final = date(2026, 2, 28)
TODAY: Final = date(2026, 4, 10)
KEYS: Final = (
    *("revenue(wholesale)", "revenue(webstore)"),
    *("clearing(stripe,USD)", "clearing(paypal,USD)", "clearing(check,USD)", "clearing(bank-wire)"),
)
WIRES: Final = parsed_key("clearing(bank-wire)")
"""Wires need no payout: they stand on the bank account the day they come."""
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


def create(address: str = "") -> Company:
    """A fresh company named demo, on the server of an address if any; an earlier one is replaced."""
    if server := server_named(address):
        server.drop(NAME)
    shutil.rmtree(company_folder(NAME), ignore_errors=True)
    settings = Settings(start=START, granularity={"webstore": "daily"}, connection=LINK)
    company, made, _ = acts.init(
        NAME, settings, [parsed_key(key) for key in KEYS], lambda _c, _o: False, address=address
    )
    with quickbooks(company) as books:
        confirm(company, books, wires_to_the_bank(made), acts.who(), acts.clock())
    return open_company(NAME)


def wires_to_the_bank(made: list[Proposal]) -> list[Proposal]:
    """The mapping as proposed, with the wires' account replaced by the bank's."""
    bank = next(one for one in made if one.key.role == "bank")
    return [replace(bank, key=one.key) if one.key == WIRES else one for one in made]


@act("load")
def load(company: Company, paths: list[Path], tick: Callable[[Path, int], None]) -> dict[Path, LoadResult]:
    """Load the month like anybody's files."""
    return acts.load(company, paths, tick)


@act("run")
def run(company: Company, tick: Callable[[str, int], None]) -> RunResult:
    """Cost, post, seal and deliver the month."""
    return acts.run(company, today=TODAY, until_idle=True, tick=tick)


@act("run")
def trade_on(company: Company) -> None:
    """What people enter in QuickBooks themselves, beside tieout: it is theirs, listed and no exception."""
    with (
        emulator(company) as (url, token),
        closing(Client(url, company.settings.connection.realm, lambda: token)) as client,
    ):
        work_of_others(client)


def an_order(paths: list[Path]) -> str:
    """A wholesale order of the month that was shipped or billed in several parts, to try `trace` on."""
    parts: Counter[str] = Counter()
    for line in next(path for path in paths if "wholesale" in path.name).read_text("utf-8").splitlines():
        event = json.loads(line)
        if event["kind"] in {"goods_shipped", "invoice_issued"} and event.get("order"):
            parts[event["order"]] += 1
    return max(sorted(parts), key=lambda order: parts[order])


@act("status")
def stock(company: Company) -> Aggregation:
    """How many movements of stock the month had, and in how many journals they stand."""
    with company.database.read() as connection:
        return stock_aggregation(connection)


@act("reconcile")
def tie(company: Company) -> TieOut:
    """Read QuickBooks back and tie out."""
    return acts.tie_out(company)
