"""grni: goods received and not billed, by supplier and age, and closing what is never settled."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from tieout.cli import show
from tieout.cli.main import DONE, AsJson, CompanyName, GroupCompany, app, named
from tieout.core.money import decimal_text, minor_of_value
from tieout.core.scaled import Amount, Quantity
from tieout.runtime import acts
from tieout.runtime.bill_lines import Decided, correct_line, match_line
from tieout.runtime.company import open_company
from tieout.runtime.grni import LIMITS, Aged, OpenItem, age_days, close_line, open_grni, reclassify

verbs = typer.Typer(
    help="Goods received and not billed: list by supplier and age, close.", invoke_without_command=True
)
app.add_typer(verbs, name="grni")

AGES = (*(f"{least} to {most} days" for least, most in zip((0, 31, 61), LIMITS, strict=True)), "older")

Day = Annotated[str, typer.Option(help="YYYY-MM-DD; left out, today.")]


@verbs.callback()
def grni(
    context: typer.Context,
    company: GroupCompany = "",
    day: Day = "",
    lines: Annotated[bool, typer.Option("--lines", help="Every open receipt line, too.")] = False,
    json: AsJson = False,
) -> None:
    """What is open in GRNI by supplier and age; minus = owed, plus = billed or claimed without goods."""
    if context.invoked_subcommand:
        return
    opened = open_company(named(company))
    today, currency = _day(day), opened.settings.home_currency
    items, suppliers = open_grni(opened, today)
    if json:
        show.as_json(_plain(items, suppliers, today, currency))
    else:
        _print(items if lines else [], suppliers, today, currency)
    raise typer.Exit(DONE)


@verbs.command()
def close(
    reference: Annotated[str, typer.Argument(help="The open item as `tieout grni --lines` names it.")],
    company: CompanyName,
    why: Annotated[str, typer.Option(help="The reason, kept in the audit log.")],
    day: Day = "",
    json: AsJson = False,
) -> None:
    """Close what is open of a receipt line: its goods bear what is left, with the next run."""
    opened = open_company(company)
    done = close_line(opened, reference, why, _day(day), acts.who(), acts.clock())
    currency = opened.settings.home_currency
    amount = decimal_text(minor_of_value(done.value, currency), currency)
    if json:
        show.as_json(
            {
                "reference": done.reference,
                "units": str(Quantity(done.units)),
                "amount": amount,
                "day": done.day,
            }
        )
    else:
        show.OUT.print(
            f"{done.reference} is closed as of {done.day}: {amount} {currency} goes to its "
            "goods; run `tieout run` to post it.",
            markup=False,
        )
    raise typer.Exit(DONE)


BillLine = Annotated[
    str, typer.Argument(help="The bill's type and id in QuickBooks and its line: 'Bill 145/1'.")
]
Receipts = Annotated[list[str], typer.Argument(help="The receipt lines it is for, such as GR-17/1.")]


@verbs.command()
def match(
    line: BillLine,
    receipts: Receipts,
    company: CompanyName,
    why: Annotated[str, typer.Option(help="The reason, kept in the audit log.")] = "",
    json: AsJson = False,
) -> None:
    """Say which receipt lines a bill entered in QuickBooks is for."""
    done = match_line(open_company(company), line, receipts, why, acts.who(), acts.clock())
    _say(done, f"{done.line} is for {', '.join(done.receipts)}; run `tieout run` to post it.", as_json=json)


@verbs.command()
def correct(
    line: BillLine,
    receipts: Receipts,
    company: CompanyName,
    why: Annotated[str, typer.Option(help="The reason, kept in the audit log.")],
    json: AsJson = False,
) -> None:
    """Approve moving goods on a bill in QuickBooks from another account to GRNI."""
    done = correct_line(open_company(company), line, receipts, why, acts.who(), acts.clock())
    moved = f"{Amount(done.amount)} {done.currency} of {done.line} go to GRNI"
    _say(done, f"{moved} for {', '.join(done.receipts)}; run `tieout run` to post it.", as_json=json)


def _say(done: Decided, text: str, *, as_json: bool) -> None:
    if as_json:
        plain = {"line": done.line, "receipts": list(done.receipts)}
        show.as_json({**plain, "amount": str(Amount(done.amount)), "currency": done.currency})
    else:
        show.OUT.print(text, markup=False)
    raise typer.Exit(DONE)


@verbs.command(name="reclassify")
def reclassify_debits(
    company: CompanyName,
    through: Annotated[str, typer.Option(help="The last day of the period, YYYY-MM-DD.")],
    why: Annotated[str, typer.Option(help="The reason, kept in the audit log.")],
    json: AsJson = False,
) -> None:
    """Show what is billed and not received at the end of a period as prepayments, until the day after."""
    opened = open_company(company)
    found = reclassify(opened, _day(through), why, acts.who(), acts.clock())
    currency = opened.settings.home_currency
    rows = [
        (one.name, one.party, decimal_text(minor_of_value(one.value, currency), currency)) for one in found
    ]
    if json:
        show.as_json([{"reference": row[0], "supplier": row[1], "amount": row[2]} for row in rows])
    else:
        title = f"Prepayments at the end of {through}, {currency}"
        show.table(title, ["line", "supplier", "amount"], rows)
    raise typer.Exit(DONE)


def _day(text: str) -> date:
    if not text:
        return acts.clock().date()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter("a date is written YYYY-MM-DD", param_hint="--day") from None


def _plain(items: list[OpenItem], suppliers: list[Aged], today: date, currency: str) -> dict[str, object]:
    return {
        "day": today,
        "currency": currency,
        "suppliers": [
            {
                "supplier": one.party,
                **{name: decimal_text(minor, currency) for name, minor in zip(AGES, one.sums, strict=True)},
                "total": decimal_text(one.total, currency),
            }
            for one in suppliers
        ],
        "lines": [
            {
                "reference": one.name,
                "supplier": one.party,
                "since": one.since,
                "days": age_days(one, today),
                "units": str(Quantity(one.quantity)),
                "amount": decimal_text(minor_of_value(one.value, currency), currency),
            }
            for one in items
        ],
    }


def _print(items: list[OpenItem], suppliers: list[Aged], today: date, currency: str) -> None:
    show.table(
        f"GRNI on {today}, {currency}: minus is owed, plus is billed without goods",
        ["supplier", *AGES, "total"],
        [
            (
                one.party or "(none)",
                *(decimal_text(minor, currency) for minor in (*one.sums, one.total)),
            )
            for one in suppliers
        ],
    )
    if items:
        show.table(
            "Open receipt lines; units: here and not billed, minus = billed and not here",
            ["line", "supplier", "open since", "units", "amount"],
            [
                (
                    one.name,
                    one.party,
                    one.since,
                    str(Quantity(one.quantity)),
                    decimal_text(minor_of_value(one.value, currency), currency),
                )
                for one in items
            ],
        )
