"""orders: purchase orders with what was ordered, received, returned and billed."""

from __future__ import annotations

from typing import Annotated

import typer

from tieout.cli import show
from tieout.cli.main import DONE, AsJson, CompanyName, app
from tieout.core.scaled import Quantity
from tieout.runtime.company import open_company
from tieout.runtime.purchase_orders import purchase_orders

_UNITS = ("ordered", "received", "rejected", "returned", "billed", "open")


@app.command()
def orders(
    company: CompanyName,
    order: Annotated[str, typer.Option(help="Only this purchase order.")] = "",
    only_open: Annotated[bool, typer.Option("--open", help="Only what something is expected of.")] = False,
    json: AsJson = False,
) -> None:
    """Show purchase orders as they stand, from the facts that were taken."""
    rows = [
        {"order": one.order, "supplier": one.supplier, "placed": one.placed, "status": one.status}
        | {"line": line.line, "item": line.item}
        | {name: str(Quantity(getattr(line, name))) for name in _UNITS}
        for one in purchase_orders(open_company(company), order, only_open=only_open)
        for line in one.lines.values()
    ]
    if json:
        show.as_json(rows)
    else:
        columns = ["order", "supplier", "placed", "status", "line", "item", *_UNITS]
        show.table("Purchase orders", columns, [list(row.values()) for row in rows], right=_UNITS)
    raise typer.Exit(DONE)
