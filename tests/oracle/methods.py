"""What average cost and FIFO make of the same histories: methods that do not know lots.

Both ignore lot numbers and take the oldest layers of an item at a location. Average cost gives every
layer there the same unit cost before anything is taken. A late cost (a bill's difference, freight) goes
to what is still on hand of its receipt, and to the price variance where nothing is: without a genealogy
nobody knows where the rest went.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from typing import Any
from unittest.mock import patch

from tests.oracle.accounts import Journal, plain
from tests.oracle.books import Books, keep_books_in_cycles
from tests.oracle.exact import ZERO, at_quantum
from tests.oracle.genealogy import Lot
from tests.oracle.stock import Place, Stock

METHODS = ("average cost", "FIFO")
Cycles = list[list[dict[str, Any]]]
_candidates = Stock.candidates


def _fifo(self: Stock, place: Place, _number: str) -> list[Lot]:
    return _candidates(self, place, "")


def _average(self: Stock, place: Place, _number: str) -> list[Lot]:
    """The layers of a place at one unit cost; the last takes the rest."""
    lots = _candidates(self, place, "")
    whole, units = sum((lot.value for lot in lots), ZERO), sum((lot.quantity for lot in lots), ZERO)
    if len({lot.account for lot in lots}) <= 1:
        rest = whole
        for lot in lots:
            lot.value = rest if lot is lots[-1] else at_quantum(whole * lot.quantity / units)
            rest -= lot.value
    return lots


def _on_hand_only(self: Lot, delta: Fraction, journal: Journal, _path: Any, **_: Any) -> None:
    """A late cost of a lot without a genealogy."""
    share = delta if not self.takes else at_quantum(delta * self.quantity / self.born_quantity)
    self.value += share
    journal.debit(self.account, share)
    journal.debit(plain("purchase_price_variance"), delta - share)


@contextmanager
def _without_lots(candidates: Callable[..., Any]) -> Iterator[None]:
    with patch.object(Stock, "candidates", candidates), patch.object(Lot, "bear", _on_hand_only):
        yield


def by_lots(cycles: Cycles) -> Cycles:
    """The same history, every item costed by its lots."""
    return [
        [{k: v for k, v in event.items() if k != "costing_method"} for event in cycle] for cycle in cycles
    ]


def books_by(method: str, cycles: Cycles) -> Books:
    """The books of a history under one of the METHODS, or `lot`, whatever its items state."""
    if method == "lot":
        return keep_books_in_cycles(by_lots(cycles), checked=False)
    with _without_lots(_average if method == "average cost" else _fifo):
        return keep_books_in_cycles(by_lots(cycles), checked=False)


def cost_of_sales(books: Books) -> int:
    """In 10⁻⁸ of money."""
    return sum(value for account, value in books.quanta.items() if account[0] == "cogs")


def inventory_value(books: Books) -> int:
    """In 10⁻⁸ of money: lots on hand less open negative layers."""
    return sum(lot.value for lot in books.lots) - sum(layer.value for layer in books.layers)
