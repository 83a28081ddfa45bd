"""The closed list of events (accounting.md 5), and how a plain object becomes one.

Each kind is a frozen, versioned value, valid from birth. `event_of` takes the parsed object of a
file line or an API call; what is wrong with it comes back whole, field by field.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pydantic import TypeAdapter

from tieout.core.event.cash import (
    ChargebackLost,
    ChargebackOpened,
    ChargebackWon,
    GiftCardExpired,
    GiftCardRedeemed,
    GiftCardSold,
    PaymentCaptured,
    PaymentFailed,
    PayoutSettled,
    RevenueRecognised,
    StoreCreditIssued,
    StoreCreditRedeemed,
    SubscriptionCancelled,
    SubscriptionChanged,
    SubscriptionRenewed,
)
from tieout.core.event.envelope import Event
from tieout.core.event.floor import (
    GoodsRejected,
    ReservationReleased,
    StockReserved,
    TransferDecided,
    TransferRequested,
)
from tieout.core.event.master import (
    BomVersion,
    Calendar,
    ExchangeRate,
    Item,
    LeadTime,
    Location,
    Party,
    PriceList,
    TaxCode,
    UnitConversion,
)
from tieout.core.event.production import (
    DisassemblyCompleted,
    MaterialsIssued,
    ProductionClosed,
    ProductionCompleted,
)
from tieout.core.event.purchase import (
    BillApproved,
    BillPaid,
    GoodsReceived,
    GoodsReturnedToSupplier,
    GrniReclassified,
    LandedCostBilled,
    PurchaseOrderChanged,
    PurchaseOrderClosed,
    PurchaseOrderPlaced,
    ReceiptClosed,
    SupplierCredited,
)
from tieout.core.event.sale import (
    DeliveryConfirmed,
    GoodsReturned,
    InvoiceIssued,
    MilestoneReached,
    OrderApproved,
    OrderCancelled,
    OrderChanged,
    OrderPlaced,
    RefundIssued,
    SalePaid,
    WriteOffApproved,
)
from tieout.core.event.stock import (
    GoodsShipped,
    OpeningRegister,
    OpeningStock,
    StockAdjusted,
    StockCounted,
    StockRevalued,
    StockTransferred,
    TransferArrived,
    TransferDispatched,
    TransferLost,
    ValuationStated,
)

MASTER: Final[tuple[type[Event], ...]] = (
    Party,
    Item,
    UnitConversion,
    BomVersion,
    PriceList,
    Location,
    LeadTime,
    TaxCode,
    ExchangeRate,
    Calendar,
)
OPERATIONS: Final[tuple[type[Event], ...]] = (
    OrderPlaced,
    OrderChanged,
    OrderCancelled,
    OrderApproved,
    MilestoneReached,
    DeliveryConfirmed,
    InvoiceIssued,
    SalePaid,
    PaymentCaptured,
    PaymentFailed,
    RefundIssued,
    GoodsReturned,
    ChargebackOpened,
    ChargebackWon,
    ChargebackLost,
    PayoutSettled,
    GiftCardSold,
    GiftCardRedeemed,
    GiftCardExpired,
    StoreCreditIssued,
    StoreCreditRedeemed,
    SubscriptionRenewed,
    SubscriptionChanged,
    SubscriptionCancelled,
    RevenueRecognised,
    WriteOffApproved,
    PurchaseOrderPlaced,
    PurchaseOrderChanged,
    PurchaseOrderClosed,
    GoodsReceived,
    BillApproved,
    LandedCostBilled,
    GoodsReturnedToSupplier,
    SupplierCredited,
    ReceiptClosed,
    GrniReclassified,
    BillPaid,
    MaterialsIssued,
    ProductionCompleted,
    ProductionClosed,
    DisassemblyCompleted,
    GoodsShipped,
    StockAdjusted,
    StockCounted,
    StockTransferred,
    TransferDispatched,
    TransferArrived,
    TransferLost,
    StockRevalued,
    ValuationStated,
    OpeningStock,
    OpeningRegister,
    StockReserved,
    ReservationReleased,
    GoodsRejected,
    TransferRequested,
    TransferDecided,
)


def _kind_of(event: type[Event]) -> str:
    return str(event.__dataclass_fields__["kind"].default)


KINDS: Final[dict[str, type[Event]]] = {_kind_of(event): event for event in MASTER + OPERATIONS}
MASTER_KINDS: Final = frozenset(_kind_of(event) for event in MASTER)
_ADAPTERS: Final[dict[str, TypeAdapter[Event]]] = {}


def adapter_of(kind: str) -> TypeAdapter[Event]:
    """The validator of one kind, built on first use."""
    adapter = _ADAPTERS.get(kind)
    if adapter is None:
        adapter = _ADAPTERS[kind] = TypeAdapter(KINDS[kind])
    return adapter


def event_of(plain: Mapping[str, Any]) -> Event:
    """The event a plain object states; its `kind` must be one of `KINDS`.

    Raises:
        pydantic.ValidationError: with every field that is wrong, not the first only.
        KeyError: the kind is not on the closed list.
    """
    return adapter_of(plain["kind"]).validate_python(plain)


__all__ = [
    "KINDS",
    "MASTER",
    "MASTER_KINDS",
    "OPERATIONS",
    "BillApproved",
    "BillPaid",
    "BomVersion",
    "Calendar",
    "ChargebackLost",
    "ChargebackOpened",
    "ChargebackWon",
    "DeliveryConfirmed",
    "DisassemblyCompleted",
    "Event",
    "ExchangeRate",
    "GiftCardExpired",
    "GiftCardRedeemed",
    "GiftCardSold",
    "GoodsReceived",
    "GoodsRejected",
    "GoodsReturned",
    "GoodsReturnedToSupplier",
    "GoodsShipped",
    "GrniReclassified",
    "InvoiceIssued",
    "Item",
    "LandedCostBilled",
    "LeadTime",
    "Location",
    "MaterialsIssued",
    "MilestoneReached",
    "OpeningRegister",
    "OpeningStock",
    "OrderApproved",
    "OrderCancelled",
    "OrderChanged",
    "OrderPlaced",
    "Party",
    "PaymentCaptured",
    "PaymentFailed",
    "PayoutSettled",
    "PriceList",
    "ProductionClosed",
    "ProductionCompleted",
    "PurchaseOrderChanged",
    "PurchaseOrderClosed",
    "PurchaseOrderPlaced",
    "ReceiptClosed",
    "RefundIssued",
    "ReservationReleased",
    "RevenueRecognised",
    "SalePaid",
    "StockAdjusted",
    "StockCounted",
    "StockReserved",
    "StockRevalued",
    "StockTransferred",
    "StoreCreditIssued",
    "StoreCreditRedeemed",
    "SubscriptionCancelled",
    "SubscriptionChanged",
    "SubscriptionRenewed",
    "SupplierCredited",
    "TaxCode",
    "TransferArrived",
    "TransferDecided",
    "TransferDispatched",
    "TransferLost",
    "TransferRequested",
    "UnitConversion",
    "ValuationStated",
    "WriteOffApproved",
    "adapter_of",
    "event_of",
]
