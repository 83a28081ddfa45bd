"""An amount: money as JSON shows it (two decimals) and as the ledger keeps it (whole cents).

Nothing here touches a binary float: JSON numbers arrive as `Decimal` and leave as their own digits.
"""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
ZERO = Decimal("0.00")


def rounded(value: Decimal | int) -> Decimal:
    """To two decimals, half away from zero; QuickBooks' own rounding is unverified.

    A stored zero comes back from the state file as a whole number.
    """
    value = Decimal(value) if isinstance(value, int) else value
    return value if value.same_quantum(CENT) else value.quantize(CENT, rounding=ROUND_HALF_UP)


def rounded_by(value: Decimal, rounding: str) -> Decimal:
    """To two decimals by a setting of the company: half_up (away from zero) or half_even (u).

    A whole number of JSON may come as one.
    """
    how = ROUND_HALF_EVEN if rounding == "half_even" else ROUND_HALF_UP
    return Decimal(value).quantize(CENT, rounding=how)


def decimal(value: object) -> Decimal:
    """A stored JSON number as a decimal; nothing stored counts as zero."""
    if value is None:
        return ZERO
    return value if isinstance(value, Decimal) else Decimal(str(value))


def amount(value: object) -> Decimal:
    """A stored JSON number as money."""
    return rounded(decimal(value))


def cents(value: Decimal) -> int:
    """Whole cents of a money value that already has two decimals."""
    return int(rounded(value) * 100)


def from_cents(value: int) -> Decimal:
    """Money of whole cents."""
    return Decimal(value).scaleb(-2).quantize(CENT)
