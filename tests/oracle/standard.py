"""Standard cost: what a run differs from it, by cause (costing, explained to a controller)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from tests.oracle.accounts import Account, plain
from tests.oracle.exact import ZERO, at_quantum, number

Event = dict[str, Any]
BOUGHT = plain("purchase_price_variance")
CHANGED: Account = ("inventory_adjustment", ("standard_cost",))


def made(cause: str) -> Account:
    """The variance of production of one cause."""
    return ("production_variance", (cause,))


@dataclass(frozen=True)
class Used:
    """Units of one item a run used, and what they cost; its standard where it states one."""

    item: str
    units: Fraction
    cost: Fraction
    standard: Fraction | None


def causes(
    event: Event,
    bom: Event | None,
    good: Fraction,
    used: list[Used],
    standards: dict[str, Fraction],
    *,
    progress: Fraction,
) -> Iterator[tuple[str, Fraction]]:
    """Price, usage, labour, overhead of a run against its bill of materials, as far as that states them.

    Expected is what good output at the expected yield asks for.
    """
    if bom is None:
        return
    scale = good / number(bom["output_quantity"]) / number(bom.get("expected_yield", "1"))
    yield (
        "price",
        sum((one.cost - one.units * one.standard for one in used if one.standard is not None), ZERO),
    )
    yield "usage", progress + _usage(bom, scale, used, standards)
    if bom.get("labour") is not None:
        yield from _labour(event, bom, scale)
    if bom.get("overhead") is not None:
        yield "overhead", number(event.get("overhead", "0")) - number(bom["overhead"]) * scale


def _labour(event: Event, bom: Event, scale: Fraction) -> Iterator[tuple[str, Fraction]]:
    """Rate and efficiency; all of it is rate where no hours are stated."""
    labour, hours = number(event.get("labour", "0")), event.get("labour_hours")
    expected, expected_hours = number(bom["labour"]), number(bom.get("labour_hours", "0"))
    if hours is None or not expected_hours:
        yield "labour_rate", labour - expected * scale
    else:
        rate = expected / expected_hours
        yield "labour_rate", labour - number(hours) * rate
        yield "labour_efficiency", (number(hours) - expected_hours * scale) * rate


def _usage(bom: Event, scale: Fraction, used: list[Used], standards: dict[str, Fraction]) -> Fraction:
    """(Units used − units asked for) × standard; what states none counts at what it cost."""
    asked: dict[str, Fraction] = {}
    for line in bom["components"]:
        asked[line["item"]] = asked.get(line["item"], ZERO) + number(line["quantity"]) * scale
    total = ZERO
    for item in asked.keys() | {one.item for one in used}:
        mine = [one for one in used if one.item == item]
        units, cost = sum((one.units for one in mine), ZERO), sum((one.cost for one in mine), ZERO)
        unit = standards.get(item, cost / units if units else ZERO)
        total += (units - asked.get(item, ZERO)) * unit
    return total


def rounded(parts: Iterator[tuple[str, Fraction]], whole: Fraction) -> dict[Account, Fraction]:
    """Each cause half-even; what they leave of the whole is `other`."""
    accounts = {made(cause): at_quantum(value) for cause, value in parts}
    accounts[made("other")] = whole - sum(accounts.values(), ZERO)
    return {account: value for account, value in accounts.items() if value}
