"""Order to cash: orders, invoices, sales paid at once, refunds, returns."""

from __future__ import annotations

from dataclasses import field
from typing import Annotated, Final, Literal

from pydantic import Field
from pydantic.dataclasses import dataclass

from tieout.core.event.envelope import SCHEMA, Event
from tieout.core.event.fields import (
    Currency,
    Day,
    Flag,
    Key,
    NotNegativeAmount,
    PositiveAmount,
    PositiveQuantity,
    Rate,
    SignedAmount,
    Text,
)
from tieout.core.scaled import Amount

_ZERO: Final = Amount(0)
_ORDER: Final = (
    "The order whose shipments this bills. Goods billed without one are recognised at once, without cost; "
    "after a while (goods-due-days) that is an exception. Lines of work beside goods wait with them: a "
    "sale is one document, recognised once all its goods are shipped."
)


@dataclass(frozen=True, slots=True, kw_only=True, config=SCHEMA)
class OrderLine:
    """One line of an order."""

    line: Annotated[Key, Field(description="The line's id within the order.")]
    item: Key
    quantity: PositiveQuantity
    amount: Annotated[NotNegativeAmount, Field(description="Line total before discount, without tax.")]


@dataclass(frozen=True, slots=True, kw_only=True, config=SCHEMA)
class OrderPlaced(Event):
    """An order came in: demand, not revenue; no entry."""

    kind: Literal["order_placed"] = "order_placed"
    order: Key
    customer: Key
    channel: Key
    currency: Currency
    lines: Annotated[list[OrderLine], Field(min_length=1, max_length=10_000)]
    total: NotNegativeAmount


@dataclass(frozen=True, slots=True, kw_only=True, config=SCHEMA)
class OrderChanged(Event):
    """An order was changed: its lines as they stand now; no entry."""

    kind: Literal["order_changed"] = "order_changed"
    order: Key
    lines: Annotated[list[OrderLine], Field(min_length=1, max_length=10_000)]
    total: NotNegativeAmount


@dataclass(frozen=True, slots=True, kw_only=True, config=SCHEMA)
class OrderCancelled(Event):
    """An order was cancelled; no entry."""

    kind: Literal["order_cancelled"] = "order_cancelled"
    order: Key
    reason: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True, config=SCHEMA)
class OrderApproved(Event):
    """An order was approved for billing; no entry."""

    kind: Literal["order_approved"] = "order_approved"
    order: Key
    approved_by: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True, config=SCHEMA)
class MilestoneReached(Event):
    """A milestone of an order was reached; a fact for the recognition gate; no entry."""

    kind: Literal["milestone_reached"] = "milestone_reached"
    order: Key
    milestone: Key


@dataclass(frozen=True, slots=True, kw_only=True, config=SCHEMA)
class DeliveryConfirmed(Event):
    """The customer has the goods; a fact for the recognition gate; no entry."""

    kind: Literal["delivery_confirmed"] = "delivery_confirmed"
    order: Key
    shipment: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True, config=SCHEMA)
class SaleLine:
    """One billed line: the price before discount, and the discount apart (requirement S001-40)."""

    line: Annotated[Key, Field(description="The line's id within the document.")]
    item: Key
    quantity: PositiveQuantity
    amount: Annotated[NotNegativeAmount, Field(description="Line total before discount, without tax.")]
    discount: Annotated[NotNegativeAmount, Field(description="Off this line, without tax.")] = _ZERO
    order_line: Annotated[Text, Field(description="The order's line; default: the same id as `line`.")] = ""
    description: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True, config=SCHEMA)
class TaxPart:
    """Tax of one agency as billed; tieout never recomputes it."""

    agency: Key
    amount: SignedAmount
    code: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True, config=SCHEMA)
class Tender:
    """One means of payment of a sale."""

    type: Literal["gateway", "gift_card", "store_credit", "deposit"]
    amount: PositiveAmount
    gateway: Annotated[Text, Field(description="Required for type gateway.")] = ""
    reference: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True, config=SCHEMA)
