"""Gross margin explained: of an item, a channel or a customer, from what was posted of both sides."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection

from tieout.core.catalogue import problem
from tieout.core.errors import TerminalError
from tieout.core.money import minor_of_value, quanta_per_minor
from tieout.core.period import Span
from tieout.core.problem import Where
from tieout.insight.margin import ItemMargin, MarginPart, Sales, explain_margin
from tieout.insight.sold import period_cost
from tieout.runtime.access import act
from tieout.runtime.cogs import explained_cost, stray_lots
from tieout.runtime.company import Company
from tieout.runtime.history import history_of

__all__ = ["ExplainedMargin", "MarginFigures", "MarginPart", "Wanted", "explain_gross_margin"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Whose margin: of an item, a channel, a customer; an empty one is all of them."""

    item: str = ""
    channel: str = ""
    customer: str = ""

    def __str__(self) -> str:
        """As a person says it."""
        known = [(name, getattr(self, name)) for name in ("item", "channel", "customer")]
        named = [f"{name} {value}" for name, value in known if value]
        return ", ".join(named) or "everything sold"


@dataclass(frozen=True, slots=True, kw_only=True)
class MarginFigures:
    """One period in minor units: revenue before discounts, discounts, refunds, cost, and the margin."""

    period: str
    revenue: int
    discounts: int
    refunds: int
    cost: int
    margin: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedMargin:
    """The change of a gross margin; `parts` sum to `minor` exactly."""

    of: str
    currency: str
    before: MarginFigures
    after: MarginFigures
    minor: int
    parts: tuple[MarginPart, ...]


@act("explain")
def explain_gross_margin(company: Company, wanted: Wanted, before: Span, after: Span) -> ExplainedMargin:
    """Why the gross margin of one period differs from that of another.

    Raises:
        TerminalError: nothing of what is wanted was ever sold.
    """
    with company.database.read() as connection:
        return margin_explained(connection, company.settings.home_currency, wanted, before, after)


def margin_explained(
    connection: Connection, currency: str, wanted: Wanted, before: Span, after: Span
) -> ExplainedMargin:
    """The same from an open look at the books."""
    spans = (before, after)
    quanta = quanta_per_minor(currency)
    sales = [_sales(connection, wanted, span, quanta) for span in spans]
    sold = _sold(connection, wanted)
    strays = [] if wanted.channel or wanted.customer else stray_lots(connection, wanted.item)
    items = sorted({*sold, *sales[0], *sales[1]})
    if not items:
        raise TerminalError(problem("never_sold", Where(subject=str(wanted)), item=str(wanted)))
    history = history_of(connection, [lot for lots in sold.values() for lot in lots], strays)
    margins, costs = [], [0, 0]
    for item in items:
        sides = [period_cost(history, item, span, sold.get(item, ())) for span in spans]
        costs = [cost + int(side.total) for cost, side in zip(costs, sides, strict=True)]
        explained = explained_cost(currency, item, sides[0], sides[1])
        margins.append(
            ItemMargin(item, sales[0].get(item, Sales()), sales[1].get(item, Sales()), explained.causes)
        )
    shown = [
        _figures(span.name, each.values(), cost, quanta, currency)
        for span, each, cost in zip(spans, sales, costs, strict=True)
    ]
    minor = shown[1].margin - shown[0].margin
    return ExplainedMargin(
        of=str(wanted),
        currency=currency,
        before=shown[0],
        after=shown[1],
        minor=minor,
        parts=explain_margin(margins, quanta, minor),
    )


def _figures(period: str, sales: Iterable[Sales], cost: int, quanta: int, currency: str) -> MarginFigures:
    known = list(sales)
    revenue = sum(one.gross for one in known) // quanta
    discounts = sum(one.discount for one in known) // quanta
    refunds = sum(one.refund for one in known) // quanta
    minor = minor_of_value(cost, currency)
    return MarginFigures(
        period=period,
        revenue=revenue,
        discounts=discounts,
        refunds=refunds,
        cost=minor,
        margin=revenue - discounts - refunds - minor,
    )


_LINES: Final = (
    "SELECT l.item, l.account, l.side, l.home, l.quantity FROM entry e "
    "JOIN entry_line l ON l.entry = e.seq JOIN event v ON v.id = e.event JOIN record r ON r.seq = v.seq "
    "WHERE e.day >= ? AND e.day <= ? AND l.item != '' AND (l.account LIKE 'revenue%' "
    "OR l.account LIKE 'discounts%' OR l.account LIKE 'returns_allowances%') "
    "AND (? = '' OR l.item = ?) AND (? = '' OR json_extract(r.raw, '$.channel') = ?) "
    "AND (? = '' OR json_extract(r.raw, '$.customer') = ?)"
)


def _sales(connection: Connection, wanted: Wanted, span: Span, quanta: int) -> dict[str, Sales]:
    """What was posted on revenue, discounts and refunds of each item; units as billed."""
    asked = [value for name in ("item", "channel", "customer") for value in [getattr(wanted, name)] * 2]
    rows = connection.exec_driver_sql(_LINES, (span.first.isoformat(), span.last.isoformat(), *asked))
    found: dict[str, Sales] = {}
    for item, account, side, home, quantity in rows:
        known = found.get(item, Sales())
        credit = (1 if side == "Cr" else -1) * home * quanta
        if account.startswith("revenue"):
            units = quantity if side == "Cr" else -quantity
            known = known._replace(units=known.units + units, gross=known.gross + credit)
        elif account.startswith("discounts"):
            known = known._replace(discount=known.discount - credit)
        else:
            known = known._replace(refund=known.refund - credit)
        found[item] = known
    return found


def _sold(connection: Connection, wanted: Wanted) -> dict[str, list[int]]:
    """The sold lots of each item, of the sales that are wanted."""
    rows = connection.exec_driver_sql(
        "SELECT l.id, l.item, MIN(s.order_line) FROM lot l JOIN take t ON t.sink = l.id "
        "JOIN lot s ON s.id = t.lot WHERE l.account LIKE 'cogs%' AND (? = '' OR l.item = ?) "
        "GROUP BY l.id, l.item ORDER BY l.id",
        (wanted.item, wanted.item),
    ).all()
    orders = _orders(connection, wanted) if wanted.channel or wanted.customer else None
    found: dict[str, list[int]] = {}
    for lot, item, order_line in rows:
        if orders is None or order_line.rpartition(":")[0] in orders:
            found.setdefault(item, []).append(int(lot))
    return found


def _orders(connection: Connection, wanted: Wanted) -> set[str]:
    """The orders whose sales are wanted; a sale's order says whose its goods are."""
    rows = connection.exec_driver_sql(
        "SELECT DISTINCT json_extract(r.raw, '$.order') FROM event v JOIN record r ON r.seq = v.seq "
        "WHERE v.kind IN ('invoice_issued', 'sale_paid') "
        "AND (? = '' OR json_extract(r.raw, '$.channel') = ?) "
        "AND (? = '' OR json_extract(r.raw, '$.customer') = ?)",
        (wanted.channel, wanted.channel, wanted.customer, wanted.customer),
    )
    return {str(order) for (order,) in rows if order}
