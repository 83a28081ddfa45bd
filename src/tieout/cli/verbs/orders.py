"""orders: purchase orders with what was ordered, expected, received, returned and billed."""

from __future__ import annotations

from typing import Annotated, Any, Final

import typer

from tieout.cli import show
from tieout.cli.main import DONE, AsJson, CompanyName, app, day_of
from tieout.core.scaled import Quantity
from tieout.runtime.actor import clock
from tieout.runtime.company import open_company
from tieout.runtime.purchase_orders import purchase_orders

_UNITS: Final = ("ordered", "received", "rejected", "returned", "billed", "open")
_HEAD: Final = ("order", "supplier", "placed", "status", "line", "item")
_COLUMNS: Final = (*_HEAD, *_UNITS, "expected", "overdue_days")
_RARE: Final = frozenset({"rejected", "returned", "billed", "expected", "overdue_days"})


@app.command()
def orders(
    company: CompanyName,
    order: Annotated[str, typer.Option(help="Only this purchase order.")] = "",
    as_of: Annotated[str, typer.Option(help="At the end of this day, YYYY-MM-DD; left out, now.")] = "",
    only_open: Annotated[bool, typer.Option("--open", help="Only what something is expected of.")] = False,
    json: AsJson = False,
) -> None:
    """Show purchase orders as they stand, from the facts that were taken; overdue is in days."""
    day = day_of(as_of, "--as-of") if as_of else None
    today = day or clock().date()
    rows: list[dict[str, Any]] = [
        {"order": one.order, "supplier": one.supplier, "placed": one.placed, "status": one.status}
        | {"line": line.line, "item": line.item}
        | {name: str(Quantity(getattr(line, name))) for name in _UNITS}
        | {"expected": line.expected, "overdue_days": line.overdue_days(today)}
        for one in purchase_orders(open_company(company), order, day, only_open=only_open)
        for line in one.lines.values()
    ]
    if json:
        show.as_json(rows)
    else:
        _print(rows)
    raise typer.Exit(DONE)


def _print(rows: list[dict[str, Any]]) -> None:
    """Units that no line has are left out, so that the table is no wider than it must be."""
    unsaid = {name for name in _RARE if all(row[name] in ("", "0", 0) for row in rows)}
    columns = [name for name in _COLUMNS if name not in unsaid]
    cells = [[str(row[name] or "") for name in columns] for row in rows]
    heads = [name.partition("_")[0] for name in columns]
    show.table("Purchase orders", heads, cells, right=(*_UNITS, "overdue"))
