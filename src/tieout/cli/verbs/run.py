"""run: from accepted events to QuickBooks, until nothing is left to do now."""

from __future__ import annotations

from typing import Annotated

import typer

from tieout.cli import show
from tieout.cli.main import ATTENTION, DONE, LATER, AsJson, CompanyName, app, day_of
from tieout.core.counted import counted
from tieout.runtime import acts
from tieout.runtime.acts import RunResult
from tieout.runtime.cases import list_cases
from tieout.runtime.company import open_company

STAGES = {"cost": "costing and posting", "seal": "sealing documents", "deliver": "crossing to QuickBooks"}


@app.command()
def run(
    company: CompanyName,
    until_idle: Annotated[
        bool, typer.Option("--until-idle", help="Wait for uncertain outcomes until nothing is left.")
    ] = False,
    today: Annotated[
        str, typer.Option(help="Take this as today when sealing, YYYY-MM-DD; default: the calendar.")
    ] = "",
    json: AsJson = False,
) -> None:
    """Cost, post, seal and deliver what is accepted; goes on where a killed run stopped."""
    opened = open_company(company)
    day = day_of(today, "--today") if today else None
    with show.counting() as progress:
        tasks = {
            stage: progress.add_task(text, total=None, visible=not json) for stage, text in STAGES.items()
        }
        result = acts.run(
            opened,
            today=day,
            until_idle=until_idle,
            tick=lambda stage, count: progress.advance(tasks[stage], count),
        )
        show.finished(progress)
    cases = len(list_cases(opened))
    if json:
        show.as_json({**_plain(result), "open_cases": cases})
    else:
        _print(result, cases)
    waiting = result.delivered is not None and bool(result.delivered.waiting)
    raise typer.Exit(LATER if waiting else ATTENTION if cases else DONE)


def _plain(result: RunResult) -> dict[str, object]:
    done = result.delivered
    return {
        "costed": result.costed,
        "quarantined": result.quarantined,
        "sealed": result.sealed,
        "records": result.records,
        "confirmed": done.confirmed if done else 0,
        "refused": done.refused if done else 0,
        "uncertain": done.uncertain if done else 0,
        "requests": done.requests if done else 0,
        "waiting": done.waiting if done else "",
        "warnings": [show.problem_json(one) for one in result.warnings],
        "problem": show.problem_json(done.problem) if done and done.problem else None,
    }


def _print(result: RunResult, cases: int) -> None:
    done = result.delivered
    confirmed = done.confirmed if done else 0
    records = f" and {counted(result.records, 'list record')}" if result.records else ""
    worked = f"{counted(result.costed, 'event')} costed"
    worked += f", {result.quarantined} quarantined" if result.quarantined else ""
    show.OUT.print(
        f"{worked}, {counted(result.sealed, 'document')}{records} sealed, "
        f"{confirmed} confirmed by QuickBooks."
    )
    if done and done.waiting:
        show.OUT.print(f"Not finished: {done.waiting}.", markup=False)
    if done and done.problem:
        show.problems([done.problem])
    show.problems(result.warnings)
    if cases:
        are = "is" if cases == 1 else "are"
        show.OUT.print(f"{counted(cases, 'exception')} {are} open: see `tieout cases`.")
