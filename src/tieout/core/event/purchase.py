"""Procure to pay: orders, receipts, bills, landed cost, returns to suppliers."""

from __future__ import annotations

from dataclasses import field
from datetime import date, timedelta
from typing import Annotated, Final, Literal

from pydantic import Field
from pydantic.dataclasses import dataclass

from tieout.core.event.envelope import SCHEMA, Event
from tieout.core.event.fields import (
    Currency,
    Day,
    Key,
    NotNegativeAmount,
    PositiveAmount,
    PositiveQuantity,
    Price,
    Rate,
    Text,
)
from tieout.core.event.sale import TaxPart
from tieout.core.scaled import Amount

_ZERO: Final = Amount(0)

QUICKBOOKS: Final = "quickbooks"
"""The source of bills, credits and payments others entered in QuickBooks; their id is the one there."""


@dataclass(frozen=True, slots=True, kw_only=True, config=SCHEMA)
class PurchaseOrderLine:
    """One line of a purchase order."""

    line: Key
    item: Key
    quantity: PositiveQuantity
    unit_price: Price
    expected: Annotated[
        Day | None,
        Field(description="When it should come. Default: the order's date plus the lead time known then."),
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True, config=SCHEMA)
class PurchaseOrderPlaced(Event):
    """Goods were ordered: a plan, not an obligation; no entry."""

    kind: Literal["purchase_order_placed"] = "purchase_order_placed"
    order: Key
    supplier: Key
    currency: Currency
    lines: Annotated[list[PurchaseOrderLine], Field(min_length=1, max_length=10_000)]


@dataclass(frozen=True, slots=True, kw_only=True, config=SCHEMA)
class PurchaseOrderChanged(Event):
    """A purchase order was changed: its lines as they stand now; no entry."""

    kind: Literal["purchase_order_changed"] = "purchase_order_changed"
    order: Key
    lines: Annotated[list[PurchaseOrderLine], Field(min_length=1, max_length=10_000)]


@dataclass(frozen=True, slots=True, kw_only=True, config=SCHEMA)
class PurchaseOrderClosed(Event):
    """A purchase order was closed; nothing more is expected; no entry."""

    kind: Literal["purchase_order_closed"] = "purchase_order_closed"
    order: Key


@dataclass(frozen=True, slots=True, kw_only=True, config=SCHEMA)
class ReceiptLine:
    """One lot of goods taken into stock at the order's price."""

    line: Key
    item: Key
    quantity: Annotated[PositiveQuantity, Field(description="Stocked quantity, without rejects.")]
    unit_price: Annotated[Price, Field(description="Order price per unit, in the receipt's currency.")]
    lot: Annotated[Text, Field(description="Lot number; empty = the source names none.")] = ""
    order_line: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True, config=SCHEMA)
class GoodsReceived(Event):
    """Goods arrived and were stocked; the liability stands in GRNI until the bill."""

    kind: Literal["goods_received"] = "goods_received"
    receipt: Annotated[Key, Field(description="Number of the delivery.")]
    supplier: Key
    order: Text = ""
    location: Key
    currency: Currency
    rate: Rate | None = None
    lines: Annotated[list[ReceiptLine], Field(min_length=1, max_length=10_000)]


@dataclass(frozen=True, slots=True, kw_only=True, config=SCHEMA)
class BillLine:
    """One billed line: goods of a receipt line, or a cost by its account role."""

    line: Key
    amount: Annotated[NotNegativeAmount, Field(description="Line total without recoverable tax.")]
    receipt: Annotated[Text, Field(description="Number of the delivery billed.")] = ""
    receipt_line: Text = ""
    quantity: Annotated[PositiveQuantity | None, Field(description="Units billed of the receipt line.")] = (
        None
    )
    cost: Annotated[
        Literal["", "shipping_cost", "landed_cost_clearing", "merchant_fees"],
        Field(description="Account role of a line that bills no receipt; empty = grni."),
    ] = ""
    description: Text = ""
    account: Annotated[
        Text,
        Field(
            description="Only of a bill read from QuickBooks: the account there, where it is none of these."
        ),
    ] = ""

    @property
    def in_grni(self) -> bool:
        """Whether the line stands on grni, or belongs there: goods that were booked to another account."""
        return not self.cost and bool(self.receipt or not self.account)


@dataclass(frozen=True, slots=True, kw_only=True, config=SCHEMA)
class BillApproved(Event):
    """A supplier's bill was approved; it clears GRNI of the receipts it names."""

    kind: Literal["bill_approved"] = "bill_approved"
    number: Key
    supplier: Key
    currency: Currency
    rate: Rate | None = None
    due: Day | None = None
    lines: Annotated[list[BillLine], Field(min_length=1, max_length=10_000)]
    input_taxes: Annotated[
        list[TaxPart], Field(max_length=100, description="Recoverable tax only, per agency.")
    ] = field(default_factory=list)
    total: PositiveAmount
    withdrawn: Annotated[
        bool, Field(description="It was deleted or voided in QuickBooks, where it had been read.")
    ] = False


