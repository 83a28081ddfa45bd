"""Bill lines: which receipt lines a line of a bill read from QuickBooks is for.

Numbers that people write come first: a receipt line, a receipt, an order, in the line's text, then in
the bill's number and note. Where none is written, supplier, item, quantity and amount must fit exactly
one open receipt line. What is not certain is a person's to say; nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from typing import Final, NamedTuple

from tieout.core.catalogue import problem
from tieout.core.money import split_largest_remainder
from tieout.core.problem import Problem, Where
from tieout.core.read_bill import ReadBill, ReadLine, ReceiptLine, Share
from tieout.core.scaled import Amount

SHORTEST: Final = 3
"""Signs of a number that may stand for a receipt by itself: `12` would be found in any text."""


SHOWN: Final = 5
"""Receipt lines that a case names, at most."""


class Meant(NamedTuple):
    """What a bill line is for: `shares` when that is certain, else those it may be for."""

    shares: tuple[Share, ...] = ()
    candidates: tuple[ReceiptLine, ...] = ()


def meant(
    bill: ReadBill,
    line: ReadLine,
    known: Iterable[ReceiptLine],
    tolerance: Fraction,
    *,
    named_only: bool = False,
) -> Meant:
    """What a line is for, among the receipt lines of its supplier.

    `named_only`: the supplier is not known, so that only what is named counts.
    """
    lines = list(known)
    named = _named(line.text, lines) or _named(f"{bill.number}\n{bill.note}", lines)
    if named_only and not named:
        return Meant()
    of_item = _of_item(line, named or [one for one in lines if one.value > 0])
    if named and len(of_item) == 1:
        return Meant(shares=(_whole(bill, line, of_item[0], tolerance),))
    fitting = [one for one in of_item if fits(bill, line, one, tolerance)]
    if len(fitting) == 1:
        return Meant(shares=(_whole(bill, line, fitting[0], tolerance),))
    if named and not fitting and not line.quantity and _fit_together(bill, line, of_item, tolerance):
        return Meant(shares=_split(bill, line, of_item))
    return Meant(candidates=tuple(fitting or of_item))


def fits(bill: ReadBill, line: ReadLine, one: ReceiptLine, tolerance: Fraction) -> bool:
    """Whether quantity and amount of a line fit what is open of a receipt line, within the tolerance."""
    if one.value <= 0 or line.quantity > one.units:
        return False
    worth = Fraction(one.value * line.quantity, one.units) if line.quantity else Fraction(one.value)
    return _near(_at_home(bill, line, one), worth, tolerance)


def _fit_together(
    bill: ReadBill, line: ReadLine, lines: Sequence[ReceiptLine], tolerance: Fraction
) -> bool:
    together = sum(one.value for one in lines)
    return bool(together) and _near(_at_home(bill, line, lines[0]), Fraction(together), tolerance)


def _near(value: Fraction, worth: Fraction, tolerance: Fraction) -> bool:
    return abs(value - worth) <= tolerance * worth


def _at_home(bill: ReadBill, line: ReadLine, one: ReceiptLine) -> Fraction:
    """A line at the receipt's rate where both are in one currency, so that only prices are compared."""
    same = bill.currency == one.currency
    return line.amount * (one.rate if same else Fraction(bill.rate or 1))


def _named(text: str, lines: Sequence[ReceiptLine]) -> list[ReceiptLine]:
    """The receipt lines a text names: line by line, else by their receipts, else by their orders."""
    ways: tuple[Callable[[ReceiptLine], str], ...] = (
        lambda one: one.reference,
        lambda one: one.receipt,
        lambda one: one.order,
    )
    for way in ways:
        found = [one for one in lines if _says(text, way(one))]
        if found:
            return found
    return []


def _says(text: str, name: str) -> bool:
    if len(name) < SHORTEST or not any(sign.isdigit() for sign in name):
        return False
    return bool(re.search(rf"(?<![\w/-]){re.escape(name)}(?![\w-])", text, re.IGNORECASE))


