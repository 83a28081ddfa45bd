"""No stock goes below zero in the order a costing cycle uses: an independent replay of the files.

Layers by item, place and lot number; the order of kinds within a day is that of docs/decisions.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal

import pytest

from tests.demo.reading import SEEDS, Plain, month
from tieout.demo.stock import Stock, StockShortError

RANK = {
    "opening_stock": 0,
    "goods_received": 1,
    "arrival": 2,
    "materials_issued": 3,
    "production_completed": 3,
    "disassembly_completed": 3,
    "stock_transferred": 4,
    "goods_shipped": 5,
    "goods_returned": 6,
    "goods_returned_to_supplier": 6,
    "stock_adjusted": 7,
    "stock_counted": 7,
}


class Shelf:
    """Layers as lists of [lot, units]; a take that finds too little fails the test."""

    def __init__(self) -> None:
        self.layers: defaultdict[tuple[str, str], list[tuple[str, Decimal]]] = defaultdict(list)
        self.lots: dict[tuple[str, str], str] = {}

    def held(self, item: str, place: str) -> Decimal:
        return sum((units for _, units in self.layers[item, place]), Decimal(0))

    def put(self, item: str, place: str, units: Decimal, lot: str = "") -> None:
        self.layers[item, place].append((lot, units))

    def take(self, event: Plain, item: str, place: str, units: Decimal, lot: str = "") -> None:
        kept = []
        for name, held in self.layers[item, place]:
            taken = min(held, units) if not lot or lot == name else Decimal(0)
            units -= taken
            if held > taken:
                kept.append((name, held - taken))
        assert not units, f"{units} of {item} {lot} short at {place}: {event['kind']} {event['id']}"
        self.layers[item, place] = kept


def _units(line: Plain) -> Decimal:
    return Decimal(line["quantity"])


def _receive(shelf: Shelf, event: Plain) -> None:
    for line in event["lines"]:
        shelf.put(line["item"], event["location"], _units(line), line["lot"])
        shelf.lots[event["id"], line["line"]] = line["lot"]


def _make(shelf: Shelf, event: Plain) -> None:
    for line in event.get("consumed", []):
        shelf.take(event, line["item"], event["location"], _units(line), line.get("lot", ""))
    for line in event.get("outputs", []) + event.get("components", []):
        shelf.put(line["item"], event["location"], _units(line), line["lot"])


def _count(shelf: Shelf, event: Plain) -> None:
    for line in event["lines"]:
        more = Decimal(line["counted"]) - shelf.held(line["item"], event["location"])
        assert abs(more) <= 2, "a count is off by a few units at most"
        if more < 0:
            shelf.take(event, line["item"], event["location"], -more)
        elif more:
            shelf.put(line["item"], event["location"], more)


def _return(shelf: Shelf, event: Plain) -> None:
    for line in event["lines"]:
        if line["restock"]:
            shelf.put(line["item"], event["location"], _units(line), line.get("lot", ""))


def _put_opening(shelf: Shelf, event: Plain) -> None:
    for line in event["lots"]:
        shelf.put(line["item"], event["location"], _units(line), line["lot"])


def _arrive(shelf: Shelf, event: Plain) -> None:
    for line in event["lines"]:
        shelf.put(line["item"], event["to_location"], _units(line))


def _leave(shelf: Shelf, event: Plain) -> None:
    place = event.get("from_location") or event["location"]
    for line in event["lines"]:
        shelf.take(event, line["item"], place, abs(_units(line)), line.get("lot", ""))


def _send_back(shelf: Shelf, event: Plain) -> None:
    for line in event["lines"]:
        lot = shelf.lots[line["receipt"], line["receipt_line"]]
        shelf.take(event, line["item"], "PLANT", _units(line), lot)


def _take_apart(shelf: Shelf, event: Plain) -> None:
    shelf.take(event, event["item"], event["location"], _units(event))
    _make(shelf, event)


MOVES: dict[str, Callable[[Shelf, Plain], None]] = {
    "opening_stock": _put_opening,
    "goods_received": _receive,
    "arrival": _arrive,
    "materials_issued": _make,
    "production_completed": _make,
    "disassembly_completed": _take_apart,
    "stock_transferred": _leave,
    "goods_shipped": _leave,
    "goods_returned": _return,
    "goods_returned_to_supplier": _send_back,
    "stock_adjusted": _leave,
    "stock_counted": _count,
}


@pytest.mark.parametrize(("seed", "orders"), SEEDS)
def test_no_stock_goes_below_zero(seed: int, orders: int) -> None:
    moves = [event for event in month(seed, orders).sound() if event["kind"] in RANK]
    moves += [
        event | {"kind": "arrival", "date": event["arrived"]}
        for event in moves
        if event["kind"] == "stock_transferred"
    ]
    shelf = Shelf()
    for event in sorted(
        moves,
        key=lambda one: (one["date"], RANK[one["kind"]], one.get("sequence", 0), one["source"], one["id"]),
    ):
        MOVES[event["kind"]](shelf, event)


def test_the_ledger_takes_oldest_first_and_refuses_what_is_not_there() -> None:
    stock = Stock()
    stock.put("A", "X", 2000, "L1")
    stock.put("A", "X", 3000, "L2")
    assert stock.lots("A", "X", 4000) == [("L1", 2000), ("L2", 2000)]
    assert stock.lots("A", "X", 4000, youngest=True) == [("L2", 3000), ("L1", 1000)]
    assert stock.lots("A", "X", 6000) == []
    stock.take("A", "X", 2500)
    assert (stock.of_lot("A", "X", "L1"), stock.of_lot("A", "X", "L2")) == (0, 2500)
    with pytest.raises(StockShortError, match="L1"):
        stock.take("A", "X", 1000, "L1")
