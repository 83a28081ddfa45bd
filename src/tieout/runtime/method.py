"""Method difference explained: the source's figures beside ours, and what other methods give.

What another method gives is not estimated: the records are worked again, cycle by cycle, in a scratch
file, with every item costed by it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection

from tieout.core.catalogue import problem
from tieout.core.errors import TerminalError
from tieout.core.money import quanta_per_minor
from tieout.core.problem import Where
from tieout.core.scaled import QUANTUM_PLACES, Amount, scaled
from tieout.costing.shipment import shipment_reference
from tieout.insight.method import METHODS, Compared, Figure
from tieout.insight.on_hand import on_hand
from tieout.runtime.access import act
from tieout.runtime.company import Company
from tieout.runtime.history import history_of
from tieout.runtime.inventory import stock_lots
from tieout.runtime.replay import reworked

EVER: Final = date.max
_NONE: Final = Figure(0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedMethod:
    """Each item's figures, those the source states first."""

    currency: str
    figures: tuple[Compared, ...]

    def as_json(self) -> dict[str, Any]:
        """The report as plain values; amounts as decimal text in home currency."""
        return {
            "currency": self.currency,
            "figures": [
                {
                    "item": one.item,
                    "what": one.what,
                    "source": None if one.source is None else str(Amount(one.source)),
                    "ours": _plain(one.ours),
                    "method": one.own,
                    "difference": None if one.difference is None else str(Amount(one.difference)),
                    "why": one.why,
                    "methods": {name: _plain(figure) for name, figure in one.methods.items()},
                }
                for one in self.figures
            ],
        }


def _plain(figure: Figure) -> dict[str, str]:
    return {"then": str(Amount(figure.then)), "now": str(Amount(figure.now))}


class _Asked(NamedTuple):
    """A figure to look up: of a shipped line, of a lot made, of stock on a day, of all shipped."""

    item: str
    what: str
    kind: str
    key: tuple[str, ...]
    source: int | None = None


@act("explain")
def explain_method(company: Company, item: str = "") -> ExplainedMethod:
    """The source's figures beside ours, per item, and what other costing methods give on the same facts.

    Of one item, or of all of which the source states a figure.

    Raises:
        TerminalError: the item never moved, or no source states any figure.
    """
    with company.database.read() as connection:
        return method_explained(connection, company, item)


def method_explained(connection: Connection, company: Company, item: str = "") -> ExplainedMethod:
    """The same from an open look at the books."""
    asked = list(_asked(connection, item))
    if not asked:
        code = "never_stocked" if item else "no_stated_cost"
        raise TerminalError(problem(code, Where(subject=item), item=item))
    ours = {one: _figure(connection, one) for one in asked}
    own = {one.item: _method(connection, one.item) for one in asked}
    others = {method: _under(company, connection, method, asked) for method in METHODS}
    minor = quanta_per_minor(company.settings.home_currency)
    figures = tuple(
        Compared(
            one.item,
            one.what,
            one.source,
            ours[one],
            {method: figures[one] for method, figures in others.items()},
            own[one.item],
            minor,
        )
        for one in asked
    )
    return ExplainedMethod(currency=company.settings.home_currency, figures=figures)


def _under(company: Company, live: Connection, method: str, asked: list[_Asked]) -> Mapping[_Asked, Figure]:
    def change(plain: dict[str, Any]) -> dict[str, Any]:
        if plain["kind"] == "item" and plain.get("inventory_role"):
            return {**plain, "costing_method": method}
        return plain

    with reworked(company, live, change) as anew:
        return {one: _figure(anew, one) for one in asked}


def _method(connection: Connection, item: str) -> str:
    """The method of the item as it is told last."""
    rows = connection.exec_driver_sql(
        "SELECT r.raw FROM event e JOIN record r ON r.seq = e.seq WHERE e.kind = 'item' AND e.subject = ? "
        "ORDER BY e.day, e.seq",
        (item,),
    ).all()
    return str(json.loads(rows[-1][0]).get("costing_method", "lot_actual")) if rows else "lot_actual"


# -- what is asked -------------------------------------------------------------------------------

_TOLD: Final = (
    "SELECT e.id, e.kind, e.day, r.raw FROM event e JOIN record r ON r.seq = e.seq "
    "WHERE e.kind IN ('goods_shipped', 'production_completed', 'valuation_stated') "
    "AND r.raw LIKE ? AND NOT EXISTS (SELECT 1 FROM event n WHERE n.kind = e.kind AND n.source = e.source "
    "AND n.external_id = e.external_id AND n.revision > e.revision) "
    "AND (SELECT COUNT(*) FROM quarantine q WHERE q.event = e.seq) = 0 ORDER BY e.day, e.seq"
)


