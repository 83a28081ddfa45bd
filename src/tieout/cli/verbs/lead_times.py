"""lead-times: how long suppliers take, beside what is stated of them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from tieout.cli import show
from tieout.cli.main import DONE, AsJson, CompanyName, app, day_of
from tieout.runtime.company import open_company
from tieout.runtime.lead_times import Delivery
from tieout.runtime.lead_times import lead_times as lead_times_of

_NUMBERS = ("stated days", "actual days", "longest", "completed", "late", "overdue")


@app.command(name="lead-times")
def lead_times(
    company: CompanyName,
    as_of: Annotated[str, typer.Option(help="At the end of this day, YYYY-MM-DD; left out, now.")] = "",
    json: AsJson = False,
) -> None:
    """Show how long suppliers take from order to last receipt; for all items, and for each."""
    found = lead_times_of(open_company(company), day_of(as_of, "--as-of") if as_of else None)
    if json:
        show.as_json([asdict(one) for one in found])
    else:
        columns = ["supplier", "item", *_NUMBERS]
        show.table("Lead times in days", columns, [_row(one) for one in found], right=_NUMBERS)
    raise typer.Exit(DONE)


def _row(one: Delivery) -> tuple[str, ...]:
    """A cell without anything to say is empty."""
    return (
        one.supplier,
        one.item or "(all)",
        "" if one.stated_days is None else str(one.stated_days),
        "" if one.actual_days is None else str(one.actual_days),
        str(one.longest_days) if one.completed else "",
        *(str(count) for count in (one.completed, one.late, one.overdue)),
    )
