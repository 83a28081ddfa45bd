"""sweep: what people changed in QuickBooks since the last look."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from tieout.cli import show
from tieout.cli.main import ATTENTION, DONE, AsJson, CompanyName, app
from tieout.core.counted import counted
from tieout.runtime import acts
from tieout.runtime import sweep as runtime
from tieout.runtime.company import open_company


@app.command()
def sweep(
    company: CompanyName,
    if_noticed: Annotated[
        bool, typer.Option("--if-noticed", help="Only when QuickBooks said that something changed.")
    ] = False,
    json: AsJson = False,
) -> None:
    """Find edits, voids and deletions of our documents, and documents of others on accounts of ours."""
    opened = open_company(company)
    if if_noticed and not runtime.noticed(opened):
        if json:
            show.as_json({"kind": "none", "seen": 0, "drifts": []})
        else:
            show.OUT.print("QuickBooks said nothing since the last sweep.")
        raise typer.Exit(DONE)
    found = runtime.sweep(opened, acts.clock())
    if json:
        show.as_json(asdict(found))
    else:
        show.OUT.print(f"{counted(found.seen, 'transaction')} looked at ({found.kind}).")
        for drift in found.drifts:
            show.OUT.print(f"{drift.kind}: {drift.type} {drift.id} {'; '.join(drift.fields)}", markup=False)
    raise typer.Exit(ATTENTION if found.drifts else DONE)
