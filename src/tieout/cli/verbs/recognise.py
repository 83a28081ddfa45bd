"""recognise: post the cost that a sale lacks whose goods were shipped."""

from __future__ import annotations

from typing import Annotated

import typer

from tieout.cli import show
from tieout.cli.main import DONE, AsJson, CompanyName, app
from tieout.core.scaled import Quantity
from tieout.runtime import acts
from tieout.runtime.company import open_company
from tieout.runtime.recognition import recognise_sale


@app.command()
def recognise(
    number: Annotated[str, typer.Argument(help="The number of the sale, as `tieout verify` names it.")],
    company: CompanyName,
    why: Annotated[str, typer.Option(help="The reason, kept in the audit log.")],
    json: AsJson = False,
) -> None:
    """Post what a sale lacks of the cost of its goods, with the next run, in the open period."""
    done = recognise_sale(open_company(company), number, why, acts.who(), acts.clock())
    lines = [{"order_line": line, "units": str(Quantity(units))} for line, units in done.lines]
    if json:
        show.as_json({"number": done.number, "lines": lines})
    else:
        for line in lines:
            show.OUT.print(f"{line['order_line']}: {line['units']} units", markup=False)
        show.OUT.print("Run `tieout run` to post their cost.")
    raise typer.Exit(DONE)
