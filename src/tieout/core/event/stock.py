"""Stock: shipments, adjustments, counts, transfers, revaluation, and what stood on the first day."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Field
from pydantic.dataclasses import dataclass

from tieout.core.event.envelope import SCHEMA, Event
from tieout.core.event.fields import (
    Currency,
    Day,
    Key,
    NotNegativeAmount,
    NotNegativeQuantity,
    PositiveQuantity,
    Price,
    Rate,
    SignedAmount,
    SignedQuantity,
    Text,
)


@dataclass(frozen=True, slots=True, kw_only=True, config=SCHEMA)
class ShipmentLine:
    """Units shipped; without a lot number the oldest layers of the location are taken."""

    line: Key
    item: Key
    quantity: PositiveQuantity
    lot: Text = ""
    order_line: Annotated[Text, Field(description="The order's line; default: the same id as `line`.")] = ""
    stated_cost: Annotated[
        NotNegativeAmount | None,
        Field(description="What the source makes the line cost, home currency: compared, never posted."),
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True, config=SCHEMA)
class GoodsShipped(Event):
    """Goods left for a customer; their cost waits in shipped-not-invoiced for the invoice."""

    kind: Literal["goods_shipped"] = "goods_shipped"
    shipment: Key
    order: Annotated[Text, Field(description="The order; invoices of it recognise the cost.")] = ""
    customer: Text = ""
    location: Key
    lines: Annotated[list[ShipmentLine], Field(min_length=1, max_length=10_000)]


@dataclass(frozen=True, slots=True, kw_only=True, config=SCHEMA)
class AdjustmentLine:
    """A correction of what is on hand; units found are valued at `unit_cost` or the last actual cost."""

    item: Key
    quantity: SignedQuantity
    lot: Text = ""
    unit_cost: Annotated[Price | None, Field(description="Home currency; only for units found.")] = None


@dataclass(frozen=True, slots=True, kw_only=True, config=SCHEMA)
class StockAdjusted(Event):
    """Stock was found or lost, for a reason that has its own account."""

    kind: Literal["stock_adjusted"] = "stock_adjusted"
    location: Key
    reason: Key
    lines: Annotated[list[AdjustmentLine], Field(min_length=1, max_length=10_000)]


@dataclass(frozen=True, slots=True, kw_only=True, config=SCHEMA)
class CountLine:
    """What was counted of an item, or of one of its lots."""

    item: Key
    counted: NotNegativeQuantity
    lot: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True, config=SCHEMA)
class StockCounted(Event):
    """Stock was counted; the difference is frozen when the count is costed."""

    kind: Literal["stock_counted"] = "stock_counted"
    location: Key
    lines: Annotated[list[CountLine], Field(min_length=1, max_length=10_000)]


@dataclass(frozen=True, slots=True, kw_only=True, config=SCHEMA)
class TransferLine:
    """Units moved between two locations."""

    item: Key
    quantity: PositiveQuantity
    lot: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True, config=SCHEMA)
class StockTransferred(Event):
    """Stock moved between locations; on the road where it arrives on a later day."""

    kind: Literal["stock_transferred"] = "stock_transferred"
    transfer: Key
    from_location: Key
    to_location: Key
    arrived: Annotated[Day | None, Field(description="Default: the same day.")] = None
    lines: Annotated[list[TransferLine], Field(min_length=1, max_length=10_000)]


ROAD: Final = "→"
"""Goods of a transfer on the road stand at a place named by this and the transfer's number."""

Travelling = Annotated[Key, Field(max_length=119, description="Number of the transfer.")]
"""So that the place on the road is named by a key too."""


@dataclass(frozen=True, slots=True, kw_only=True, config=SCHEMA)
class TransferDispatched(Event):
    """Stock left for another location; when it arrives is not known yet: transfer_arrived says so."""

    kind: Literal["transfer_dispatched"] = "transfer_dispatched"
    transfer: Travelling
    from_location: Key
    to_location: Key
    due: Annotated[
        Day | None, Field(description="When it should be there. Default: the date plus transit-due-days.")
    ] = None
    lines: Annotated[list[TransferLine], Field(min_length=1, max_length=10_000)]

    @property
    def road(self) -> str:
        """The place the goods stand at until they arrive."""
        return f"{ROAD}{self.transfer}"


