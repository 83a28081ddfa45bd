"""load: files of events come in; what is good is taken, what is not is listed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tieout.cli import show
from tieout.cli.main import ATTENTION, DONE, AsJson, CompanyName, app
from tieout.runtime import acts
from tieout.runtime.company import open_company


@app.command()
def load(
    files: Annotated[list[Path], typer.Argument(help="JSON Lines (.jsonl) or CSV (.csv) files of events.")],
    company: CompanyName,
    json: AsJson = False,
) -> None:
    """Take in files of events; loading the same file again changes nothing."""
    opened = open_company(company)
    with show.reading() as progress:
        sizes = {path: path.stat().st_size if path.is_file() else 0 for path in files}
        task = progress.add_task("reading", total=sum(sizes.values()), visible=not json)
        results = acts.load(opened, files, lambda _path, size: progress.advance(task, size))
        show.finished(progress)
    found = acts.file_problems(results)
    if json:
        show.as_json([_plain(path, result) for path, result in results.items()])
    else:
        show.table(
            "Loaded",
            ["file", "taken", "of these revisions", "known before", "refused"],
            [
                (path.name, str(r.taken), str(r.revised), str(r.repeated), str(r.refused))
                for path, r in results.items()
            ],
            right=["taken", "of these revisions", "known before", "refused"],
        )
        show.problems(found)
    raise typer.Exit(ATTENTION if found else DONE)


def _plain(path: Path, result: acts.LoadResult) -> dict[str, object]:
    return {
        "file": str(path),
        "taken": result.taken,
        "revised": result.revised,
        "known": result.repeated,
        "refused": result.refused,
        "problems": [show.problem_json(one) for one in result.problems],
    }
