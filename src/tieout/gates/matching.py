"""Matching: what a person has to settle of a receipt line, its order and its bills (three-way match)."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Final

from tieout.core.catalogue import problem
from tieout.core.event import ReceiptClosed
from tieout.core.match import Match, Tolerances
from tieout.core.money import decimal_text, minor_of_value
from tieout.core.problem import Problem, Where
from tieout.core.scaled import Quantity, half_even
from tieout.gates.subject import subject_of

IN_GRNI: Final = frozenset({"bill_over_receipt", "bill_before_goods", "credit_over_bill"})
"""Codes of what stands in grni until a fact or an act takes it out; a person cannot just close them."""

PRICE: Final = "bill_price_differs"


def subject_of_line(reference: str) -> str:
    """What a case of a receipt line is about."""
    return f"grni {reference}"


def closing_problems(event: ReceiptClosed, match: Match) -> list[Problem]:
    """A closing needs one open item that it closes."""
    if not event.reference:
        return [problem("closing_names_nothing", subject_of(event, "receipt"))]
    if not (match.closing_units or match.closing_amount):
        return [problem("nothing_open_in_grni", subject_of(event, "receipt"), receipt=event.reference)]
    return []


def quantity_problems(match: Match, home: str) -> list[Problem]:
    """Units billed and not here, or credited and never billed: each stays in grni with an owner."""
    where = Where(subject=subject_of_line(match.reference))
    words = {"receipt": match.reference, "bills": ", ".join(match.bills) or "none"}
    found = []
    if (match.over_units or match.over_value) and not match.received:
        value = _money(match.over_value, home)
        words["receipt"] = f"{match.reference}, which has not come" if match.named else "no receipt"
        found.append(problem("bill_before_goods", where, **words, value=value, currency=home))
    elif match.over_units or match.over_value:
        over = (
            Quantity(match.over_units) if match.over_units else f"{_money(match.over_value, home)} {home}"
        )
        billed, kept = Quantity(match.billed), Quantity(match.allowed)
        found.append(problem("bill_over_receipt", where, **words, billed=billed, kept=kept, over=over))
    if match.credit_value:
        credited, value = Quantity(match.credit_units), _money(match.credit_value, home)
        found.append(
            problem("credit_over_bill", where, **words, credited=credited, value=value, currency=home)
        )
    return found


def price_problems(match: Match, tolerances: Tolerances, home: str) -> list[Problem]:
    """The units matched are billed at another price than ordered, beyond the tolerance."""
    difference = match.matched_value - match.ordered_value
    if (
        not match.kept
        or not match.matched
        or abs(difference) <= Fraction(tolerances.price) * abs(match.ordered_value)
    ):
        return []
    words = {
        "receipt": match.reference,
        "bills": ", ".join(match.bills) or "none",
        **_prices(match, home),
        "units": Quantity(match.matched),
        "tolerance": f"{tolerances.price * 100:f}".rstrip("0").rstrip("."),
    }
    return [problem(PRICE, Where(subject=subject_of_line(match.reference)), **words)]


def _prices(match: Match, home: str) -> dict[str, str]:
    """What was billed and ordered, in the currency both are in, and at home with the rate that compares.

    The receipt's rate, so that a rate that moved is no difference of price.
    """
    billed, ordered = (_money(value, home) for value in (match.matched_value, match.ordered_value))
    if match.currency in {"", home} or not match.rate:
        return {"billed": billed, "ordered": ordered, "currency": home, "rated": ""}
    if match.mixed:
        rated = f", which is in {match.currency}: each at its own rate"
        return {"billed": billed, "ordered": ordered, "currency": home, "rated": rated}
    own = [
        _money(half_even(value * match.rate.denominator, match.rate.numerator), match.currency)
        for value in (match.matched_value, match.ordered_value)
    ]
    rate = f"{Decimal(match.rate.numerator) / match.rate.denominator:.6f}".rstrip("0").rstrip(".")
    rated = f" ({billed} and {ordered} {home} at the receipt's rate of {rate})"
    return {"billed": own[0], "ordered": own[1], "currency": match.currency, "rated": rated}


def _money(value: int, home: str) -> str:
    return decimal_text(minor_of_value(value, home), home)
