"""stock: what is on hand by item, place and lot, derived from movements."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from tieout.cli import show
from tieout.cli.main import DONE, AsJson, CompanyName, app, day_of
from tieout.core.counted import counted
from tieout.core.money import decimal_text, minor_of_value
from tieout.core.scaled import Amount, Quantity
from tieout.runtime.company import open_company
from tieout.runtime.stock import Stock
from tieout.runtime.stock import stock as stock_of


@app.command()
def stock(
    company: CompanyName,
    item: Annotated[str, typer.Option(help="Only this item.")] = "",
    location: Annotated[str, typer.Option(help="Only this place.")] = "",
    lot: Annotated[str, typer.Option(help="Only lots of this number.")] = "",
    as_of: Annotated[
        str,
        typer.Option(help="Units at the end of this day by what is known now, YYYY-MM-DD; left out, now."),
    ] = "",
    lots: Annotated[bool, typer.Option("--lots", help="By lot number.")] = False,
    json: AsJson = False,
) -> None:
    """Show what is on hand; what it costs is shown to those who may see the books."""
    day: date | None = day_of(as_of, "--as-of") if as_of else None
    found = stock_of(open_company(company), item, location, lot, day, by_lot=lots)
    if json:
        show.as_json(_plain(found))
    else:
        _print(found)
    raise typer.Exit(DONE)


def _plain(found: Stock) -> dict[str, object]:
    lines = [
        {
            "item": one.item,
            "location": one.location,
            "lot": one.lot,
            "on_hand": str(Quantity(one.on_hand)),
            "short": str(Quantity(one.short)),
            "reserved": str(Quantity(one.reserved)),
            "available": str(Quantity(one.available)),
            "value": None if one.value is None else str(Amount(one.value)),
        }
        for one in found.lines
    ]
    return {"lines": lines, "waiting": found.waiting, "currency": found.currency}


def _cents(value: int, currency: str) -> str:
    """A value as people read it, to the cent; --json has all of it."""
    return decimal_text(minor_of_value(value, currency), currency)


def _print(found: Stock) -> None:
    when = f"at the end of {found.as_of}" if found.as_of else "now"
    show.table(
        f"Stock {when}",
        ["item", "location", "lot", "on hand", "short", "reserved", "available", found.currency],
        [
            (
                one.item,
                one.location,
                one.lot,
                str(Quantity(one.on_hand)),
                str(Quantity(one.short)) if one.short else "",
                str(Quantity(one.reserved)) if one.reserved else "",
                str(Quantity(one.available)),
                "" if one.value is None else _cents(one.value, found.currency),
            )
            for one in found.lines
        ],
        right=["on hand", "short", "reserved", "available", found.currency],
    )
    if found.waiting:
        are = "is" if found.waiting == 1 else "are"
        words = counted(found.waiting, "accepted fact")
        show.OUT.print(f"{words} {are} not worked in yet: `tieout cost` or `tieout run`.", markup=False)
