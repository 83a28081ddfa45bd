"""Production: material issues, completed runs, disassembly."""

from __future__ import annotations

from dataclasses import field
from typing import Annotated, Final, Literal

from pydantic import Field
from pydantic.dataclasses import dataclass

from tieout.core.event.envelope import SCHEMA, Event
from tieout.core.event.fields import (
    Key,
    NotNegativeAmount,
    NotNegativeQuantity,
    PositiveQuantity,
    Share,
    Text,
)
from tieout.core.scaled import Amount, Quantity

_ZERO: Final = Amount(0)
_NONE: Final = Quantity(0)


@dataclass(frozen=True, slots=True, kw_only=True, config=SCHEMA)
class Consumed:
    """Material taken by a run; without a lot number the oldest layers are taken."""

    item: Key
    quantity: PositiveQuantity
    lot: Text = ""
    location: Annotated[Text, Field(description="Default: the event's location.")] = ""
    value: Annotated[
        NotNegativeAmount | None,
        Field(
            description="Of a component that is not stocked, in home currency, for the whole line; "
            "default: its standard cost."
        ),
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True, config=SCHEMA)
class Output:
    """A lot made by a run.

    Main output takes the rest of the run's cost; co-products take their share of it; by-products
    are debited at their stated value.
    """

    item: Key
    quantity: PositiveQuantity
    lot: Text = ""
    role: Literal["main", "co_product", "by_product"] = "main"
    share: Annotated[Share | None, Field(description="Of a co-product.")] = None
    value: Annotated[
        NotNegativeAmount | None,
        Field(description="Of a by-product, in home currency, for the whole lot."),
    ] = None
    stated_cost: Annotated[
        NotNegativeAmount | None,
        Field(description="What the source makes the lot cost, home currency: compared, never posted."),
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True, config=SCHEMA)
class MaterialsIssued(Event):
    """Material was issued to a run that goes on for days: it is work in progress until completed.

    So are labour and overhead put into it before it is completed.
    """

    kind: Literal["materials_issued"] = "materials_issued"
    run: Key
    location: Key
    consumed: Annotated[list[Consumed], Field(max_length=10_000)] = field(default_factory=list)
    labour: Annotated[NotNegativeAmount, Field(description="In home currency.")] = _ZERO
    overhead: Annotated[NotNegativeAmount, Field(description="In home currency.")] = _ZERO


@dataclass(frozen=True, slots=True, kw_only=True, config=SCHEMA)
class ProductionClosed(Event):
    """A run is over: nothing more is made of it; what is left in progress is a variance."""

    kind: Literal["production_closed"] = "production_closed"
    run: Key


@dataclass(frozen=True, slots=True, kw_only=True, config=SCHEMA)
class ProductionCompleted(Event):
    """A run, or a part of one, was completed: its actual materials, labour, overhead and output."""

    kind: Literal["production_completed"] = "production_completed"
    run: Key
    location: Key
    consumed: Annotated[list[Consumed], Field(max_length=10_000)] = field(default_factory=list)
    outputs: Annotated[list[Output], Field(min_length=1, max_length=1000)]
    scrapped: Annotated[
        NotNegativeQuantity,
        Field(description="Lost main output; beyond the expected yield it is abnormal."),
    ] = _NONE
    abnormal_scrap: Annotated[
        NotNegativeQuantity,
        Field(description="Lost main output the source itself flags as abnormal."),
    ] = _NONE
    scrap_reason: Text = ""
    expected_yield: Annotated[
        Share | None,
        Field(description="Default: that of the BOM version named, else of the one in effect."),
    ] = None
    labour: Annotated[NotNegativeAmount, Field(description="In home currency.")] = _ZERO
    overhead: Annotated[NotNegativeAmount, Field(description="In home currency.")] = _ZERO
    labour_hours: Annotated[
        NotNegativeQuantity | None,
        Field(description="Hours behind the labour; they tell rate from efficiency at standard cost."),
    ] = None
    expected_remaining: Annotated[
        NotNegativeQuantity,
        Field(description="Main output still expected after this part; 0 = the run is complete."),
    ] = _NONE
    bom: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True, config=SCHEMA)
class DisassembledInto:
    """A component won by a disassembly, with its stated share of the value."""

    item: Key
    quantity: PositiveQuantity
    share: Share
    lot: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True, config=SCHEMA)
class DisassemblyCompleted(Event):
    """A lot was taken apart; its value is spread over the components by share."""

    kind: Literal["disassembly_completed"] = "disassembly_completed"
    run: Key
    location: Key
    item: Key
    quantity: PositiveQuantity
    lot: Text = ""
    components: Annotated[list[DisassembledInto], Field(min_length=1, max_length=1000)]
