"""Convention: what of a company's settings decides how a document is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from tieout.core.capabilities import Capabilities, ClassTracking


@dataclass(frozen=True, slots=True, kw_only=True)
class Convention:
    """How this company wants its documents.

    `custom_numbers`: sales forms take our numbers; else QuickBooks gives its own and ours goes into
    the note. Journal entries, bills and vendor credits always take ours. `multi_currency`: every
    transaction has to name its currency. `classes`, `locations`: whether and where they may stand;
    else they go into the note.
    """

    country: str = "US"
    custom_numbers: bool = True
    multi_currency: bool = False
    classes: ClassTracking = "off"
    locations: bool = False

    @classmethod
    def of(cls, limits: Capabilities) -> Self:
        """The convention that a company's capabilities ask for."""
        return cls(
            country=limits.country,
            custom_numbers=limits.custom_numbers,
            multi_currency=limits.multi_currency,
            classes=limits.classes,
            locations=limits.locations,
        )
