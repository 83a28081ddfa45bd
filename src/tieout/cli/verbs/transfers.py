"""transfers: stock between places, with what is on the road and for how long."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated

import typer

from tieout.cli import show
from tieout.cli.main import DONE, AsJson, CompanyName, app, day_of
from tieout.core.scaled import Quantity
from tieout.runtime.actor import clock
from tieout.runtime.company import open_company
from tieout.runtime.transfers import Transfer
from tieout.runtime.transfers import transfers as transfers_of

_COLUMNS = ("transfer", "from", "to", "status", "left", "moved", "arrived", "lost", "on the road")


@app.command()
def transfers(
    company: CompanyName,
    transfer: Annotated[str, typer.Option(help="Only this transfer.")] = "",
    as_of: Annotated[str, typer.Option(help="At the end of this day, YYYY-MM-DD; left out, now.")] = "",
    only_open: Annotated[bool, typer.Option("--open", help="Only those with goods on the road.")] = False,
    json: AsJson = False,
) -> None:
    """Show transfers between places: what left, arrived, was lost, is on the road, and days overdue."""
    opened, day = open_company(company), day_of(as_of, "--as-of") if as_of else None
    today = day or clock().date()
    found = transfers_of(opened, transfer, day, only_open=only_open)
    if json:
        show.as_json([_plain(one, today) for one in found])
    else:
        rows = [_row(one, today) for one in found]
        show.table("Transfers", [*_COLUMNS, "days", "overdue"], rows, right=("days", "overdue"))
        _warn([one.transfer for one in found if one.unapproved])
    raise typer.Exit(DONE)


def _warn(unapproved: list[str]) -> None:
    if unapproved:
        words = "Moved without the approval of somebody else than who asked: "
        show.OUT.print(words + ", ".join(unapproved) + ".", markup=False)


def _plain(one: Transfer, today: date) -> dict[str, object]:
    return {
        "transfer": one.transfer,
        "from_location": one.from_location,
        "to_location": one.to_location,
        "status": one.status(today),
        "requested_by": one.requested_by,
        "decided_by": one.decided_by,
        "left_on": one.left_on,
        "arrives": one.arrives,
        "due": one.due,
        "unapproved": one.unapproved,
        "asked": _units(one.asked),
        "moved": _units(one.moved),
        "arrived": _units(one.arrived(today)),
        "lost": _units(one.lost),
        "in_transit": _units(one.in_transit(today)),
        "age_days": one.age_days(today),
        "overdue_days": one.overdue_days(today),
    }


def _row(one: Transfer, today: date) -> tuple[str, ...]:
    units = (one.moved or one.asked, one.arrived(today), one.lost, one.in_transit(today))
    return (
        one.transfer,
        one.from_location,
        one.to_location,
        one.status(today),
        one.left_on,
        *map(_words, units),
        str(one.age_days(today) or ""),
        str(one.overdue_days(today) or ""),
    )


def _units(by_item: Mapping[str, int]) -> dict[str, str]:
    return {item: str(Quantity(units)) for item, units in by_item.items()}


def _words(by_item: Mapping[str, int]) -> str:
    return ", ".join(f"{units} {item}" for item, units in _units(by_item).items())
