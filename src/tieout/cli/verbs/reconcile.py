"""reconcile: what QuickBooks holds against what it should hold, to the cent and to the document."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from tieout.cli import show
from tieout.cli.main import ATTENTION, DONE, AsJson, CompanyName, app
from tieout.core.money import decimal_text
from tieout.runtime.acts import tie_out
from tieout.runtime.company import open_company
from tieout.runtime.tieout import TieOut, as_json, problems


@app.command()
def reconcile(
    company: CompanyName,
    through: Annotated[
        str, typer.Option(help="Last day compared, YYYY-MM-DD; default: the last sealed day.")
    ] = "",
    json: AsJson = False,
) -> None:
    """Tie out every mapped account and name the first day and document of each divergence."""
    result = tie_out(open_company(company), date.fromisoformat(through) if through else None)
    if json:
        show.as_json(as_json(result)["accounts"])
    else:
        print_table(result)
        show.problems(problems(result))
        show.OUT.print(result.line(), markup=False, soft_wrap=True)
    raise typer.Exit(DONE if result.tied else ATTENTION)


def print_table(result: TieOut) -> None:
    """The tie-out table: an account per line, amounts in home currency, debit above zero."""

    def text(minor: int) -> str:
        return decimal_text(minor, result.currency)

    show.table(
        f"Tie-out through {result.window.through}",
        ["account", "class", "expected", "QuickBooks", "difference", "explained", "first"],
        [
            (
                row.account.name,
                row.account.account_class,
                text(row.expected),
                text(row.quickbooks),
                text(row.difference),
                text(row.explained),
                f"{row.first.day} {row.first.reason} {row.first.quickbooks or row.first.document}"
                if row.first
                else "",
            )
            for row in result.rows
            if row.expected or row.quickbooks or row.differences
        ],
        right=["expected", "QuickBooks", "difference", "explained"],
    )
