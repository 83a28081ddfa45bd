"""Floor: what operations plan and decide; kept and derived from, and without any effect on the books."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field
from pydantic.dataclasses import dataclass

from tieout.core.event.envelope import SCHEMA, Event
from tieout.core.event.fields import Key, PositiveQuantity, Text
from tieout.core.event.stock import TransferLine


@dataclass(frozen=True, slots=True, kw_only=True, config=SCHEMA)
class ReservedLine:
    """Units set aside, of one lot where it is named."""

    item: Key
    quantity: PositiveQuantity
    lot: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True, config=SCHEMA)
class StockReserved(Event):
    """Stock was set aside; shipments of the order from that place use it up; no entry."""

    kind: Literal["stock_reserved"] = "stock_reserved"
    reservation: Key
    location: Key
    order: Annotated[Text, Field(description="The order it is for; its shipments use it up.")] = ""
    lines: Annotated[list[ReservedLine], Field(min_length=1, max_length=10_000)]


@dataclass(frozen=True, slots=True, kw_only=True, config=SCHEMA)
class ReservationReleased(Event):
    """What is left of a reservation was given up; no entry."""

    kind: Literal["reservation_released"] = "reservation_released"
    reservation: Key


@dataclass(frozen=True, slots=True, kw_only=True, config=SCHEMA)
class RejectedLine:
    """Units that were refused at the door, and why."""

    item: Key
    quantity: PositiveQuantity
    order_line: Text = ""
    reason: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True, config=SCHEMA)
class GoodsRejected(Event):
    """Goods were refused on arrival and never stocked: they are in no account; no entry."""

    kind: Literal["goods_rejected"] = "goods_rejected"
    supplier: Key
    order: Text = ""
    delivery: Annotated[Text, Field(description="Number of the delivery they came with.")] = ""
    lines: Annotated[list[RejectedLine], Field(min_length=1, max_length=10_000)]


@dataclass(frozen=True, slots=True, kw_only=True, config=SCHEMA)
class TransferRequested(Event):
    """Stock is wanted at another place; it moves with stock_transferred; no entry."""

    kind: Literal["transfer_requested"] = "transfer_requested"
    transfer: Key
    from_location: Key
    to_location: Key
    requested_by: Key
    lines: Annotated[list[TransferLine], Field(min_length=1, max_length=10_000)]


@dataclass(frozen=True, slots=True, kw_only=True, config=SCHEMA)
class TransferDecided(Event):
    """A transfer that was asked for was approved or refused; no entry."""

    kind: Literal["transfer_decided"] = "transfer_decided"
    transfer: Key
    decision: Literal["approved", "refused"]
    decided_by: Key
