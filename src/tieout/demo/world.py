"""What every part of the month shares: its seed, its book, its stock, its plan and its till."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from tieout.demo.book import Book
from tieout.demo.orders import Order
from tieout.demo.plan import Plan
from tieout.demo.stock import Stock
from tieout.demo.till import Till


@dataclass(slots=True, kw_only=True)
class World:
    """One month in the making."""

    seed: int
    plan: Plan
    wholesale: list[Order]
    web: list[Order]
    book: Book = field(default_factory=Book)
    stock: Stock = field(default_factory=Stock)
    till: Till = field(default_factory=Till)

    def dice(self, noun: str) -> Random:
        """A noun's own chance, so that a change of one part leaves the others as they were."""
        return dice(self.seed, noun)


def dice(seed: int, noun: str) -> Random:
    """Reproducible chance for one noun of one seed."""
    return Random(f"{seed}/{noun}")  # noqa: S311 - a demo wants the same numbers again, not secrecy
