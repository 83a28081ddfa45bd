"""attach: the evidence of a document, hung on it in QuickBooks."""

from __future__ import annotations

from typing import Annotated

import typer

from tieout.cli import show
from tieout.cli.main import DONE, AsJson, CompanyName, app
from tieout.runtime import acts
from tieout.runtime.company import open_company


@app.command()
def attach(
    document: Annotated[
        list[str],
        typer.Argument(help="A document: its number, its id or its beginning, or 'Invoice 145'."),
    ],
    company: CompanyName,
    json: AsJson = False,
) -> None:
    """Hang what a document was made of on it in QuickBooks, as a text file; again changes nothing."""
    done = acts.attach_evidence(open_company(company), " ".join(document))
    if json:
        show.as_json({"document": done.document.id, "file": done.name, "id": done.id})
    else:
        one = done.document
        show.OUT.print(f"{done.name} hangs on {one.type} {one.number or one.id}.", markup=False)
    raise typer.Exit(DONE)
