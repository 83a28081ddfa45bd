"""cost: work accepted facts into stock and entries, without QuickBooks."""

from __future__ import annotations

import typer

from tieout.cli import show
from tieout.cli.main import DONE, AsJson, CompanyName, app
from tieout.core.counted import counted
from tieout.runtime.company import open_company
from tieout.runtime.facts import cost_facts


@app.command()
def cost(company: CompanyName, json: AsJson = False) -> None:
    """Work every accepted fact into stock and entries; nothing is sealed or sent to QuickBooks."""
    done = cost_facts(open_company(company))
    if json:
        show.as_json({"costed": done})
    else:
        show.OUT.print(f"{counted(done, 'step')} worked in.", markup=False)
    raise typer.Exit(DONE)