def _asked(connection: Connection, item: str) -> Iterator[_Asked]:
    stated = [one for one in _stated(connection) if item in {"", one.item}]
    yield from stated
    for name in dict.fromkeys(one.item for one in stated) if not item else (item,):
        if stock_lots(connection, name):
            yield _Asked(name, "all shipped to date", "shipped", (name,))
            yield _Asked(name, "on hand to date", "stock", (name, ""))


def _stated(connection: Connection) -> Iterator[_Asked]:
    """What sources state of costs and values."""
    rows = [
        row
        for word in ("stated_cost", "valuation_stated")
        for row in connection.exec_driver_sql(_TOLD, (f'%"{word}"%',))
    ]
    for row in rows:
        plain = json.loads(row.raw)
        if row.kind == "goods_shipped":
            yield from _of_shipment(plain)
        elif row.kind == "production_completed":
            yield from _of_run(row.id, plain)
        else:
            for line in plain["lines"]:
                value = scaled(str(line["value"]), QUANTUM_PLACES)
                yield _Asked(line["item"], f"stock on {row.day}", "stock", (line["item"], row.day), value)


def _of_shipment(plain: dict[str, Any]) -> Iterator[_Asked]:
    for line in plain["lines"]:
        if line.get("stated_cost") is not None:
            key = (shipment_reference(plain["shipment"], line["line"]),)
            what = f"shipment {plain['shipment']} line {line['line']}"
            cost = scaled(str(line["stated_cost"]), QUANTUM_PLACES)
            yield _Asked(line["item"], what, "line", key, cost)


def _of_run(event: str, plain: dict[str, Any]) -> Iterator[_Asked]:
    for output in plain["outputs"]:
        if output.get("stated_cost") is not None:
            number = output.get("lot", "")
            what = f"run {plain['run']} lot {number}" if number else f"run {plain['run']}"
            cost = scaled(str(output["stated_cost"]), QUANTUM_PLACES)
            yield _Asked(output["item"], what, "made", (event, output["item"], number), cost)


# -- what it is ----------------------------------------------------------------------------------

_SHIPPED: Final = (
    "SELECT COALESCE(SUM(CASE t.role WHEN 'late' THEN 0 ELSE t.value END), 0) AS earlier, "
    "COALESCE(SUM(t.value), 0) AS now FROM take t JOIN lot s ON s.id = t.sink "
    "WHERE s.account = 'shipped_not_invoiced' AND "
)
_MADE: Final = (
    "SELECT COALESCE(SUM(l.value), 0) AS earlier, COALESCE(SUM(l.value), 0) "
    "+ COALESCE((SELECT SUM(v.value) FROM revaluation v JOIN lot m ON m.id = v.lot WHERE m.event = ? "
    "AND m.item = ? AND m.number = ? AND m.layer != '' AND v.why = 'late cost'), 0) "
    "+ COALESCE((SELECT SUM(t.value) FROM take t JOIN lot m ON m.id = t.lot WHERE m.event = ? "
    "AND m.item = ? AND m.number = ? AND m.layer != '' AND t.role = 'late'), 0) AS now "
    "FROM lot l WHERE l.event = ? AND l.item = ? AND l.number = ? AND l.layer != ''"
)


def _figure(connection: Connection, asked: _Asked) -> Figure:
    match asked.kind:
        case "line":
            row = connection.exec_driver_sql(f"{_SHIPPED} s.reference = ?", asked.key).one()
        case "shipped":
            row = connection.exec_driver_sql(f"{_SHIPPED} s.item = ?", asked.key).one()
        case "made":
            row = connection.exec_driver_sql(_MADE, asked.key * 3).one()
        case _:
            return _stock(connection, *asked.key)
    return Figure(int(row.earlier), int(row.now))


def _stock(connection: Connection, item: str, day: str) -> Figure:
    """What stock is worth at the end of a day, with and without late costs that rest on it."""
    lots = stock_lots(connection, item)
    if not lots:
        return _NONE
    history = history_of(connection, lots)
    found = on_hand(history, item, date.fromisoformat(day) if day else EVER, lots)
    value = found.value + found.short_value + found.absent_value
    late = sum(
        one.value
        for lot in lots
        for one in history.changes.get(lot, ())
        if one.late and (not day or history.facts[one.event].posted <= day)
    )
    return Figure(value - late, value)
