"""reverse: a document QuickBooks holds is taken back by another one, never deleted."""

from __future__ import annotations

from collections.abc import Iterator
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
        "currency": done.document.currency,
        "settles": decimal_text(done.linked, done.document.currency),
        "tied": decimal_text(done.tied, done.document.currency),
        "standing": [one.id for one in done.standing],
        "facts": [{"kind": kind, "id": key} for kind, key in done.facts],
        "home_currency": home,
        "cost_waiting": decimal_text(done.waiting, home),
        "stock_differs": {role: decimal_text(minor, home) for role, minor in done.stock.items()},
    }


def _print(done: Reversed, home: str) -> None:
    for sentence in _sentences(done, home):
        show.OUT.print(sentence, markup=False)


def _sentences(done: Reversed, home: str) -> Iterator[str]:
    """What was done, what that leaves, and what to do next."""
    one, back = done.document, done.entries[0]
    article = "an" if back.document[0] in "AEIOU" else "a"
    yield (
        f"{one.type} {one.number or one.id} is taken back by {article} {back.document} of {back.day} "
        f"({counted(len(done.entries), 'entry', 'entries')}); run `tieout run` to send it."
    )
    if done.linked:
        yield f"{decimal_text(done.linked, one.currency)} {one.currency} still open is settled by it."
    yield from _halves(done)
    if len(done.facts) > 1:
        yield (
            f"It held {counted(len(done.facts), 'fact')}, which post nothing now. One that is right is "
            "posted again when its source states it anew, with a `note` or whatever else is different."
        )
    if done.waiting:
        yield (
            f"{decimal_text(done.waiting, home)} {home} of cost of goods sold waits for an invoice again: "
            "the next sale of the order that bills the goods recognises it. If the goods came back, load "
            "their return."
        )
    if done.stock:
        moved = ", ".join(
            f"{role} {decimal_text(minor, home)} {home}" for role, minor in done.stock.items()
        )
        yield (
            f"The lots stay as they are, so their register differs from the accounts now ({moved}). "
            "Goods are corrected at their source, by the fact told anew; it posts what changed, not this. "
            "It is an exception (`tieout cases`) until the document it sends is reversed too."
        )


def _halves(done: Reversed) -> Iterator[str]:
    """What of the other half of what settled each other is taken back, and what stands."""
    currency = done.document.currency
    if done.tied:
        tied = decimal_text(done.tied, currency)
        yield f"{tied} {currency} of it is settled with what took back its other half."
    for other in done.standing:
        named = f"{other.type} {other.number or f'of {other.day}'}"
        yield (
            f"The {named} that it settles with stands. Is that wrong too, take it back as well: "
            f"`tieout reverse {other.id}`; both reversals then settle each other."
        )
