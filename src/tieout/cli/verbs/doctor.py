"""doctor: what would hurt later, looked at before it does."""

from __future__ import annotations

from typing import Any, Final

import typer

from tieout.cli import show
from tieout.cli.main import ATTENTION, DONE, AsJson, CompanyName, app
from tieout.runtime.company import open_company
from tieout.runtime.doctor import Finding, examine

SHOWN: Final = 5


@app.command()
def doctor(company: CompanyName, json: AsJson = False) -> None:
    """Check the machine, the company's file and its QuickBooks; nothing is changed."""
    found = list(examine(open_company(company)))
    if json:
        show.as_json([_plain(one) for one in found])
    else:
        show.table(
            f"Pre-flight of {company}",
            ["check", "", "found", "next step", "owner"],
            [row for one in found for row in _rows(one)],
        )
    raise typer.Exit(ATTENTION if any(one.level != "ok" for one in found) else DONE)


def _rows(one: Finding) -> list[tuple[str, ...]]:
    """One row where all is well, else one per problem, the first few of many."""
    if not one.problems:
        return [(one.check, one.level, one.text, "", "")]
    rows: list[tuple[str, ...]] = [
        (one.check, one.level, f"{each.what} {each.why}", each.next_step, each.owner)
        for each in one.problems[:SHOWN]
    ]
    left = len(one.problems) - SHOWN
    return (
        [*rows, (one.check, one.level, f"and {left} more: --json lists all", "", "")] if left > 0 else rows
    )


def _plain(one: Finding) -> dict[str, Any]:
    plain: dict[str, Any] = {"check": one.check, "level": one.level, "text": one.text}
    return {**plain, "problems": [show.problem_json(each) for each in one.problems]}
