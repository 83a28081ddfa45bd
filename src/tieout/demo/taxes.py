"""Sales tax as the web store bills it: two states that tax groceries, each with its own agency."""

from __future__ import annotations

from typing import Final

from tieout.demo.amounts import percent
from tieout.demo.book import Plain

AGENCIES: Final = {
    "ID": ("ID-SALES", "Idaho State Tax Commission", 600),
    "TN": ("TN-FOOD", "Tennessee Department of Revenue", 675),
}
"""State: tax code, agency, hundredths of a percent. Tennessee is 4% on food plus 2.75% local."""


def tax_of(state: str, cents: int) -> int:
    """Cents of tax on an amount net of discount, half up, for a customer of a state."""
    return percent(cents, AGENCIES[state][2]) if state in AGENCIES else 0


def tax_parts(state: str, cents: int, text: str) -> list[Plain]:
    """The tax of a document as its source states it; none where there is none."""
    if not cents:
        return []
    code, agency, _ = AGENCIES[state]
    return [{"agency": agency, "amount": text, "code": code}]
