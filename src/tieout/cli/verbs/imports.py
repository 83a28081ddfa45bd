"""import: QuickBooks' lists read and kept; what they hold that is like ours, linked or told apart."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Annotated

import typer

from tieout.cli import show
from tieout.cli.main import ATTENTION, DONE, AsJson, CompanyName, GroupCompany, app, named
from tieout.runtime import acts
from tieout.runtime.company import open_company
from tieout.runtime.imports import Suggestion
from tieout.runtime.tax_setup import RATE_NAME_LENGTH, TaxThere, TaxWanted, set_up_tax

verbs = typer.Typer(
    help="QuickBooks' lists: read them, link what is the same.", invoke_without_command=True
)
app.add_typer(verbs, name="import")

LEAST = typer.Option("--at-least", min=0, max=100, help="Show from this likeness in percent on.")
Currency = Annotated[str, typer.Option(help="The currency of the record; home where left out.")]
Key = Annotated[str, typer.Argument(help="A party of ours, or for a product its account key.")]


class Kind(StrEnum):
    """The lists whose records may be linked."""

    CUSTOMER = "customer"
    VENDOR = "vendor"
    ITEM = "item"


class PartyKind(StrEnum):
    """The lists tieout makes records of parties in."""

    CUSTOMER = "customer"
    VENDOR = "vendor"


@verbs.callback()
def lists(
    context: typer.Context,
    company: GroupCompany = "",
    json: AsJson = False,
) -> None:
    """Read accounts, parties, products, taxes, classes, locations and terms; keep what changed."""
    if context.invoked_subcommand:
        return
    changes = acts.import_lists(open_company(named(company)))
    if json:
        show.as_json([one._asdict() for one in changes])
    else:
        show.table(
            "Lists of QuickBooks",
            ["list", "records", "new", "changed", "gone"],
            [tuple(str(value) for value in one) for one in changes],
        )
    raise typer.Exit(DONE)


@verbs.command()
def suggestions(company: CompanyName, at_least: Annotated[int, LEAST] = 0, json: AsJson = False) -> None:
    """Our parties without a record, and what QuickBooks has that is like them; nothing is linked."""
    found = acts.suggestions(open_company(company), at_least)
    if json:
        show.as_json([_plain(one) for one in found])
    else:
        show.table(
            "Perhaps the same",
            ["ours", "currency", "in QuickBooks", "documents wait"],
            [
                (f"{one.type} {one.key}: {one.name}", one.currency, _close(one), "yes" if one.asked else "")
                for one in found
            ],
        )
    raise typer.Exit(ATTENTION if any(one.asked for one in found) else DONE)


@verbs.command()
def link(
    company: CompanyName,
    kind: Kind,
    party: Key,
    record: Annotated[str, typer.Argument(help="The id of the record in QuickBooks.")],
    currency: Currency = "",
) -> None:
    """They are one: documents of the party name that record from the next run on."""
    found = acts.link_record(open_company(company), kind.value, party, record, currency)
    show.OUT.print(f"{party} is {found.type} {found.id}, {found.name}.", markup=False)
    raise typer.Exit(DONE)


@verbs.command()
def create(
    company: CompanyName,
    kind: PartyKind,
    party: Key,
    why: Annotated[str, typer.Option(help="Why it is another one, for the audit log.")],
    currency: Currency = "",
) -> None:
    """They are two: the party gets a record of its own in the next run."""
    acts.create_record(open_company(company), kind.value, party, currency, why)
    show.OUT.print(f"{party} gets a {kind.value} of its own.", markup=False)
    raise typer.Exit(DONE)


@verbs.command()
def tax(
    company: CompanyName,
    agency: Annotated[str, typer.Argument(help="The agency as events name it, such as CDTFA.")],
    code: Annotated[str, typer.Argument(help="The name of the tax code in QuickBooks.")],
    percent: Annotated[str, typer.Option(help="Its rate in percent, such as 8.25.")],
    rate_name: Annotated[str, typer.Option(help="Name of a new rate; default: the code's.")] = "",
    agency_name: Annotated[str, typer.Option(help="The agency's name in QuickBooks.")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Agree ahead to what is to be made.")] = False,
) -> None:
    """Link an agency to a tax code of QuickBooks; what is not there is made once you agree."""
    rate = rate_name or code[:RATE_NAME_LENGTH].strip()
    wanted = TaxWanted(code, rate, _percent(percent), agency_name or agency)

    def agree(there: TaxThere) -> bool:
        missing = [one for one, id_ in zip(("rate", "agency"), there[1:], strict=True) if not id_]
        if there.code:
            show.OUT.print(f"QuickBooks has the code {code} (id {there.code}); it is linked.", markup=False)
            return True
        what = " and ".join(["the code", *(f"its {one}" for one in missing)])
        return yes or typer.confirm(f"Make {what} in QuickBooks?", err=True)

    made = set_up_tax(open_company(company), agency, wanted, agree, acts.who(), acts.clock())
    if made is None:
        show.OUT.print("Nothing was made.")
        raise typer.Exit(ATTENTION)
    show.OUT.print(f"Tax of {agency} stands for code {made.code}, rate {made.rate}.", markup=False)
    raise typer.Exit(DONE)


def _percent(text: str) -> Decimal:
    try:
        percent = Decimal(text)
    except InvalidOperation:
        raise typer.BadParameter("a number such as 8.25", param_hint="--percent") from None
    if not 0 <= percent <= 100:
        raise typer.BadParameter("between 0 and 100", param_hint="--percent")
    return percent


def _close(one: Suggestion) -> str:
    return "; ".join(
        f"{close.record.name} (id {close.record.id}, {close.percent} % by {close.why})"
        for close in one.close[:3]
    )


def _plain(one: Suggestion) -> dict[str, object]:
    rows: Sequence[dict[str, object]] = [
        {"id": close.record.id, "name": close.record.name, "percent": close.percent, "why": close.why}
        for close in one.close
    ]
    return {
        "type": one.type,
        "key": one.key,
        "name": one.name,
        "currency": one.currency,
        "documents_wait": one.asked,
        "quickbooks": rows,
    }
