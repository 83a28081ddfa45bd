"""Figures: what was explained or traced as plain values, for JSON.

Money is decimal text in whole units of its currency, never minor units or a scaled count, and so are
quantities: a program that reads them needs no table of places. What counts something stays a number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from fractions import Fraction
from typing import Any, Final

from tieout.core.account import AccountKey
from tieout.core.money import decimal_text
from tieout.core.scaled import Amount, Quantity, text_of


class Unit(Enum):
    """What a whole number of a result counts."""

    HOME = "minor units of the home currency"
    OWN = "minor units of the currency of its entry or document"
    VALUE = "10⁻⁸ of a currency's unit"
    UNITS = "10⁻⁶ of a unit of measure"
    NUMBER = "a number of things, or of a row"
    FIGURE = "what a step of an explanation is about, said by its `what`"


HOME, OWN, VALUE, UNITS, NUMBER, FIGURE = Unit
RATIO_PLACES: Final = 12
"""Places of a figure that is a ratio."""

MONEY_PER_UNIT: Final = (
    *("price", "landed", "labour", "overhead", "by-products", "stated", "revalued", "rounding"),
)
"""How the `what` of a step begins whose figures are money per unit."""

MONEY: Final = ("returns", "late costs", "stock short")
"""How it begins where they are money."""

OF: Final[Mapping[str, Mapping[str, Unit]]] = {
    "CogsLine": {"minor": HOME},
    "Destination": {"lot": NUMBER, "units": UNITS, "value": VALUE},
    "Document": {"sequence": NUMBER},
    "Entry": {"links": OWN},
    "Evidence": {"minor": HOME, "units": UNITS, "value": VALUE},
    "Explained": {"value": VALUE, "minor": HOME, "per_unit": VALUE},
    "ExplainedBalance": {"opening": HOME, "balance": HOME, "days": HOME},
    "ExplainedCost": {"change": VALUE, "minor": HOME, "unit_change": VALUE},
    "ExplainedMargin": {"minor": HOME},
    "Genealogy": {"own": NUMBER},
    "LateCost": {"value": VALUE},
    "Leaf": {"units": UNITS, "value": VALUE},
    "Line": {"minor": OWN, "home": HOME, "quantity": UNITS},
    "Link": {"minor": OWN},
    "MarginFigures": dict.fromkeys(("revenue", "discounts", "refunds", "cost", "margin"), HOME),
    "MarginPart": {"value": VALUE, "minor": HOME, "by_item": VALUE},
    "OrderLine": {"minor": OWN},
    "PeriodFigures": {
        "units": UNITS,
        "minor": HOME,
        **dict.fromkeys(("cost", "own", "returns", "prior", "unit_cost"), VALUE),
    },
    "Pin": {"posted": HOME, "subledger": HOME},
    "PriorPeriod": {"effects": HOME},
    "Reason": {"minor": HOME},
    "Share": {"minor": HOME},
    "Step": {"value": VALUE, "before": FIGURE, "after": FIGURE},
    "StorySum": {"posted": VALUE, "late": VALUE},
    "TracedConversion": {"lot": NUMBER, "value": VALUE},
    "TracedCost": {"step": NUMBER, "parts": VALUE, "expected_yield": UNITS, "asked": UNITS},
    "TracedEvent": {"revision": NUMBER, "line": NUMBER},
    "TracedLot": {
        "id": NUMBER,
        "billed": HOME,
        "quantity": UNITS,
        "held_quantity": UNITS,
        "value": VALUE,
        "held_value": VALUE,
    },
    "TracedPayment": {"amount": VALUE},
    "TracedTake": {"lot": NUMBER, "sink": NUMBER, "quantity": UNITS, "value": VALUE},
}
"""The numbers of each kind of result, by the name of its type; a test finds one that is missing."""

NAMED: Final = {"minor": "amount"}
"""What a field is called outside, where its name here says how it is counted."""


def figures(told: Any) -> Any:
    """A result as plain values; its own `home_currency` or `currency` is that of amounts at home."""
    home = str(getattr(told, "home_currency", "") or told.currency)
    return _Writer(home).plain(told, home, NUMBER)


class _Writer:
    """Writes values of one company."""

    def __init__(self, home: str) -> None:
        self._home = home

    def plain(self, value: Any, currency: str, unit: Unit, what: str = "") -> Any:
        """A value, its numbers by their unit; `currency` is that of the entry or document around it."""
        if value is None or (isinstance(value, (str, bool)) and not isinstance(value, Enum)):
            return value
        if isinstance(value, (int, Fraction)):
            return self._number(value, currency, unit, what)
        if isinstance(value, AccountKey):
            return str(value)
        if is_dataclass(value) or hasattr(value, "_fields"):
            return self._fields(value, currency)
        if isinstance(value, Mapping):
            return {str(key): self.plain(one, currency, unit) for key, one in value.items()}
        if isinstance(value, (tuple, list)):
            return [self.plain(one, currency, unit, what) for one in value]
        return value.value if isinstance(value, Enum) else str(value)

    def _fields(self, value: Any, outer: str) -> dict[str, Any]:
        names = getattr(value, "_fields", None) or [field.name for field in fields(value)]
        units = OF.get(type(value).__name__, {})
        around = getattr(getattr(value, "crossing", None), "document", value)
        currency = getattr(around, "currency", "") or outer
        return {
            NAMED.get(name, name): self.plain(
                getattr(value, name), currency, units.get(name, NUMBER), getattr(value, "what", "")
            )
            for name in names
        }

    def _number(self, value: int | Fraction, currency: str, unit: Unit, what: str) -> int | str:
        match unit:
            case Unit.HOME:
                return decimal_text(int(value), self._home)
            case Unit.OWN:
                return decimal_text(int(value), currency)
            case Unit.VALUE:
                return str(Amount(round(value)))
            case Unit.UNITS:
                return str(Quantity(round(value)))
            case Unit.FIGURE:
                return _figure(Fraction(value), what)
            case Unit.NUMBER:
                return int(value)


def _figure(value: Fraction, what: str) -> str:
    """The figure of a step: units, money per unit, money, or a ratio."""
    if what == "units":
        return str(Quantity(round(value)))
    if what.startswith(MONEY_PER_UNIT):
        return str(Amount(round(value * 10**6)))
    if what.startswith(MONEY):
        return str(Amount(round(value)))
    return text_of(round(value * 10**RATIO_PLACES), RATIO_PLACES)
