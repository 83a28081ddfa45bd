"""export: the books in a format other programs read."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from tieout.cli import show
from tieout.cli.main import DONE, AsJson, CompanyName, app
from tieout.core.counted import counted
from tieout.runtime.company import Company, open_company
from tieout.runtime.export import export as export_books


class By(StrEnum):
    """What one transaction of the export is."""

    DOCUMENT = "document"
    ENTRY = "entry"


@app.command()
def export(
    company: CompanyName,
    format_: Annotated[str, typer.Option("--format", help="beancount, hledger or csv.")],
    output: Annotated[str, typer.Option(help="The file to write; - is standard output.")],
    by: Annotated[By, typer.Option(help="One transaction per document, or per entry.")] = By.DOCUMENT,
    json: AsJson = False,
) -> None:
    """Write every sealed document, with what leads back to its events, in a format of your choice."""
    count = _write(open_company(company), format_, output, by_entry=by is By.ENTRY)
    if json and output != "-":
        show.as_json({"output": output, "format": format_, "transactions": count})
    else:
        show.ERR.print(f"{counted(count, 'transaction')} written to {output}.", markup=False)
    raise typer.Exit(DONE)


def _write(company: Company, format_: str, output: str, *, by_entry: bool) -> int:
    """Write beside the file and put it in place when it is whole."""
    if output == "-":
        return export_books(company, format_, sys.stdout, by_entry=by_entry)
    target = Path(output)
    part = target.with_name(f"{target.name}.part")
    try:
        with part.open("w", encoding="utf-8", newline="") as text:
            count = export_books(company, format_, text, by_entry=by_entry)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return count
