"""Causes: an explained change as text, each cause with what moved it and the documents behind it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Final

from tieout.cli import show
from tieout.core.money import decimal_text, minor_of_value
from tieout.core.scaled import MICRO_PLACES, QUANTUM_PLACES, text_of
from tieout.runtime.cogs import Evidence, Explained, ExplainedCost, PeriodFigures, Step
from tieout.runtime.figures import MONEY, MONEY_PER_UNIT
from tieout.runtime.margin import ExplainedMargin, MarginPart

_FIGURE_PLACES: Final = 6
"""Places of a figure that is a ratio."""

_UNIT_PLACES: Final = 6
"""Places of money per unit."""

_IN_WORDS: Final = {
    "standard": "BOM quantity",
    "usage": "usage (used ÷ asked)",
    "beside": "quantity beside the BOM",
    "begun": "units begun per good unit",
    "labour": "labour per unit begun",
    "overhead": "overhead per unit begun",
    "by-products": "by-products per good unit",
    "revalued": "write-ups and write-downs per unit",
}
"""What a figure is to a reader, where its name alone would not say it."""

_STATED: Final = "stated, stated "
"""How the figure of a stated source begins: what it is, and then the source."""

LEAST: Final = 500_000
"""A step of less than half a hundredth of the currency is not told; --json has it."""


def print_cost(found: ExplainedCost, top: int) -> None:
    """Print the two periods, the causes that sum to the change, and what moved each."""
    show.table(
        f"{found.measure.capitalize()} of {found.item}",
        ["period", "units", "per unit", found.currency],
        [_period(one, found.currency) for one in (found.before, found.after)],
        right=["units", "per unit", found.currency],
    )
    print_causes(found.causes, found.currency, found.minor, found.unit_change, top)


def print_margin(found: ExplainedMargin, top: int) -> None:
    """Print both periods' margin, the parts that sum to its change, and what moved each."""

    def text(minor: int) -> str:
        return decimal_text(minor, found.currency)

    columns = ["revenue", "discounts", "refunds", "cost", "margin"]
    show.table(
        f"Gross margin of {found.of}, {found.currency}",
        ["period", *columns],
        [
            (one.period, *(text(getattr(one, name)) for name in columns))
            for one in (found.before, found.after)
        ],
        right=columns,
    )
    rows = [(one.name, text(one.minor)) for one in found.parts]
    show.table(
        "Why it changed",
        ["cause", found.currency],
        [*rows, ("change", text(found.minor))],
        right=[found.currency],
    )
    for one in found.parts if top else ():
        for line in _part_lines(one, found.currency, top):
            show.OUT.print(line, markup=False, soft_wrap=True)


def _part_lines(one: MarginPart, currency: str, top: int) -> Iterator[str]:
    """A part with its items; of cost, what made it dearer or cheaper."""
    if abs(one.value) < LEAST:
        return
    yield one.name
    for item, value in one.by_item[:top]:
        yield f"  {_money(value, currency):>14}  {item}"
    if len(one.by_item) > top:
        yield f"  … and {len(one.by_item) - top} more; --json has all of them"
    steps = [step for step in one.steps if abs(step.value) >= LEAST and step.what != "units"]
    if steps:
        yield "    cost (above zero: dearer)"
    for step in steps[:top]:
        for line in _step_lines(step, currency, top):
            yield f"  {line}"


def _period(one: PeriodFigures, currency: str) -> tuple[str, str, str, str]:
    units = text_of(one.units, MICRO_PLACES)
    return one.period, units, _unit(one.unit_cost), decimal_text(one.minor, currency)


def print_causes(
    causes: Sequence[Explained], currency: str, minor: int, unit: int | None, top: int
) -> None:
    """Print causes and their sum, then the largest steps of each with their evidence."""
    rows = [
        (
            one.cause.value,
            decimal_text(one.minor, currency),
            _unit(one.per_unit if unit is not None else None),
        )
        for one in causes
    ]
    rows.append(("change", decimal_text(minor, currency), _unit(unit)))
    show.table("Why it changed", ["cause", currency, "per unit"], rows, right=[currency, "per unit"])
    for one in causes:
        if one.steps and top:
            for line in _cause_lines(one, currency, top):
                show.OUT.print(line, markup=False, soft_wrap=True)


def _unit(value: int | None) -> str:
    """Money per unit, at places that stand below one another; `--json` has it to the hundred-millionth."""
    return "" if value is None else text_of(_at(value, _UNIT_PLACES), _UNIT_PLACES, least=_UNIT_PLACES)


def _at(value: int, places: int) -> int:
    """A value of 10⁻⁸ at fewer places, half to even."""
    return round(Fraction(value, 10 ** (QUANTUM_PLACES - places)))


def _money(value: int, currency: str) -> str:
    """10⁻⁸ of the currency in its own places; each is rounded by itself."""
    return decimal_text(minor_of_value(value, currency), currency)


def _cause_lines(one: Explained, currency: str, top: int) -> Iterator[str]:
    told = [step for step in one.steps if abs(step.value) >= LEAST]
    if not told:
        return
    yield one.cause.value
    for step in told[:top]:
        yield from _step_lines(step, currency, top)
    if len(told) > top:
        yield f"  … and {len(told) - top} more; --json has all of them"


def _step_lines(step: Step, currency: str, top: int) -> Iterator[str]:
    where = " ← ".join(reversed(step.path))
    place = f"{where}: " if where else ""
    figures = f": {_figure(step, step.before, currency)} → {_figure(step, step.after, currency)}"
    shown = "" if step.before == step.after else figures
    yield f"  {_money(step.value, currency):>14}  {place}{_what(step)}{shown}"
    for when, evidence in (("before", step.evidence_before), ("now", step.evidence_after)):
        if evidence:
            named = ", ".join(_evidence(each, currency) for each in evidence[:top])
            more = f", … {len(evidence) - top} more" if len(evidence) > top else ""
            yield f"                  {when}: {named}{more}"


def _what(step: Step) -> str:
    if step.what.startswith(_STATED):
        return f"stated cost, {step.what.removeprefix(_STATED)}"
    name, of, item = step.what.partition(" of ")
    return f"{_IN_WORDS.get(name, name)}{of}{item}"


def _figure(step: Step, value: Fraction, currency: str) -> str:
    if step.what == "units":
        return text_of(int(value), MICRO_PLACES)
    if step.what.startswith(MONEY_PER_UNIT):
        return text_of(round(value * 10**6), QUANTUM_PLACES, least=2)
    if step.what.startswith(MONEY):
        return _money(round(value), currency)
    return text_of(round(value * 10**_FIGURE_PLACES), _FIGURE_PLACES)


def _evidence(one: Evidence, currency: str) -> str:
    units = f" {text_of(round(one.units / 1000), 3)} units" if one.units else ""
    value = f" {_money(round(one.value), currency)}" if one.value else ""
    return f"{one.kind.replace('_', ' ')} {one.name}{units}{value}"
