"""reconcile: what QuickBooks holds against what it should hold, to the cent and to the document."""

from __future__ import annotations

from typing import Annotated

import typer

from tieout.cli import show
from tieout.cli.main import ATTENTION, DONE, AsJson, CompanyName, app, day_of
from tieout.cli.registers import LOTS, print_items, print_lots, print_registers, wanted
from tieout.core.counted import counted
from tieout.core.money import decimal_text
from tieout.core.problem import Problem
from tieout.runtime.acts import tie_out
from tieout.runtime.company import open_company
from tieout.runtime.pairing import unpaired_sales
from tieout.runtime.subledgers import Compared, held_lots, register_as_json, registers
from tieout.runtime.tieout import AccountRow, TieOut, as_json, problems


@app.command()
def reconcile(
    company: CompanyName,
    through: Annotated[
        str, typer.Option(help="Last day compared, YYYY-MM-DD; default: the last sealed day.")
    ] = "",
    items: Annotated[
        list[str] | None,
        typer.Option(help="List what stands open: a role, account or party, or all. May be repeated."),
    ] = None,
    json: AsJson = False,
) -> None:
    """Tie out every mapped account and name the first day and document of each divergence.

    Open items of a register that differs from its account are always listed.
    """
    opened = open_company(company)
    result = tie_out(opened, day_of(through, "--through") if through else None)
    found = registers(opened, result.window.through)
    apart = unpaired_sales(opened, result.window.through)
    if json:
        show.as_json(_with_pairing(_with_registers(result, found), apart))
    else:
        print_table(result)
        print_registers(found.registers, result.currency)
        for lot in found.lots:
            show.ERR.print(f"{lot.account}: {lot.text}", markup=False, soft_wrap=True)
        listed = wanted(found.registers, items or ())
        for one in listed:
            print_items(one, result.currency, result.window.through)
        if any(one.name == LOTS for one in listed):
            names = {one.account for one in listed if one.name == LOTS}
            print_lots([lot for lot in held_lots(opened) if lot.account in names], result.currency)
        show.problems([*problems(result), *apart])
        if result.confirmed:
            show.OUT.print(_taken_over(result), markup=False, soft_wrap=True)
        show.OUT.print(result.line(), markup=False, soft_wrap=True)
        if not found.agrees:
            show.OUT.print(found.line(result.currency), markup=False, soft_wrap=True)
        if apart:
            lines = counted(len(apart), "sold order line", "sold order lines")
            show.OUT.print(f"Revenue and cost stand apart: {lines}", markup=False, soft_wrap=True)
    raise typer.Exit(DONE if result.tied and found.agrees and not apart else ATTENTION)


def _with_registers(result: TieOut, found: Compared) -> list[dict[str, object]]:
    """A row per account with its registers; `subledger` is what they come to, where they are all of it."""
    rows: list[dict[str, object]] = as_json(result)["accounts"]
    for row in rows:
        name = str(row["name"])
        own = [one for one in found.registers if one.account == name]
        whole = bool(own) and not any(one.part for one in own)
        total = sum(one.total for one in own)
        row["subledger"] = decimal_text(total, result.currency) if whole else None
        row["registers"] = [register_as_json(one, result.currency, result.window.through) for one in own]
        row["lots"] = [one.text for one in found.lots if one.account == name]
    return rows


def _with_pairing(rows: list[dict[str, object]], apart: list[Problem]) -> list[dict[str, object]]:
    """What stands apart of revenue and cost, on the first account of cost of goods sold, else the first."""
    for row in rows:
        row["unpaired"] = []
    for row in [*(row for row in rows if row["role"] == "cogs"), *rows][:1]:
        row["unpaired"] = [show.problem_json(one) for one in apart]
    return rows


def _taken_over(result: TieOut) -> str:
    """What the expected balances took over of QuickBooks' own rounding, told once."""
    documents = counted(len({one.document for one in result.confirmed}), "document")
    cents = ", ".join(
        f"{one.account} {decimal_text(one.minor, result.currency)}" for one in result.confirmed
    )
    return f"Home amounts of {documents} taken over as QuickBooks rounded them: {cents}"


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
            if _moved(row)
        ],
        right=["expected", "QuickBooks", "difference", "explained"],
    )
    empty = sum(not _moved(row) for row in result.rows)
    if empty:
        show.OUT.print(
            f"{counted(empty, 'account')} without a balance on either side not shown; --json has all."
        )


def _moved(row: AccountRow) -> bool:
    return bool(row.expected or row.quickbooks or row.differences)
