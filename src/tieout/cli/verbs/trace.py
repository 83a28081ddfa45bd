"""trace: the audit chain of anything that has a name, from its record to QuickBooks and back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tieout.cli import chain, show
from tieout.cli.main import DONE, AsJson, CompanyName, app
from tieout.runtime.company import open_company
from tieout.runtime.figures import figures
from tieout.runtime.picture import picture
from tieout.runtime.trace import candidates, only
from tieout.runtime.trace import trace as trace_subject


@app.command()
def trace(
    subject: Annotated[
        list[str],
        typer.Argument(
            help="An order, invoice, lot, run, receipt, payout …, an id or its beginning, "
            "or a QuickBooks id such as 'Invoice 145'."
        ),
    ],
    company: CompanyName,
    json: AsJson = False,
    drawing: Annotated[
        Path | None,
        typer.Option("--picture", help="Draw the chain into this SVG file, which any browser opens."),
    ] = None,
) -> None:
    """Show the chain: record, event, costs, lots, entries, document, crossing, QuickBooks."""
    opened = open_company(company)
    text = " ".join(subject)
    found = candidates(opened, text)
    told = trace_subject(opened, only(text, found))
    if drawing:
        drawing.write_text(picture(told), encoding="utf-8")
        show.ERR.print(f"Drawn: {drawing}", markup=False)
    if json:
        show.as_json(figures(told))
    elif not drawing:
        for line in chain.lines(told):
            show.OUT.print(line, markup=False, soft_wrap=True)
    raise typer.Exit(DONE)
