"""opening: QuickBooks' balances before the first day, and accepting them as they are now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from tieout.cli import show
from tieout.cli.main import DONE, AsJson, CompanyName, GroupCompany, app, named
from tieout.core.money import decimal_text
from tieout.runtime import acts
from tieout.runtime.company import open_company
from tieout.runtime.opening import Opening

verbs = typer.Typer(help="Balances before the first day: list, accept.", invoke_without_command=True)
app.add_typer(verbs, name="opening")


@verbs.callback()
def opening(
    context: typer.Context,
    company: GroupCompany = "",
    json: AsJson = False,
) -> None:
    """What each mapped account held before the first day: as kept, and in QuickBooks now."""
    if context.invoked_subcommand:
        return
    opened = open_company(named(company))
    _show(acts.opening_balances(opened), opened.settings.home_currency, json=json)
    raise typer.Exit(DONE)


@verbs.command()
def accept(
    company: CompanyName,
    why: Annotated[str, typer.Option(help="The reason, for the audit log.")],
    json: AsJson = False,
) -> None:
    """Count from QuickBooks' balances as they are now; kept with who did it, and why."""
    opened = open_company(company)
    _show(acts.accept_openings(opened, why), opened.settings.home_currency, json=json)
    raise typer.Exit(DONE)


def _show(found: Sequence[Opening], currency: str, *, json: bool) -> None:
    if json:
        show.as_json(
            [
                {
                    "account": one.account,
                    "id": one.id,
                    "kept": decimal_text(one.kept, currency),
                    "quickbooks": decimal_text(one.now, currency),
                }
                for one in found
            ]
        )
        return
    show.table(
        "Before the first day",
        ["QuickBooks account", "kept", "QuickBooks now", "changed"],
        [
            (one.account, *(decimal_text(minor, currency) for minor in (one.kept, one.now, one.changed)))
            for one in found
        ],
    )