@dataclass(frozen=True, slots=True, kw_only=True, config=SCHEMA)
class TransferArrived(Event):
    """Goods of a transfer arrived, all or a part, at its goal or elsewhere; the rest is on the road."""

    kind: Literal["transfer_arrived"] = "transfer_arrived"
    transfer: Travelling
    to_location: Annotated[Key, Field(description="The place the goods came to.")]
    lines: Annotated[list[TransferLine], Field(min_length=1, max_length=10_000)]

    @property
    def road(self) -> str:
        """The place the goods stood at."""
        return f"{ROAD}{self.transfer}"


@dataclass(frozen=True, slots=True, kw_only=True, config=SCHEMA)
class TransferLost(Event):
    """Goods of a transfer were lost on the road: an abnormal loss, to the account of its reason."""

    kind: Literal["transfer_lost"] = "transfer_lost"
    transfer: Travelling
    reason: Annotated[Key, Field(description="Qualifies the account it is posted to.")] = "lost in transit"
    lines: Annotated[list[TransferLine], Field(min_length=1, max_length=10_000)]

    @property
    def road(self) -> str:
        """The place the goods stood at."""
        return f"{ROAD}{self.transfer}"


@dataclass(frozen=True, slots=True, kw_only=True, config=SCHEMA)
class RevaluationLine:
    """A change of value per unit on hand, in home currency; below zero for a write-down."""

    item: Key
    per_unit: SignedAmount
    lot: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True, config=SCHEMA)
class StockRevalued(Event):
    """The value of stock on hand was changed without a movement."""

    kind: Literal["stock_revalued"] = "stock_revalued"
    location: Key
    reason: Key
    lines: Annotated[list[RevaluationLine], Field(min_length=1, max_length=10_000)]


@dataclass(frozen=True, slots=True, kw_only=True, config=SCHEMA)
class ValuationLine:
    """What the source makes the stock of an item worth, all places together, in home currency."""

    item: Key
    value: Annotated[NotNegativeAmount, Field(description="Of all that is on hand of the item.")]


@dataclass(frozen=True, slots=True, kw_only=True, config=SCHEMA)
class ValuationStated(Event):
    """The source's own valuation of stock at the end of a day: compared, never posted."""

    kind: Literal["valuation_stated"] = "valuation_stated"
    lines: Annotated[list[ValuationLine], Field(min_length=1, max_length=10_000)]


@dataclass(frozen=True, slots=True, kw_only=True, config=SCHEMA)
class OpeningLot:
    """A lot on hand when tieout begins, at its cost in home currency."""

    item: Key
    quantity: PositiveQuantity
    unit_cost: Price
    lot: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True, config=SCHEMA)
class OpeningStock(Event):
    """What a location held when tieout began."""

    kind: Literal["opening_stock"] = "opening_stock"
    location: Key
    lots: Annotated[list[OpeningLot], Field(min_length=1, max_length=10_000)]


@dataclass(frozen=True, slots=True, kw_only=True, config=SCHEMA)
class OpeningLine:
    """One open item of a register, positive in the register's own direction."""

    reference: Key
    amount: SignedAmount
    party: Text = ""
    due: Annotated[
        Day | None, Field(description="When it falls due; of deferred_revenue the last day of the service.")
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True, config=SCHEMA)
class OpeningRegister(Event):
    """The open items of one subledger when tieout began."""

    kind: Literal["opening_register"] = "opening_register"
    register: Literal[
        "grni",
        "customer_deposits",
        "gift_cards",
        "store_credit",
        "clearing",
        "deferred_revenue",
        "accounts_receivable",
        "sales_tax",
    ]
    qualifier: Annotated[Text, Field(description="The gateway of clearing, the agency of sales_tax.")] = ""
    currency: Currency
    rate: Rate | None = None
    lines: Annotated[list[OpeningLine], Field(min_length=1, max_length=10_000)]
