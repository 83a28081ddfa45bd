"""periods: through which day the books are closed; close, reopen."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Annotated

import typer

from tieout.cli import show
from tieout.cli.main import ATTENTION, DONE, AsJson, CompanyName, GroupCompany, app, named
from tieout.core.period import span
from tieout.runtime import acts
from tieout.runtime.company import open_company
from tieout.runtime.periods import close_period, left_open, list_periods, reopen_period

verbs = typer.Typer(
    help="Through which day the books are closed: list, close, reopen.", invoke_without_command=True
)
app.add_typer(verbs, name="periods")


@verbs.callback()
def periods(context: typer.Context, company: GroupCompany = "", json: AsJson = False) -> None:
    """Through which day the books are closed, and every act that closed or reopened them."""
    if context.invoked_subcommand:
        return
    found = list_periods(open_company(named(company)))
    if json:
        show.as_json(asdict(found))
        raise typer.Exit(DONE)
    show.OUT.print(_standing(found.closed_through))
    if found.acts:
        rows = [(one.act, one.through or "nothing", one.who, one.at[:16], one.why) for one in found.acts]
        show.table("Acts", ["act", "closed through", "who", "when", "why"], rows)
    raise typer.Exit(DONE)


def _standing(through: date | None) -> str:
    closed = f"The books are closed through {through}." if through else "Nothing is closed."
    return f"{closed} QuickBooks' own closing date is looked at in every run; the later one counts."


@verbs.command()
def close(
    period: Annotated[str, typer.Argument(help="Its last day, YYYY-MM-DD, or a month, quarter or year.")],
    company: CompanyName,
    why: Annotated[str, typer.Option(help="A note, kept in the audit log.")] = "",
    yes: Annotated[
        bool, typer.Option("--yes", help="Close without asking, whatever is left open.")
    ] = False,
    json: AsJson = False,
) -> None:
    """Close the books through a day: what is told of it later posts on the first open day."""
    day = _last_day(period)
    opened = open_company(company)
    left = [] if yes else left_open(opened, day, acts.clock().date())
    if left:
        show.problems(left)
        typer.confirm(f"Close through {day} all the same?", abort=True, err=True)
    left = close_period(opened, day, why or "closed", acts.who(), acts.clock())
    if json:
        show.as_json({"closed_through": day, "left_open": [show.problem_json(one) for one in left]})
    else:
        show.problems(left if yes else [])
        show.OUT.print(f"The books are closed through {day}.")
    raise typer.Exit(ATTENTION if left else DONE)


@verbs.command()
def reopen(
    company: CompanyName,
    why: Annotated[str, typer.Option(help="The reason, kept in the audit log.")],
    through: Annotated[
        str, typer.Option(help="Stay closed through this day; default: as before the last closing.")
    ] = "",
    json: AsJson = False,
) -> None:
    """Open a closed period again; what posted on an open day meanwhile stays there."""
    day = _last_day(through) if through else None
    to = reopen_period(open_company(company), day, why, acts.who(), acts.clock())
    if json:
        show.as_json({"closed_through": to})
    else:
        show.OUT.print(f"The books are closed through {to}." if to else "Nothing is closed.")
    raise typer.Exit(DONE)


def _last_day(text: str) -> date:
    """The last day of what a person names: a day, month, quarter, year.

    Raises:
        BadParameter: it is none of these.
    """
    try:
        return date.fromisoformat(text) if text.count("-") == 2 else span(text).last
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no day YYYY-MM-DD, month, quarter or year") from None
