"""Pool: what the facts of a wild month have named so far, and how amounts and currencies are drawn."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final, TypeVar

Fact = dict[str, Any]
Line = dict[str, Any]
T = TypeVar("T")

GOODS: Final = ("R1", "R2", "R3", "S1", "F1", "F2", "M1", "W1", "A1")
"""By their first letter: raw, semi-finished, finished, merchandise; W and A by the drawn costing method."""
WORK: Final = ("SV1", "DG1")
PLACES: Final = ("MAIN", "SHOP")
CUSTOMERS: Final = ("C-1", "C-2", "C-3")
SUPPLIERS: Final = ("S-1", "S-2")
CHANNELS: Final = ("b2b", "web")
GATEWAYS: Final = ("stripe", "paypal")
RATES: Final = {"EUR": "1.10", "GBP": "1.25", "JPY": "0.0067"}


@dataclass(frozen=True, slots=True)
class Bill:
    """An order, invoice or sale as it was stated: whose it is, in what currency, and its lines."""

    customer: str
    currency: Line
    channel: str
    lines: list[Line]
    total: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Supply:
    """A purchase order or receipt as it was stated."""

    supplier: str
    currency: Line
    lines: list[Line]


@dataclass(slots=True)
class Pool:
    """Everything named so far; what is drawn from it may or may not exist."""

    draw: random.Random
    facts: list[Fact] = field(default_factory=list)
    orders: dict[str, Bill] = field(default_factory=dict)
    invoices: dict[str, Bill] = field(default_factory=dict)
    sales: dict[str, Bill] = field(default_factory=dict)
    shipments: dict[str, list[Line]] = field(default_factory=dict)
    purchases: dict[str, Supply] = field(default_factory=dict)
    receipts: dict[str, Supply] = field(default_factory=dict)
    transfers: dict[str, tuple[str, Line]] = field(default_factory=dict)
    subscriptions: dict[str, tuple[str, Line, str]] = field(default_factory=dict)
    disputes: list[tuple[str, str, Line, str]] = field(default_factory=list)
    money: list[tuple[str, str, Decimal]] = field(default_factory=list)
    cards: list[str] = field(default_factory=list)
    credits: list[str] = field(default_factory=list)
    lots: list[str] = field(default_factory=list)
    runs: list[str] = field(default_factory=list)
    named: int = 0

    def name(self, prefix: str) -> str:
        """A number nothing bears yet."""
        self.named += 1
        return f"{prefix}{self.named}"

    def fact(self, kind: str, /, **fields: Any) -> Fact:
        """A fact of some day of the first four months."""
        month = self.draw.choice(["01", "02", "03", "03", "03", "04"])
        said = {"kind": kind, "source": "erp", "id": self.name("E")}
        fact = {**said, "date": f"2026-{month}-{self.draw.randint(1, 28):02d}", **fields}
        self.facts.append(fact)
        return fact

    def chance(self, share: float) -> bool:
        """True so often."""
        return self.draw.random() < share

    def known(self, names: Sequence[T] | dict[T, Any], unknown: float = 0.1) -> T | None:
        """One of what is named; None = nothing is, or so often by chance."""
        found = list(names)
        return self.draw.choice(found) if found and not self.chance(unknown) else None

    def one(self, *of: T) -> T:
        """One of these."""
        return self.draw.choice(of)

    def units(self, least: int = 1, most: int = 20) -> str:
        """A quantity, seldom of parts of a unit."""
        whole = str(self.draw.randint(least, most))
        return f"{whole}.{self.one('25', '5', '125')}" if self.chance(0.15) else whole

    def money_text(self, currency: str, least: int = 1, most: int = 300) -> str:
        """An amount with as many places as its currency has."""
        if currency == "JPY":
            return str(self.draw.randint(least, most))
        return f"{Decimal(self.draw.randint(least * 100, most * 100)) / 100:.2f}"

    def currency(self) -> Line:
        """A currency, sometimes with a rate of its own."""
        code = self.one("USD", "EUR", "GBP", "JPY") if self.chance(0.3) else "USD"
        if code == "USD" or self.chance(0.5):
            return {"currency": code}
        return {"currency": code, "rate": self.one(RATES[code], f"0.{self.draw.randint(600, 900)}")}


def total(lines: Sequence[Line], *more: Sequence[Line]) -> Decimal:
    """What lines come to less their discounts, with the amounts beside them."""
    billed = sum(Decimal(line["amount"]) - Decimal(line.get("discount", "0")) for line in lines)
    return billed + sum((Decimal(one["amount"]) for part in more for one in part), Decimal(0))
