"""demo: the whole journey on a month of a made-up manufacturer."""

from __future__ import annotations

from typing import Annotated

import typer

from tieout.cli import show
from tieout.cli.database import Database, without_password
from tieout.cli.main import ATTENTION, DONE, app
from tieout.cli.verbs.reconcile import print_table
from tieout.cli.verbs.run import STAGES
from tieout.core.counted import counted
from tieout.core.money import decimal_text
from tieout.runtime import acts
from tieout.runtime import demo as month
from tieout.runtime.cases import list_cases
from tieout.runtime.company import company_folder


@app.command()
def demo(
    seed: Annotated[int, typer.Option(help="Another seed makes another month.")] = 7,
    orders: Annotated[int, typer.Option(min=200, help="Orders in the month.")] = 2000,
    database: Database = "",
) -> None:
    """Generate a month of operations, load it, run it and tie it out."""
    paths = month.write_files(company_folder(month.NAME).parent.parent / "demo-files", seed, orders)
    show.OUT.print(f"Wrote {len(paths)} event files to {paths[0].parent}.", markup=False)
    company = month.create(without_password(database))
    with show.reading() as progress:
        task = progress.add_task("reading", total=sum(path.stat().st_size for path in paths))
        results = month.load(company, paths, lambda _path, size: progress.advance(task, size))
        show.finished(progress)
    show.problems(acts.file_problems(results))
    with show.counting() as progress:
        tasks = {stage: progress.add_task(text, total=None) for stage, text in STAGES.items()}
        month.run(company, lambda stage, count: progress.advance(tasks[stage], count))
        show.finished(progress)
    month.trade_on(company)
    cases = list_cases(company)
    show.OUT.print(
        f"\n{counted(len(cases), 'exception')}, each from a planted fault (examples/demo/expected.md):"
    )
    for case in cases:
        show.OUT.print(f"  {case.problem.code}: {case.problem.what}", markup=False)
    show.OUT.print(f"{month.stock(company).text()} (goods stay apart by day, run and delivery).")
    result = month.tie(company)
    print_table(result)
    show.OUT.print("Entered in QuickBooks by others, on shared accounts:")
    for account, one in result.of_others:
        amount = decimal_text(one.minor, result.currency)
        show.OUT.print(f"  {one.day} {one.quickbooks}: {amount} on {account}", markup=False)
    show.OUT.print("Try next:")
    for command in (
        "tieout cases --company demo",
        "tieout reconcile --company demo",
        f"tieout trace {month.an_order(paths)} --company demo",
    ):
        show.OUT.print(f"  .venv/bin/{command}", markup=False)
    show.OUT.print(result.line(), markup=False, soft_wrap=True)
    raise typer.Exit(DONE if result.tied else ATTENTION)
