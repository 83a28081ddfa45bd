"""verify: proof that the logs are whole and that the books follow from the records."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Final

import typer

from tieout.cli import show
from tieout.cli.main import ATTENTION, DONE, AsJson, CompanyName, app
from tieout.core.counted import counted
from tieout.runtime.company import Company, open_company
from tieout.runtime.verify import Verified, write_dump
from tieout.runtime.verify import verify as verify_company

BY_REPLAY: Final = "the logs are whole, and the books follow from the records"
BY_COSTS: Final = "the logs are whole, and the costs follow from what came in; the books were not made anew"
"""What is proved with a replay, and without."""


@app.command()
def verify(
    company: CompanyName,
    dump: Annotated[
        str, typer.Option(help="Only write the canonical dump to this file; - is standard output.")
    ] = "",
    replay: Annotated[
        bool, typer.Option("--replay/--no-replay", help="Make the books anew from the records.")
    ] = True,
    json: AsJson = False,
) -> None:
    """Prove that the logs are whole and that the books follow from the records."""
    opened = open_company(company)
    if dump:
        _dump(opened, dump, json=json)
        raise typer.Exit(DONE)
    with show.counting() as progress:
        task = progress.add_task("making the books anew", total=None, visible=replay and not json)
        found = verify_company(opened, replay=replay, tick=lambda count: progress.advance(task, count))
        show.finished(progress)
    if json:
        show.as_json(
            {"counts": found.counts, "problems": [show.problem_json(one) for one in found.problems]}
        )
    else:
        _print(found, proved=BY_REPLAY if replay else BY_COSTS)
    raise typer.Exit(ATTENTION if found.problems else DONE)


def _print(found: Verified, *, proved: str) -> None:
    rows = [(name, str(count)) for name, count in found.counts.items()]
    show.table("Looked at", ["what", "rows"], rows, right=["rows"])
    show.problems(found.problems)
    if found.problems:
        show.OUT.print(f"NOT VERIFIED: {counted(len(found.problems), 'divergence')}.")
    else:
        show.OUT.print(f"VERIFIED: {proved}.")


def _dump(company: Company, file: str, *, json: bool) -> None:
    if file == "-":
        write_dump(company, sys.stdout)
        return
    with Path(file).open("w", encoding="utf-8", newline="\n") as output:
        lines = write_dump(company, output)
    if json:
        show.as_json({"dump": file, "lines": lines})
    else:
        show.OUT.print(f"{counted(lines, 'line')} written to {file}.", markup=False)