@dataclass(frozen=True, slots=True, kw_only=True, config=SCHEMA)
class LandedCostBilled(Event):
    """Freight, duty or brokerage of receipts was billed, to be allocated over their lots.

    Or work that others did for runs, such as plating: it joins what is in progress of them, or was made.
    """

    kind: Literal["landed_cost_billed"] = "landed_cost_billed"
    number: Key
    supplier: Key
    currency: Currency
    rate: Rate | None = None
    amount: PositiveAmount
    receipts: Annotated[
        list[Key], Field(max_length=10_000, description="What it brought; else `runs`.")
    ] = field(default_factory=list)
    runs: Annotated[
        list[Key], Field(max_length=1000, description="What it was done for; shared in equal parts.")
    ] = field(default_factory=list)
    allocate_by: Literal["value", "quantity", "weight"] = "value"


@dataclass(frozen=True, slots=True, kw_only=True, config=SCHEMA)
class SupplierReturnLine:
    """Units sent back, of one receipt line."""

    receipt: Key
    receipt_line: Key
    item: Key
    quantity: PositiveQuantity


@dataclass(frozen=True, slots=True, kw_only=True, config=SCHEMA)
class GoodsReturnedToSupplier(Event):
    """Received goods went back to their supplier."""

    kind: Literal["goods_returned_to_supplier"] = "goods_returned_to_supplier"
    number: Key
    supplier: Key
    lines: Annotated[list[SupplierReturnLine], Field(min_length=1, max_length=10_000)]


@dataclass(frozen=True, slots=True, kw_only=True, config=SCHEMA)
class SupplierCredited(Event):
    """A supplier's credit note came; it clears GRNI of goods returned after billing."""

    kind: Literal["supplier_credited"] = "supplier_credited"
    number: Key
    supplier: Key
    currency: Currency
    rate: Rate | None = None
    lines: Annotated[list[BillLine], Field(min_length=1, max_length=10_000)]
    total: PositiveAmount
    withdrawn: Annotated[
        bool, Field(description="It was deleted or voided in QuickBooks, where it had been read.")
    ] = False


@dataclass(frozen=True, slots=True, kw_only=True, config=SCHEMA)
class ReceiptClosed(Event):
    """What is open of a receipt line in GRNI was closed by an approved act: nothing more is expected.

    `tieout grni close` states it; a source that closes receipts itself, with an approval, may too.
    """

    kind: Literal["receipt_closed"] = "receipt_closed"
    receipt: Annotated[Text, Field(description="Number of the delivery.")] = ""
    receipt_line: Text = ""
    bill: Annotated[Text, Field(description="Number of a bill that names no receipt, instead.")] = ""
    supplier_credit: Annotated[
        Text, Field(description="Number of a supplier's credit that names no receipt, instead.")
    ] = ""
    approved_by: Key

    @property
    def reference(self) -> str:
        """The open item of GRNI it closes; empty = it names none, or several."""
        names = [
            f"{self.receipt}/{self.receipt_line}" if self.receipt and self.receipt_line else "",
            f"bill {self.bill}" if self.bill else "",
            f"credit {self.supplier_credit}" if self.supplier_credit else "",
        ]
        named = [name for name in names if name]
        return named[0] if len(named) == 1 else ""


@dataclass(frozen=True, slots=True, kw_only=True, config=SCHEMA)
class ReclassifiedLine:
    """An open item of GRNI with a debit: what was billed, and not received, by the end of a period."""

    reference: Annotated[Key, Field(description="The open item, as `tieout grni --lines` names it.")]
    supplier: Text = ""
    amount: Annotated[PositiveAmount, Field(description="In home currency.")]


@dataclass(frozen=True, slots=True, kw_only=True, config=SCHEMA)
class GrniReclassified(Event):
    """Debits of GRNI were shown as prepayments at the end of a period, and are taken back the day after.

    `tieout grni reclassify` states it.
    """

    kind: Literal["grni_reclassified"] = "grni_reclassified"
    lines: Annotated[list[ReclassifiedLine], Field(min_length=1, max_length=10_000)]
    approved_by: Key

    @property
    def back(self) -> date:
        """The day it is taken back: the first of the next period."""
        return self.date + timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True, config=SCHEMA)
class BillPaid(Event):
    """A bill was paid in QuickBooks; status only, no entry of ours."""

    kind: Literal["bill_paid"] = "bill_paid"
    bill: Key
    supplier: Key
    currency: Currency
    amount: NotNegativeAmount = _ZERO
