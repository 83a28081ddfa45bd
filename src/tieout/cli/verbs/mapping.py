"""mapping: which QuickBooks account stands behind each account role; finance owns it."""

from __future__ import annotations

from typing import Annotated

import typer

from tieout.cli import show
from tieout.cli.main import DONE, AsJson, CompanyName, GroupCompany, app, named
from tieout.core.account import AccountKey
from tieout.core.mapping import MappedAccount
from tieout.runtime import acts
from tieout.runtime.company import open_company
from tieout.runtime.mapping import described, stored_mapping

verbs = typer.Typer(help="The mapping of account roles: list, set.", invoke_without_command=True)
app.add_typer(verbs, name="mapping")


@verbs.callback()
def mapping(
    context: typer.Context,
    company: GroupCompany = "",
    json: AsJson = False,
) -> None:
    """List the mapping in effect."""
    if context.invoked_subcommand:
        return
    rows = stored_mapping(open_company(named(company)))
    if json:
        show.as_json([_plain(key, known) for key, known in rows])
    else:
        show.table(
            "Mapping",
            ["account role", "QuickBooks account", "number", "written by", "class", "location"],
            [_row(key, known) for key, known in rows],
        )
    raise typer.Exit(DONE)


def _plain(key: AccountKey, known: MappedAccount) -> dict[str, str]:
    return {
        "role": str(key),
        "account": known.name,
        "id": known.outside_id,
        "class": known.account_class,
        "tracked_class": known.tracked_class.name,
        "location": known.location.name,
    }


def _row(key: AccountKey, known: MappedAccount) -> tuple[str, ...]:
    return (
        str(key),
        known.name,
        known.number,
        known.account_class,
        known.tracked_class.name,
        known.location.name,
    )


@verbs.command(name="set")
def set_(
    company: CompanyName,
    role: Annotated[str, typer.Argument(help="An account key, such as 'revenue(popup)'.")],
    account: Annotated[str, typer.Argument(help="A QuickBooks account by id, number or name.")],
    class_: Annotated[str, typer.Option("--class", help="The class its lines bear, by name or id.")] = "",
    location: Annotated[str, typer.Option(help="The location its lines bear, by name or id.")] = "",
) -> None:
    """Map one account role, kept with who did it; documents held by it cross in the next run."""
    known = acts.map_account(open_company(company), role, account, class_, location)
    show.OUT.print(f"{role} is mapped to {described(known)}.", markup=False)
    raise typer.Exit(DONE)
