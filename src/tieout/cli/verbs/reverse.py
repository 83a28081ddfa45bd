"""reverse: a document QuickBooks holds is taken back by another one, never deleted."""

from __future__ import annotations

from typing import Annotated

import typer

from tieout.cli import show
from tieout.cli.main import DONE, AsJson, CompanyName, app
from tieout.core.counted import counted
from tieout.core.money import decimal_text
from tieout.runtime import acts
from tieout.runtime.company import open_company
from tieout.runtime.reversal import Reversed, reverse_document


@app.command()
def reverse(
    document: Annotated[
        list[str],
        typer.Argument(help="A document: its number, its id or its beginning, or 'Invoice 145'."),
    ],
    company: CompanyName,
    why: Annotated[str, typer.Option(help="The reason, kept in the audit log.")],
    json: AsJson = False,
) -> None:
    """Take a document back: what reverses it crosses with the next run, linked to it."""
    books = open_company(company)
    done = reverse_document(books, " ".join(document), why, acts.who(), acts.clock())
    if json:
        show.as_json(_plain(done, books.settings.home_currency))
    else:
        _print(done, books.settings.home_currency)
    raise typer.Exit(DONE)


def _plain(done: Reversed, home: str) -> dict[str, object]:
    return {
        "document": done.document.id,
        "type": done.document.type,
        "number": done.document.number,
        "reversed_by": done.entries[0].document,
        "entries": [entry.id for entry in done.entries],
        "day": done.entries[0].day,
        "settles": done.linked,
        "cost_waiting": done.waiting,
        "stock_differs": {role: decimal_text(minor, home) for role, minor in done.stock.items()},
    }


def _print(done: Reversed, home: str) -> None:
    one, back = done.document, done.entries[0]
    count = len(done.entries)
    article = "an" if back.document[0] in "AEIOU" else "a"
    show.OUT.print(
        f"{one.type} {one.number or one.id} is taken back by {article} {back.document} of {back.day} "
        f"({counted(count, 'entry', 'entries')}); run `tieout run` to send it.",
        markup=False,
    )
    if done.linked:
        show.OUT.print(
            f"{decimal_text(done.linked, one.currency)} {one.currency} still open is settled by it.",
            markup=False,
        )
    if done.waiting:
        show.OUT.print(
            f"{decimal_text(done.waiting, home)} {home} of cost of goods sold waits for an invoice again: "
            "the next sale of the order that bills the goods recognises it. If the goods came back, load "
            "their return.",
            markup=False,
        )
    if done.stock:
        moved = ", ".join(
            f"{role} {decimal_text(minor, home)} {home}" for role, minor in done.stock.items()
        )
        show.OUT.print(
            f"The lots stay as they are, so their register differs from the accounts now ({moved}). "
            "Goods are corrected at their source, by the fact told anew; it posts what changed, not this. "
            "It is an exception (`tieout cases`) until the document it sends is reversed too.",
            markup=False,
        )
