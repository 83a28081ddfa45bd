"""Inventory explained: why the stock of an item is worth more or less than at the end of another period."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from sqlalchemy import Connection

from tieout.core.catalogue import problem
from tieout.core.errors import TerminalError
from tieout.core.money import minor_of_value, quanta_per_minor
from tieout.core.period import Span
from tieout.core.problem import Where
from tieout.insight.cause import Cause
from tieout.insight.on_hand import Stock, on_hand
from tieout.insight.substitution import Apart, Shown, Side, explain
from tieout.runtime.access import act
from tieout.runtime.cogs import ExplainedCost, PeriodFigures
from tieout.runtime.company import Company
from tieout.runtime.history import history_of

SHORT: Final = "stock short and not covered"
ABSENT: Final = "late costs of units that were not there on the day"


@act("explain")
def explain_inventory(company: Company, item: str, before: Span, after: Span) -> ExplainedCost:
    """Why the stock of an item at the end of one period is worth another amount than at the end of another.

    Raises:
        TerminalError: nothing of the item was ever in stock.
    """
    with company.database.read() as connection:
        return inventory_explained(connection, company.settings.home_currency, item, before, after)


def inventory_explained(
    connection: Connection, currency: str, item: str, before: Span, after: Span
) -> ExplainedCost:
    """The same from an open look at the books."""
    lots = stock_lots(connection, item)
    if not lots:
        raise TerminalError(problem("never_stocked", Where(subject=item), item=item))
    history = history_of(connection, lots)
    old, new = (on_hand(history, item, span.last, lots) for span in (before, after))
    shown = [_figures(one, span.name, currency) for one, span in ((old, before), (new, after))]
    minor = shown[1].minor - shown[0].minor
    costs = [one.unit_cost for one in shown]
    unit = costs[1] - costs[0] if costs[0] is not None and costs[1] is not None else None
    short = (Fraction(old.short_value), Fraction(new.short_value))
    absent = (Fraction(old.absent_value), Fraction(new.absent_value))
    return ExplainedCost(
        item=item,
        measure="inventory",
        currency=currency,
        before=shown[0],
        after=shown[1],
        change=shown[1].cost - shown[0].cost,
        minor=minor,
        unit_change=unit,
        causes=explain(
            Side(Fraction(old.units), Fraction(old.value), old.pool),
            Side(Fraction(new.units), Fraction(new.value), new.pool),
            [Apart(Cause.OTHER, SHORT, *short), Apart(Cause.OTHER, ABSENT, *absent)],
            Shown(quanta_per_minor(currency), minor, unit, frozenset({SHORT, ABSENT})),
        ),
    )


def stock_lots(connection: Connection, item: str) -> list[int]:
    """The lots an item has ever been in stock in, on the road included."""
    rows = connection.exec_driver_sql(
        "SELECT id FROM lot WHERE item = ? AND account LIKE 'inventory_%' AND account NOT LIKE "
        "'inventory_adjustment%' AND account NOT LIKE 'inventory_wip%' ORDER BY id",
        (item,),
    )
    return [int(lot) for (lot,) in rows]


def _figures(stock: Stock, period: str, currency: str) -> PeriodFigures:
    whole = stock.value + stock.short_value + stock.absent_value
    return PeriodFigures(
        period=period,
        units=stock.units + stock.short_units,
        cost=whole,
        minor=minor_of_value(whole, currency),
        own=Fraction(stock.value),
        returns=Fraction(0),
        prior=Fraction(0),
        unit_cost=round(Fraction(stock.value * 10**6, stock.units)) if stock.units else None,
    )
