"""Outside: a record of a list that QuickBooks keeps, as it was read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

ListType = Literal[
    "Account",
    "Customer",
    "Vendor",
    "Employee",
    "Item",
    "Class",
    "Department",
    "Term",
    "PaymentMethod",
    "TaxCode",
    "TaxRate",
    "TaxAgency",
]
LIST_TYPES: tuple[ListType, ...] = get_args(ListType)


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsideRecord:
    """One record of a list: its name with the names above it, and QuickBooks' own text of it.

    `currency` and `email` are "" where the list knows none. `raw` is compact JSON, the same for the
    same record.
    """

    type: str
    id: str
    name: str
    active: bool = True
    currency: str = ""
    email: str = ""
    raw: str = ""
