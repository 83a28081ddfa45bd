"""cases: open exceptions, each with its owner, due time and next step, and the acts that end them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Final

import typer

from tieout.cli import show
from tieout.cli.main import ATTENTION, DONE, AsJson, CompanyName, GroupCompany, app, named
from tieout.core.case import Case
from tieout.core.counted import counted
from tieout.core.scaled import Quantity
from tieout.runtime import acts, stopped
from tieout.runtime import cases as acts_on
from tieout.runtime import sweep as drift
from tieout.runtime.company import open_company
from tieout.runtime.waiting import UninvoicedLine, WaitingSale, uninvoiced_lines, waiting_sales

WAITING: Final = 10
"""Sales that wait for their goods, and shipped lines without an invoice, that are listed."""

verbs = typer.Typer(
    help="Open exceptions: list, release, retry, write off, resolve.", invoke_without_command=True
)
app.add_typer(verbs, name="cases")


@verbs.callback()
def cases(
    context: typer.Context,
    company: GroupCompany = "",
    stage: Annotated[str, typer.Option(help="admission, costing, posting, delivery or reconcile.")] = "",
    json: AsJson = False,
) -> None:
    """List the open exceptions, oldest first, and what waits: sales for goods, goods for an invoice."""
    if context.invoked_subcommand:
        return
    opened = open_company(named(company))
    found = acts_on.list_cases(opened, stage)
    if json:
        show.as_json([plain(case) for case in found])
    else:
        for case in found:
            show.OUT.print(
                f"[bold]{case.id}[/bold] {case.problem.code} ({case.stage}, {case.problem.owner})"
            )
            show.OUT.print(f"  {case.problem.what} {case.problem.why}", markup=False)
            show.OUT.print(f"  → {case.problem.next_step}", markup=False)
        show.OUT.print(f"{len(found)} open.")
        if stage in {"", "recognition"}:
            _print_waiting(waiting_sales(opened))
            _print_uninvoiced(uninvoiced_lines(opened))
    raise typer.Exit(ATTENTION if found else DONE)


def _print_waiting(found: Sequence[WaitingSale]) -> None:
    """Sales whose goods are not all shipped, with the day after which each is an exception."""
    if not found:
        return
    waits = "waits" if len(found) == 1 else "wait"
    show.OUT.print(
        f"{counted(len(found), 'sale')} {waits} for goods of the order; each is posted as a whole:"
    )
    for one in found[:WAITING]:
        show.OUT.print(
            f"  {one.kind} {one.number} of {one.day}, order {one.order}: due {one.due}",
            markup=False,
            soft_wrap=True,
        )
    if len(found) > WAITING:
        show.OUT.print(f"  and {len(found) - WAITING} more")


def _print_uninvoiced(found: Sequence[UninvoicedLine]) -> None:
    """Shipped lines that no sale bills, with the day after which each is an exception."""
    if not found:
        return
    waits = "waits" if len(found) == 1 else "wait"
    show.OUT.print(f"{counted(len(found), 'shipped line')} {waits} for an invoice:")
    for one in found[:WAITING]:
        whose = f"order {one.order}" if one.order else "no order"
        whose += f", customer {one.customer}" if one.customer else ""
        show.OUT.print(
            f"  {one.shipment}/{one.line} of {one.day}, {whose}: {Quantity(one.units)} {one.item}, "
            f"due {one.due}",
            markup=False,
            soft_wrap=True,
        )
    if len(found) > WAITING:
        show.OUT.print(
            f"  and {len(found) - WAITING} more; all: tieout reconcile --items shipped_not_invoiced"
        )


@verbs.command()
def release(
    company: CompanyName,
    ids: Annotated[
        list[str] | None, typer.Argument(help="Case ids; none = every quarantined event.")
    ] = None,
    json: AsJson = False,
) -> None:
    """Let mended, quarantined events try again in the next run."""
    done = acts_on.release(open_company(company), ids or [], acts.who(), acts.clock())
    _report(done, "released; run `tieout run` to take them up", json=json)


@verbs.command()
def resolve(
    company: CompanyName,
    ids: Annotated[list[str], typer.Argument(help="Case ids.")],
    why: Annotated[str, typer.Option(help="The reason, kept in the audit log.")],
    json: AsJson = False,
) -> None:
    """Close exceptions by an act of a person."""
    done = acts_on.resolve(open_company(company), ids, why, acts.who(), acts.clock())
    _report(done, "resolved", json=json)


@verbs.command()
def retry(
    company: CompanyName,
    ids: Annotated[list[str] | None, typer.Argument(help="Case ids.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Every refused document.")] = False,
    json: AsJson = False,
) -> None:
    """Let documents that QuickBooks refused try again in the next run, once the cause is mended."""
    if every == bool(ids):
        raise typer.BadParameter("name cases, or say --all", param_hint="ID")
    done = stopped.retry(open_company(company), ids or [], acts.who(), acts.clock())
    _documents(done, "ready again; run `tieout run` to send them", json=json)


@verbs.command(name="write-off")
def write_off(
    company: CompanyName,
    ids: Annotated[list[str], typer.Argument(help="Case ids.")],
    why: Annotated[str, typer.Option(help="The reason, kept in the audit log.")],
    following: Annotated[
        bool, typer.Option("--following", help="Give up the documents that need them, too.")
    ] = False,
    json: AsJson = False,
) -> None:
    """Give up refused or blocked documents: they will never cross, and are expected no more."""
    done = stopped.write_off(open_company(company), ids, why, acts.who(), acts.clock(), following=following)
    _documents(done, "written off", json=json)


@verbs.command()
def accept(
    company: CompanyName,
    ids: Annotated[list[str], typer.Argument(help="Case ids.")],
    why: Annotated[str, typer.Option(help="The reason, kept in the audit log.")],
    json: AsJson = False,
) -> None:
    """Accept what people made of documents in QuickBooks: it is not raised again."""
    done = drift.accept(open_company(company), ids, why, acts.who(), acts.clock())
    _report(done, "accepted", json=json)


@verbs.command()
def restore(
    company: CompanyName,
    ids: Annotated[list[str], typer.Argument(help="Case ids.")],
    why: Annotated[str, typer.Option(help="The reason, kept in the audit log.")],
    json: AsJson = False,
) -> None:
    """Write documents again as they were sent, over what people made of them."""
    done = drift.restore(open_company(company), ids, why, acts.who(), acts.clock())
    _report(done, "restored", json=json)


def _documents(done: Sequence[str], what: str, *, json: bool) -> None:
    if json:
        show.as_json(list(done))
    else:
        show.OUT.print(f"{len(done)} {what}.")
    raise typer.Exit(DONE)


def _report(done: list[Case], what: str, *, json: bool) -> None:
    if json:
        show.as_json([plain(case) for case in done])
    else:
        show.OUT.print(f"{len(done)} {what}.")
    raise typer.Exit(DONE)


def plain(case: Case) -> dict[str, Any]:
    """A case as plain values."""
    return {
        "id": case.id,
        "stage": case.stage,
        **show.problem_json(case.problem),
        "about": case.subject,
        "opened": case.opened,
        "due": case.due,
    }
