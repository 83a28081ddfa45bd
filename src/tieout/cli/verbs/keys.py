"""keys: what the company's secrets are sealed with; rotated by one command."""

from __future__ import annotations

from dataclasses import asdict

import typer

from tieout.cli import show
from tieout.cli.main import DONE, AsJson, CompanyName, GroupCompany, app, named
from tieout.core.counted import counted
from tieout.runtime import acts
from tieout.runtime.company import open_company
from tieout.runtime.keys import rotate as rotate_keys
from tieout.runtime.keys import standing

verbs = typer.Typer(help="The keys of a company's secrets: list, rotate.", invoke_without_command=True)
app.add_typer(verbs, name="keys")


@verbs.callback()
def keys(
    context: typer.Context,
    company: GroupCompany = "",
    json: AsJson = False,
) -> None:
    """List the keys by their ids, and how many secrets stand on each; keys and secrets are never shown."""
    if context.invoked_subcommand:
        return
    found = standing(open_company(named(company)))
    if json:
        show.as_json([asdict(one) for one in found])
    else:
        show.table(
            "Keys",
            ["key", "from", "", "secrets"],
            [(one.id, one.origin, "current" if one.current else "", str(one.secrets)) for one in found],
            right=["secrets"],
        )
    raise typer.Exit(DONE)


@verbs.command()
def rotate(company: CompanyName, json: AsJson = False) -> None:
    """Seal every secret with a new key; after a crash run it again."""
    count = rotate_keys(open_company(company), acts.who(), acts.clock())
    if json:
        show.as_json({"sealed": count})
    else:
        are = "is" if count == 1 else "are"
        show.OUT.print(f"{counted(count, 'secret')} {are} sealed with a new key.")
    raise typer.Exit(DONE)