def _of_item(line: ReadLine, lines: Sequence[ReceiptLine]) -> list[ReceiptLine]:
    """Those of the item a line names as its product or in its text; all where it names none of theirs."""
    said = {name.casefold() for name in line.item.split("\n")}
    by_product = [one for one in lines if any(name.casefold() in said for name in one.names)]
    if by_product:
        return by_product
    words = _worded(line.text)
    by_text = [one for one in lines if any(_worded(name) in words for name in one.names)]
    return by_text or list(lines)


def _worded(name: str) -> str:
    words = re.findall(r"[\w-]+", name.casefold())
    return f" {' '.join(words)} "


def _whole(bill: ReadBill, line: ReadLine, one: ReceiptLine, tolerance: Fraction) -> Share:
    """All of a line. A credit without units that fits those claimed is for them, not for the price."""
    units = line.quantity
    if bill.type == "VendorCredit" and not units and fits(bill, line, one, tolerance):
        units = one.units
    return Share(one.receipt, one.line, line.amount, units)


def _split(bill: ReadBill, line: ReadLine, lines: Sequence[ReceiptLine]) -> tuple[Share, ...]:
    """A line for several receipt lines, by what is owed for each, in whole 10⁻⁸ units."""
    amounts = split_largest_remainder(line.amount, [one.value for one in lines])
    back = bill.type == "VendorCredit"
    return tuple(
        Share(one.receipt, one.line, amount, one.units if back else 0)
        for one, amount in zip(lines, amounts, strict=True)
        if amount
    )


def split(
    bill: ReadBill, line: ReadLine, lines: Sequence[ReceiptLine], tolerance: Fraction
) -> tuple[Share, ...]:
    """A line for the receipt lines a person named."""
    if len(lines) == 1:
        return (_whole(bill, line, lines[0], tolerance),)
    return _split(bill, line, lines)


def goods_of(
    bill: ReadBill, line: ReadLine, known: Iterable[ReceiptLine], found: Meant, tolerance: Fraction
) -> list[ReceiptLine]:
    """The receipts a line on another account looks like: those it names, or that it fits."""
    named = {(one.receipt, one.line) for one in found.shares}
    goods = [one for one in known if (one.receipt, one.line) in named]
    return goods or [one for one in found.candidates if fits(bill, line, one, tolerance)]


# -- what a person has to settle ------------------------------------------------------------------


def not_read(bill: ReadBill, why: str) -> Problem:
    """It stands on accounts of ours and cannot become an event."""
    return problem("bill_not_read", Where(subject=bill.name), bill=bill.title, why=why)


def vendor_unknown(bill: ReadBill) -> Problem:
    """No supplier is known for its vendor."""
    words = {"bill": bill.title, "vendor": bill.vendor_name, "id": bill.vendor}
    return problem("bill_vendor_unknown", Where(subject=bill.name), **words)


def unclear(bill: ReadBill, line: ReadLine, found: Meant) -> Problem:
    """A line in grni may be for several receipts, or fits none."""
    words = _words(bill, line, found.candidates)
    return problem("bill_line_unclear", Where(subject=bill.name, field=line.line), **words)


def on_wrong_account(bill: ReadBill, line: ReadLine, goods: Sequence[ReceiptLine], account: str) -> Problem:
    """Goods of these receipts stand on another account; the entry that would correct it is proposed."""
    where, words = Where(subject=bill.name, field=line.line), _words(bill, line, goods)
    return problem("bill_on_wrong_account", where, account=account, **words)


def _words(bill: ReadBill, line: ReadLine, receipts: Sequence[ReceiptLine]) -> dict[str, str]:
    more = f" and {len(receipts) - SHOWN} more" if len(receipts) > SHOWN else ""
    return {
        "bill": bill.title,
        "line": f"{bill.name}/{line.line}",
        "amount": f"{Amount(line.amount)} {bill.currency}",
        "receipts": ", ".join(one.reference for one in receipts[:SHOWN]) + more,
        "first": receipts[0].reference,
    }
