"""runs: production runs with what they consumed and made."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import typer

from tieout.cli import show
from tieout.cli.main import DONE, AsJson, CompanyName, app
from tieout.core.scaled import Quantity
from tieout.runtime.company import open_company
from tieout.runtime.runs import production_runs


@app.command()
def runs(
    company: CompanyName,
    run: Annotated[str, typer.Option(help="Only this run.")] = "",
    only_open: Annotated[bool, typer.Option("--open", help="Only runs not complete.")] = False,
    json: AsJson = False,
) -> None:
    """Show production runs as they stand, from the facts that were taken."""
    found = production_runs(open_company(company), run, only_open=only_open)
    if json:
        show.as_json(
            [
                {"run": one.run, "location": one.location, "bom": one.bom, "begun": one.begun}
                | {"last": one.last, "status": one.status, "scrapped": str(Quantity(one.scrapped))}
                | {"expected": str(Quantity(one.expected))}
                | {"consumed": _units(one.consumed), "made": _units(one.made)}
                for one in found
            ]
        )
    else:
        show.table(
            "Production runs",
            ["run", "location", "begun", "last", "status", "consumed", "made"],
            [
                (
                    one.run,
                    one.location,
                    one.begun,
                    one.last,
                    one.status,
                    *map(_words, (one.consumed, one.made)),
                )
                for one in found
            ],
        )
    raise typer.Exit(DONE)


def _units(by_item: Mapping[str, int]) -> dict[str, str]:
    return {item: str(Quantity(units)) for item, units in by_item.items()}


def _words(by_item: Mapping[str, int]) -> str:
    return ", ".join(f"{units} {item}" for item, units in _units(by_item).items())
