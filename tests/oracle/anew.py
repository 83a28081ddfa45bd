"""Histories in which facts are told again with other content, in later cycles (decisions: revisions).

Receipts at another price, or of more or fewer units; bills and credits of another amount, or of other
units; runs with other labour and overhead. What the oracle does not read is not written.
"""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

from tests.oracle.books import Books, keep_books_in_cycles
from tests.oracle.exact import cents_as_billed, number
from tests.oracle.histories import LABOUR, PRICES, Cycles, Event, text
from tests.oracle.seeds import quick_history
from tests.oracle.stock import NotReadError

REVISED = ("goods_received", "bill_approved", "supplier_credited", "production_completed")


def told_anew(cycles: Cycles, books: Books, rng: random.Random, wanted: int) -> tuple[Cycles, Books]:
    """The history with some of its facts told again, each in a cycle after the one it was told in."""
    cycles = [*([in_cents(event) for event in cycle] for cycle in cycles), []]
    books = keep_books_in_cycles(cycles, checked=False)
    for _ in range(3 * wanted):
        place = rng.randrange(len(cycles) - 1)
        facts = [event for event in cycles[place] if event["kind"] in REVISED]
        if not facts:
            continue
        went_back = [event for event in facts if is_sent_back(event, cycles)]
        event = rng.choice(went_back if went_back and rng.randrange(2) else facts)
        later = rng.randrange(place + 1, len(cycles))
        if any(_name(event) == _name(one) for cycle in cycles[place + 1 : later + 1] for one in cycle):
            continue
        anew = changed(event, rng)
        if any(anew == one for cycle in cycles[:later] for one in cycle):
            continue  # what was said before is not said again without a number
        revised = [*cycles[:later], [*cycles[later], anew], *cycles[later + 1 :]]
        try:
            found = keep_books_in_cycles(revised, checked=False)
        except NotReadError:
            continue
        if not found.is_circular() and set(found.quarantined) == set(books.quarantined):
            cycles, books, wanted = revised, found, wanted - 1
        if not wanted:
            break
    return [cycle for cycle in cycles if cycle], books


def is_sent_back(event: Event, cycles: Cycles) -> bool:
    """Whether some of a receipt went back to its supplier, sooner or later."""
    return event["kind"] == "goods_received" and any(
        line["receipt"] == event["receipt"]
        for cycle in cycles
        for other in cycle
        if other["kind"] == "goods_returned_to_supplier"
        for line in other["lines"]
    )


def in_cents(event: Event) -> Event:
    """A bill or credit of whole cents, as suppliers write them; others as they are.

    A reversal takes back the cents that were posted: of a finer document it would leave the rest.
    """
    if event["kind"] not in ("bill_approved", "supplier_credited"):
        return event
    lines = [{**line, "amount": text(_cents(number(line["amount"])))} for line in event["lines"]]
    taxes = sum((number(tax["amount"]) for tax in event.get("input_taxes", ())), Fraction(0))
    total = _cents(sum((number(line["amount"]) for line in lines), taxes))
    return {**event, "lines": lines, "total": text(total)} if total else event


def _cents(amount: Fraction) -> Fraction:
    return Fraction(cents_as_billed(amount), 100)


def _name(event: Event) -> tuple[Any, ...]:
    return event["source"], event["kind"], event["id"]


def some(quantity: str, halves: int) -> str:
    """So many halves of a quantity, in whole micro-units."""
    return text(Fraction(max(1, int(number(quantity) * 10**6 * halves / 2)), 10**6))


def changed(event: Event, rng: random.Random) -> Event:
    """The fact as it might be told the next time."""
    if event["kind"] == "production_completed":
        return {**event, "labour": rng.choice(LABOUR), "overhead": rng.choice(LABOUR)}
    lines = [dict(line) for line in event["lines"]]
    line = rng.choice(lines)
    if event["kind"] == "goods_received":
        what = rng.randrange(5)
        if what < 3:
            line["unit_price"] = rng.choice(PRICES)
        if what > 1:
            line["quantity"] = some(line["quantity"], rng.choice((3, 4, 1)))
        return {**event, "lines": lines}
    if "quantity" in line and rng.randrange(3) == 0:
        line["quantity"] = some(line["quantity"], rng.choice((4, 1)))
    was = number(line["amount"])
    now = _cents(was * rng.choice((Fraction(11, 10), Fraction(1, 2), Fraction(97, 100))))
    line["amount"] = text(now)
    total = number(event["total"]) + now - was
    return {**event, "lines": lines, "total": text(total)}


def quick_anew(seed: int) -> tuple[Cycles, Books]:
    """A quick history of which some facts are told again."""
    cycles, books = quick_history(seed)
    return told_anew(cycles, books, random.Random(f"anew {seed}"), 1 + seed % 4)
