"""Master data as events: who and what the business deals with, each change dated and owned."""

from __future__ import annotations

from dataclasses import field
from typing import Annotated, Literal

from pydantic import Field
from pydantic.dataclasses import dataclass

from tieout.core.event.envelope import SCHEMA, Event
from tieout.core.event.fields import (
    Currency,
    Day,
    Factor,
    Flag,
    Key,
    Name,
    NotNegativeAmount,
    NotNegativeQuantity,
    PositiveQuantity,
    Price,
    Rate,
    Share,
    Text,
    Title,
)

PartyRole = Literal["customer", "supplier", "employee"]
ItemType = Literal["goods", "service", "digital"]
InventoryRole = Literal["inventory_raw", "inventory_semi", "inventory_finished", "inventory_merchandise"]
CostingMethod = Literal["lot_actual", "fifo", "average", "standard"]


@dataclass(frozen=True, slots=True, kw_only=True, config=SCHEMA)
class Party(Event):
    """A customer, supplier or employee; QuickBooks holds one record per party and currency."""

    kind: Literal["party"] = "party"
    party: Annotated[Key, Field(description="The party's key, used by every other event.")]
    roles: Annotated[list[PartyRole], Field(min_length=1)]
    name: Annotated[Name, Field(description="The name as the business writes it.")]
    currency: Annotated[Currency | None, Field(description="Default: the home currency.")] = None
    terms_days: Annotated[int, Field(strict=True, ge=0, le=3650)] = 0
    taxable: Flag = True
    email: Text = ""
    active: Flag = True


@dataclass(frozen=True, slots=True, kw_only=True, config=SCHEMA)
class Item(Event):
    """A thing bought, made or sold; goods name the inventory role their lots live in."""

    kind: Literal["item"] = "item"
    item: Annotated[Key, Field(description="The SKU.")]
    name: Annotated[Title, Field(description="The full title, of any length up to 4000.")]
    type: ItemType = "goods"
    inventory_role: Annotated[
        InventoryRole | None, Field(description="Required for goods, refused for others.")
    ] = None
    category: Annotated[Text, Field(description="Qualifies revenue and cogs accounts.")] = ""
    unit: Annotated[Text, Field(description="Unit of measure of all quantities of this item.")] = ""
    weight: Annotated[
        PositiveQuantity | None,
        Field(description="Of one stock unit, in any one unit for all items; shares landed cost."),
    ] = None
    costing_method: Annotated[
        CostingMethod,
        Field(description="How its units are costed; a place keeps its method until it is empty."),
    ] = "lot_actual"
    standard_cost: Annotated[
        Price | None,
        Field(description="Of a stock unit, in home currency, from the date on; required for `standard`."),
    ] = None
    absorbed_as: Annotated[
        Literal["labour", "overhead"],
        Field(description="Of a component that is not stocked: which absorbed cost a run credits for it."),
    ] = "overhead"
    active: Flag = True


@dataclass(frozen=True, slots=True, kw_only=True, config=SCHEMA)
class UnitConversion(Event):
    """How many stock units one other unit of an item holds."""

    kind: Literal["unit_conversion"] = "unit_conversion"
    item: Key
    unit: Key
    stock_units: Factor


@dataclass(frozen=True, slots=True, kw_only=True, config=SCHEMA)
class BomComponent:
    """One component of a bill of materials, per unit of output."""

    item: Key
    quantity: Annotated[PositiveQuantity, Field(description="Per one unit of the BOM's output quantity.")]


@dataclass(frozen=True, slots=True, kw_only=True, config=SCHEMA)
class BomVersion(Event):
    """A bill of materials in effect from its business date until the next version of the item."""

    kind: Literal["bom_version"] = "bom_version"
    item: Key
    bom: Annotated[Key, Field(description="The version's name, such as 2026-03-B.")]
    output_quantity: PositiveQuantity
    components: Annotated[list[BomComponent], Field(min_length=1, max_length=2000)]
    expected_yield: Annotated[
        Share | None,
        Field(description="Good output over total output; left out = every loss is normal."),
    ] = None
    labour: Annotated[
        NotNegativeAmount | None,
        Field(description="Expected labour of the output quantity, in home currency."),
    ] = None
    labour_hours: Annotated[
        NotNegativeQuantity | None,
        Field(description="Expected hours of the output quantity; with them labour has a rate."),
    ] = None
    overhead: Annotated[
        NotNegativeAmount | None,
        Field(description="Expected overhead of the output quantity, in home currency."),
    ] = None
    alternate: Annotated[
        Flag, Field(description="Another way to make the item: only runs that name it go by it.")
    ] = False


@dataclass(frozen=True, slots=True, kw_only=True, config=SCHEMA)
class PriceList(Event):
    """Stand-alone prices of items, from the event's date."""

    kind: Literal["price_list"] = "price_list"
    price_list: Key
    currency: Currency
    prices: Annotated[dict[Key, Price], Field(min_length=1)]


@dataclass(frozen=True, slots=True, kw_only=True, config=SCHEMA)
class Location(Event):
    """A place that holds stock; places of one account group share their inventory accounts."""

    kind: Literal["location"] = "location"
    location: Key
    name: Text = ""
    account_group: Annotated[
        Text,
        Field(description="Locations of different groups post to different inventory accounts."),
    ] = ""


@dataclass(frozen=True, slots=True, kw_only=True, config=SCHEMA)
class LeadTime(Event):
    """How long a supplier takes to deliver, from the event's date until the next of supplier and item."""

    kind: Literal["lead_time"] = "lead_time"
    supplier: Key
    item: Annotated[Text, Field(description="Empty = all items of the supplier that have none.")] = ""
    days: Annotated[int, Field(strict=True, ge=0, le=3650)]


@dataclass(frozen=True, slots=True, kw_only=True, config=SCHEMA)
class TaxCode(Event):
    """A tax code of the source system and the agency whose liability it raises."""

    kind: Literal["tax_code"] = "tax_code"
    code: Key
    agency: Key
    recoverable: Annotated[Flag, Field(description="Whether tax on purchases comes back.")] = False
    description: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True, config=SCHEMA)
class ExchangeRate(Event):
    """The day's rate of one currency, in home-currency units per 1 foreign unit."""

    kind: Literal["exchange_rate"] = "exchange_rate"
    currency: Currency
    rate: Rate
    rate_source: Annotated[Key, Field(description="Who published the rate, such as ECB.")]


@dataclass(frozen=True, slots=True, kw_only=True, config=SCHEMA)
class Calendar(Event):
    """The company's fiscal calendar: the first month of its year and named closing days."""

    kind: Literal["calendar"] = "calendar"
    fiscal_year_first_month: Annotated[int, Field(strict=True, ge=1, le=12)] = 1
    closings: Annotated[list[Day], Field(max_length=1000)] = field(default_factory=list)
