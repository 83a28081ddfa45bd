"""settings: what finance and administration may set for a company, each with its meaning."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from tieout.cli import show
from tieout.cli.main import DONE, AsJson, CompanyName, GroupCompany, app, named
from tieout.runtime import acts
from tieout.runtime.company import open_company
from tieout.runtime.settings import list_settings, set_setting

verbs = typer.Typer(help="The settings of a company: list, set.", invoke_without_command=True)
app.add_typer(verbs, name="settings")


@verbs.callback()
def settings(
    context: typer.Context,
    company: GroupCompany = "",
    json: AsJson = False,
) -> None:
    """List every setting with what it says now."""
    if context.invoked_subcommand:
        return
    found = list_settings(open_company(named(company)))
    if json:
        show.as_json([asdict(one) for one in found])
    else:
        rows = [(one.name, one.value, one.choices, one.meaning) for one in found]
        show.table("Settings", ["setting", "now", "may be", "meaning"], rows)
    raise typer.Exit(DONE)


@verbs.command(name="set")
def set_(
    company: CompanyName,
    name: Annotated[str, typer.Argument(help="The setting.")],
    value: Annotated[str, typer.Argument(help="What it shall be.")],
    json: AsJson = False,
) -> None:
    """Set one setting; who did it is in the audit log."""
    done = set_setting(open_company(company), name, value, acts.who(), acts.clock())
    if json:
        show.as_json(asdict(done))
    else:
        show.OUT.print(f"{done.name} is {done.value}.", markup=False)
    raise typer.Exit(DONE)
