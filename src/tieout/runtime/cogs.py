"""Cost of goods sold explained: why an item's cost of one period differs from another's, cause by cause."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import Connection

from tieout.core.catalogue import problem
from tieout.core.errors import TerminalError
from tieout.core.money import minor_of_value, quanta_per_minor
from tieout.core.period import Span
from tieout.core.problem import Where
from tieout.insight.cause import Cause, Explained, Step
from tieout.insight.pool import Evidence
from tieout.insight.sold import PeriodCost, period_cost
from tieout.insight.substitution import Apart, Shown, Side, explain
from tieout.runtime.access import act
from tieout.runtime.company import Company
from tieout.runtime.history import history_of

__all__ = ["Evidence", "Explained", "ExplainedCost", "PeriodFigures", "Step", "explain_cogs"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodFigures:
    """One period: units sold (10⁻⁶), cost in 10⁻⁸ home units and in minor units, cost per unit (10⁻⁸).

    `own` is the cost of the units sold in the period, `returns` and `prior` stand beside it; a unit
    cost is None where nothing was sold.
    """

    period: str
    units: int
    cost: int
    minor: int
    own: Fraction
    returns: Fraction
    prior: Fraction
    unit_cost: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedCost:
    """The change of an item's cost of goods sold, or of its stock (`measure`); `causes` sum to it exactly.

    `unit_change` is the change of the cost of a unit sold in the period, in 10⁻⁸.
    """

    item: str
    measure: str
    currency: str
    before: PeriodFigures
    after: PeriodFigures
    change: int
    minor: int
    unit_change: int | None
    causes: tuple[Explained, ...]


@act("explain")
def explain_cogs(company: Company, item: str, before: Span, after: Span) -> ExplainedCost:
    """Why an item's cost of goods sold of one period differs from that of another.

    Raises:
        TerminalError: nothing of the item was ever sold.
    """
    with company.database.read() as connection:
        return cogs_explained(connection, company.settings.home_currency, item, before, after)


def cogs_explained(
    connection: Connection, currency: str, item: str, before: Span, after: Span
) -> ExplainedCost:
    """The same from an open look at the books."""
    sold, strays = sold_lots(connection, item), stray_lots(connection, item)
    if not sold and not strays:
        raise TerminalError(problem("never_sold", Where(subject=item), item=item))
    history = history_of(connection, sold, strays)
    sides = [period_cost(history, item, span, sold) for span in (before, after)]
    return explained_cost(currency, item, sides[0], sides[1])


def sold_lots(connection: Connection, item: str) -> list[int]:
    """The sold lots of an item."""
    rows = connection.exec_driver_sql(
        "SELECT id FROM lot WHERE item = ? AND account LIKE 'cogs%' ORDER BY id", (item,)
    )
    return [int(lot) for (lot,) in rows]


def stray_lots(connection: Connection, item: str) -> list[int]:
    """Lots of units that came back of no known shipment; an empty item is any."""
    rows = connection.exec_driver_sql(
        "SELECT l.id FROM lot l JOIN event v ON v.id = l.event WHERE v.kind = 'goods_returned' "
        "AND (? = '' OR l.item = ?) AND l.quantity != 0 "
        "AND NOT EXISTS (SELECT 1 FROM take t WHERE t.sink = l.id) ORDER BY l.id",
        (item, item),
    )
    return [int(lot) for (lot,) in rows]


def explained_cost(currency: str, item: str, before: PeriodCost, after: PeriodCost) -> ExplainedCost:
    """Both periods' costs, compared."""
    shown = [figures(one, currency) for one in (before, after)]
    apart = [
        Apart(
            cause, what, getattr(before, name), getattr(after, name), before.shown(name), after.shown(name)
        )
        for cause, what, name in (
            (Cause.VOLUME, "returns of earlier periods' sales", "returns"),
            (Cause.PRIOR, "late costs of units sold in another period", "prior"),
        )
    ]
    minor = shown[1].minor - shown[0].minor
    costs = [one.unit_cost for one in shown]
    unit = costs[1] - costs[0] if costs[0] is not None and costs[1] is not None else None
    return ExplainedCost(
        item=item,
        measure="cost of goods sold",
        currency=currency,
        before=shown[0],
        after=shown[1],
        change=shown[1].cost - shown[0].cost,
        minor=minor,
        unit_change=unit,
        causes=explain(
            Side(before.units, before.own, before.pool),
            Side(after.units, after.own, after.pool),
            apart,
            Shown(quanta_per_minor(currency), minor, unit),
        ),
    )


def figures(cost: PeriodCost, currency: str) -> PeriodFigures:
    """A period's figures as shown; a unit cost is rounded half to even."""
    whole = int(cost.total)
    return PeriodFigures(
        period=cost.span.name,
        units=int(cost.units),
        cost=whole,
        minor=minor_of_value(whole, currency),
        own=cost.own,
        returns=cost.returns,
        prior=cost.prior,
        unit_cost=round(cost.own * 10**6 / cost.units) if cost.units else None,
    )