class Sale(Event):
    """What an invoice and a sale paid at once have in common.

    Σ(amount − discount) + shipping + Σ tax = total, within 0.05 of the document's currency.
    """

    number: Annotated[Key, Field(description="The document's number, as the customer sees it.")]
    order: Annotated[Text, Field(description=_ORDER)] = ""
    customer: Key
    channel: Key
    currency: Currency
    rate: Annotated[Rate | None, Field(description="Default: the rate table's rate of the date.")] = None
    lines: Annotated[list[SaleLine], Field(min_length=1, max_length=10_000)]
    shipping: NotNegativeAmount = _ZERO
    taxes: Annotated[list[TaxPart], Field(max_length=100)] = field(default_factory=list)
    total: Annotated[NotNegativeAmount, Field(description="What the customer owes or paid.")]


@dataclass(frozen=True, slots=True, kw_only=True, config=SCHEMA)
class InvoiceIssued(Sale):
    """A customer was billed; revenue once its goods are shipped (accounting.md 1)."""

    kind: Literal["invoice_issued"] = "invoice_issued"
    due: Annotated[Day | None, Field(description="Default: the date plus the party's terms.")] = None


@dataclass(frozen=True, slots=True, kw_only=True, config=SCHEMA)
class SalePaid(Sale):
    """A sale whose tenders cover its total; revenue once its goods are shipped."""

    kind: Literal["sale_paid"] = "sale_paid"
    tenders: Annotated[list[Tender], Field(max_length=100)] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True, config=SCHEMA)
class RefundLine:
    """One refunded line of a sale, before discount, with the discount that was given back."""

    line: Key
    item: Key
    quantity: PositiveQuantity
    amount: NotNegativeAmount
    discount: NotNegativeAmount = _ZERO


@dataclass(frozen=True, slots=True, kw_only=True, config=SCHEMA)
class RefundAdjustment:
    """Money beyond the lines: goodwill above zero, a fee kept below zero; carries no tax."""

    reason: Key
    amount: SignedAmount


@dataclass(frozen=True, slots=True, kw_only=True, config=SCHEMA)
class RefundIssued(Event):
    """Money or credit went back to a customer, exactly as the source refunded it.

    `refunds` says what is taken back: an invoice, a sale paid at once, or a deposit that was never
    recognised. Σ(amount − discount) + shipping + Σ tax + Σ adjustments = total.
    """

    kind: Literal["refund_issued"] = "refund_issued"
    number: Key
    refunds: Literal["invoice", "sale", "deposit"]
    refunded: Annotated[
        Key, Field(description="Number of the invoice or sale, or the order of the deposit.")
    ]
    customer: Key
    channel: Key
    currency: Currency
    rate: Rate | None = None
    lines: Annotated[list[RefundLine], Field(max_length=10_000)] = field(default_factory=list)
    shipping: NotNegativeAmount = _ZERO
    taxes: Annotated[list[TaxPart], Field(max_length=100)] = field(default_factory=list)
    adjustments: Annotated[list[RefundAdjustment], Field(max_length=100)] = field(default_factory=list)
    total: PositiveAmount
    gateway: Annotated[Text, Field(description="Through which money left; empty = credit only.")] = ""


@dataclass(frozen=True, slots=True, kw_only=True, config=SCHEMA)
class ReturnLine:
    """Units that came back from one shipped line."""

    item: Key
    quantity: PositiveQuantity
    shipment: Annotated[Text, Field(description="Number of the shipment; empty = not known.")] = ""
    shipment_line: Text = ""
    restock: Annotated[Flag, Field(description="False: the units are scrapped.")] = True
    lot: Annotated[Text, Field(description="Lot number of the restocked units.")] = ""


@dataclass(frozen=True, slots=True, kw_only=True, config=SCHEMA)
class GoodsReturned(Event):
    """Goods came back from a customer, at the cost of the units returned."""

    kind: Literal["goods_returned"] = "goods_returned"
    number: Key
    customer: Key
    location: Key
    lines: Annotated[list[ReturnLine], Field(min_length=1, max_length=10_000)]


@dataclass(frozen=True, slots=True, kw_only=True, config=SCHEMA)
class WriteOffApproved(Event):
    """What a customer owes was given up, by an approved act."""

    kind: Literal["write_off_approved"] = "write_off_approved"
    invoice: Key
    customer: Key
    currency: Currency
    rate: Rate | None = None
    amount: PositiveAmount
    approved_by: Key
