"""verify: proof that the log is whole and that the books follow from the records."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from tieout.cli import show
from tieout.cli.main import DONE, AsJson, CompanyName, app
from tieout.runtime.company import open_company
from tieout.runtime.verify import write_dump


@app.command()
def verify(
    company: CompanyName,
    dump: Annotated[
        str, typer.Option(help="Only write the canonical dump to this file; - is standard output.")
    ] = "",
    json: AsJson = False,
) -> None:
    """Write the canonical dump."""
    opened = open_company(company)
    if dump == "-":
        write_dump(opened, sys.stdout)
    elif dump:
        with Path(dump).open("w", encoding="utf-8", newline="\n") as output:
            lines = write_dump(opened, output)
        if json:
            show.as_json({"dump": dump, "lines": lines})
        else:
            show.OUT.print(f"{lines} lines written to {dump}.", markup=False)
    raise typer.Exit(DONE)
