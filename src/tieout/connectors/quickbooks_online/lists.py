"""Lists: the records QuickBooks keeps beside transactions, all kinds read in one way."""

from __future__ import annotations

from typing import Final

from tieout.connectors.quickbooks_online.client import Client
from tieout.connectors.quickbooks_online.jsontext import Json, written
from tieout.connectors.quickbooks_online.typed import typed
from tieout.core.outside import ListType, OutsideRecord

ALL: Final = "Active in (true, false)"
"""Without it QuickBooks leaves inactive records out (fact sheet 6)."""

NAMED_BY: Final = ("FullyQualifiedName", "DisplayName", "Name")
"""Where the name of a record stands, the first that is there; a nested one bears those above it."""

PEOPLE: Final = frozenset({"Customer", "Vendor", "Employee"})
"""Lists whose records are called by their display name: jobs bear their customer's before it."""

WITHOUT_ACTIVE: Final = frozenset({"TaxAgency"})
"""Lists whose records are never inactive (facts: QuickBooks Online fields)."""

MOVING: Final = frozenset(
    {"Balance", "BalanceWithJobs", "CurrentBalance", "CurrentBalanceWithSubAccounts", "OpenBalanceDate"}
    | {"AvgCost", "QtyOnHand", "QtyOnPurchaseOrder", "QtyOnSalesOrder", "SyncToken", "MetaData"}
)
"""Fields that move with every transaction: they say nothing of the record itself."""


def records(client: Client, type_: ListType) -> list[OutsideRecord]:
    """Every record of a list, inactive ones included."""
    condition = "" if type_ in WITHOUT_ACTIVE else ALL
    return [record(type_, row) for row in client.rows(type_, condition)]


def record(type_: str, row: Json) -> OutsideRecord:
    """One record, its values in the form the field table gives them."""
    read = typed(type_, row)
    fields = NAMED_BY[1:] if type_ in PEOPLE else NAMED_BY
    return OutsideRecord(
        type=type_,
        id=read["Id"],
        name=next((read[name] for name in fields if read.get(name)), ""),
        active=read.get("Active", True),
        currency=read.get("CurrencyRef", {}).get("value", ""),
        email=read.get("PrimaryEmailAddr", {}).get("Address", ""),
        raw=written({name: value for name, value in row.items() if name not in MOVING}),
    )
