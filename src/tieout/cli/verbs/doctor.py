"""doctor: what would hurt later, looked at before it does."""

from __future__ import annotations

from typing import Any

import typer

from tieout.cli import show
from tieout.cli.main import ATTENTION, DONE, AsJson, CompanyName, app
from tieout.runtime.company import open_company
from tieout.runtime.doctor import Finding, examine


@app.command()
def doctor(company: CompanyName, json: AsJson = False) -> None:
    """Check the machine, the company's file and its QuickBooks; nothing is changed."""
    found = list(examine(open_company(company)))
    if json:
        show.as_json([_plain(one) for one in found])
    else:
        show.table(
            f"Pre-flight of {company}",
            ["check", "", "found", "next step"],
            [
                (one.check, one.level, one.text, one.problem.next_step if one.problem else "")
                for one in found
            ],
        )
    raise typer.Exit(ATTENTION if any(one.level != "ok" for one in found) else DONE)


def _plain(one: Finding) -> dict[str, Any]:
    plain: dict[str, Any] = {"check": one.check, "level": one.level, "text": one.text}
    return {**plain, "problem": show.problem_json(one.problem) if one.problem else None}
