"""reservations: what is set aside, for which order and how much of it is left."""

from __future__ import annotations

from typing import Annotated

import typer

from tieout.cli import show
from tieout.cli.main import DONE, AsJson, CompanyName, app
from tieout.core.scaled import Quantity
from tieout.runtime.company import open_company
from tieout.runtime.reservations import reservations as reservations_of

_COLUMNS = ("reservation", "location", "order", "day", "item", "lot", "asked", "left")


@app.command()
def reservations(
    company: CompanyName,
    order: Annotated[str, typer.Option(help="Only what is set aside for this order.")] = "",
    json: AsJson = False,
) -> None:
    """Show reservations that still hold something; shipments of their order use them up."""
    rows = [
        dict(zip(_COLUMNS, (one.reservation, one.location, one.order, one.day, item, lot), strict=False))
        | {"asked": str(Quantity(units)), "left": str(Quantity(one.left.get((item, lot), 0)))}
        for one in reservations_of(open_company(company))
        if order in ("", one.order)
        for (item, lot), units in one.asked.items()
    ]
    if json:
        show.as_json(rows)
    else:
        cells = [list(row.values()) for row in rows]
        show.table("Reservations", _COLUMNS, cells, right=("asked", "left"))
    raise typer.Exit(DONE)
