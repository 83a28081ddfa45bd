"""reconcile: what QuickBooks holds against what it should hold, to the cent and to the document."""

from __future__ import annotations

from typing import Annotated

import typer

from tieout.cli import show
from tieout.cli.main import ATTENTION, DONE, AsJson, CompanyName, app, day_of
from tieout.core.difference import Difference
from tieout.core.money import decimal_text
from tieout.runtime.acts import tie_out
from tieout.runtime.company import open_company
from tieout.runtime.subledgers import Subledger, register_differences, registers
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
    opened = open_company(company)
    result = tie_out(opened, day_of(through, "--through") if through else None)
    found = registers(opened)
    broken = register_differences(opened, result.window.through)
    if json:
        show.as_json(_with_registers(result, found))
    else:
        print_table(result)
        print_registers(found, broken, result.currency)
        show.problems(problems(result))
        show.OUT.print(result.line(), markup=False, soft_wrap=True)
    raise typer.Exit(DONE if result.tied and not broken else ATTENTION)


def _with_registers(result: TieOut, found: list[Subledger]) -> list[dict[str, object]]:
    """A row per account; `subledger` is what its open items come to, where it has a register."""
    totals: dict[str, int] = {}
    for register in found:
        totals[register.account] = totals.get(register.account, 0) + register.total
    rows: list[dict[str, object]] = as_json(result)["accounts"]
    for row in rows:
        total = totals.get(str(row["name"]))
        row["subledger"] = None if total is None else decimal_text(total, result.currency)
    return rows


def print_registers(found: list[Subledger], broken: list[Difference], currency: str) -> None:
    """What each register of open items comes to, and where its control account differs."""
    differing = {one.account: one for one in broken}
    show.table(
        "Subledgers against their control accounts",
        ["register", "account", "open items", "total", "difference"],
        [
            (
                one.name,
                one.account,
                str(len(one.items)),
                decimal_text(one.total, currency),
                decimal_text(differing[one.account].minor, currency)
                if one.account in differing
                else "0.00",
            )
            for one in found
        ],
        right=["open items", "total", "difference"],
    )
    for one in broken:
        show.ERR.print(f"{one.account}: {one.text}", markup=False)


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
