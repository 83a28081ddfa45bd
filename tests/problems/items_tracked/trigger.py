"""A product that QuickBooks counts itself."""

from __future__ import annotations

from tests.problems.premises import account_id, by_hand, company, verb

from tieout.core.problem import Problem


def problems() -> list[Problem]:
    """What `tieout doctor` says of it."""
    with company() as books:
        accounts = {
            f"{field}Ref": {"value": account_id(books, name)}
            for field, name in (
                ("AssetAccount", "Inventory Asset"),
                ("IncomeAccount", "Sales of Product Income"),
                ("ExpenseAccount", "Cost of Goods Sold"),
            )
        }
        stock = {"Name": "Plum jam", "Type": "Inventory", "TrackQtyOnHand": True, "QtyOnHand": 5}
        by_hand(books, "item", {**stock, **accounts, "InvStartDate": "2026-03-01"})
        return verb("doctor")
