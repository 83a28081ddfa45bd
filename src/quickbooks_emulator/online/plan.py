"""The plan: what the company's edition of QuickBooks Online holds.

Sources: a plan without purchase orders refuses them (5030); inventory adjustments need Plus; several
currencies are not for Simple Start. Which other lists need which edition is general knowledge (u).
"""

from __future__ import annotations

from .jsontext import Body
from .refusal import Refusal
from .settings import Settings

EDITIONS = ("simple_start", "essentials", "plus", "advanced")
_TITLES = {
    "simple_start": "Simple Start",
    "essentials": "Essentials",
    "plus": "Plus",
    "advanced": "Advanced",
}
_NEEDS = {
    "Bill": "essentials",
    "BillPayment": "essentials",
    "VendorCredit": "essentials",
    "TimeActivity": "essentials",
    "CompanyCurrency": "essentials",
    "PurchaseOrder": "plus",
    "InventoryAdjustment": "plus",
    "Class": "plus",
    "Department": "plus",
    "Budget": "plus",
}


def title(settings: Settings) -> str:
    """The edition as CompanyInfo names it."""
    return f"QuickBooks Online {_TITLES[settings.edition]}"


def check_plan(settings: Settings, entity: str, body: Body) -> None:
    """Refuse a write the plan does not hold.

    Raises:
        Refusal: 5030 for what another edition has.
    """
    needed = _NEEDS.get(entity, "simple_start")
    if entity == "Item" and body.get("Type") == "Inventory":
        needed = "plus"
    if EDITIONS.index(settings.edition) < EDITIONS.index(needed):
        text = f"The feature {entity} is not available in {title(settings)}."
        raise Refusal("5030", "Feature Not Supported", text, "")
