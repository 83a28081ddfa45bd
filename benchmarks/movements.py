"""Movements: goods that come in, are made in two levels and leave, lot by lot, as one event file.

A round is a receipt of four raw lots, a run that makes a part of three of them, a run that makes the
product of the part and what is left, and ten shipments of the product: 24 movements, each of a named
lot. A movement is one lot that one line of an event makes or takes from.

A few tracer lots, received at the start, are used up by ten runs each, spread evenly over the
history: a late bill of one reaches as much in a long history as in a short one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

FIRST = date(2026, 1, 1)
DAYS = 365
ITEMS = 40
PER_ROUND = 24
TRACERS, RUNS_OF_A_TRACER = 5, 10

Plain = dict[str, Any]


def write_movements(path: Path, movements: int) -> int:
    """Write about `movements` movements to a JSON Lines file; the number written."""
    rounds = max(movements // PER_ROUND, TRACERS * RUNS_OF_A_TRACER)
    count = 0
    with path.open("w", encoding="utf-8") as out:
        for event in _events(rounds):
            out.write(json.dumps(event, separators=(",", ":")) + "\n")
            count += moved(event)
    return count


def moved(event: Plain) -> int:
    """How many movements an event states."""
    return sum(len(event.get(name, ())) for name in ("lines", "consumed", "outputs"))


def late_bill(tracer: int) -> Plain:
    """The bill of a tracer lot, at a price above its receipt's, on the last day."""
    line = {"line": "1", "amount": "150.00", "receipt": f"T{tracer}", "receipt_line": "1"}
    number, day = f"LATE-{tracer}", _day(1, 1)
    return _fact("bill_approved", number, day, number=number, **_BUYING, lines=[line], total="150.00")


_BUYING = {"supplier": "S", "currency": "USD"}


def _day(number: int, rounds: int) -> str:
    return (FIRST + timedelta(days=number * (DAYS - 1) // rounds)).isoformat()


def _fact(kind: str, key: str, day: str, **fields: Any) -> Plain:
    return {"kind": kind, "source": "bench", "id": key, "date": day, **fields}


def _events(rounds: int) -> Iterator[Plain]:
    yield from _master()
    for tracer in range(TRACERS):
        yield _receipt(f"T{tracer}", _day(0, rounds), [_line(1, "TRACER", 100, "1.00", f"T-{tracer}")])
    every = rounds // (TRACERS * RUNS_OF_A_TRACER)
    for number in range(rounds):
        place, left = divmod(number, every)
        traced = place % TRACERS if not left and place < TRACERS * RUNS_OF_A_TRACER else None
        yield from _round(number, _day(number, rounds), traced)


def _master() -> Iterator[Plain]:
    day = "2025-12-31"
    yield _fact("party", "P-S", day, party="S", roles=["supplier"], name="Supplier")
    yield _fact("location", "L-W", day, location="W")
    kinds = {"R": "inventory_raw", "P": "inventory_raw", "F": "inventory_finished"}
    names = {f"{prefix}{number}": role for prefix, role in kinds.items() for number in range(ITEMS)}
    for item, role in {**names, "TRACER": "inventory_raw"}.items():
        yield _fact("item", item, day, item=item, name=item, inventory_role=role, category="c")


def _line(line: int, item: str, quantity: int, price: str, lot: str) -> Plain:
    return {"line": str(line), "item": item, "quantity": str(quantity), "unit_price": price, "lot": lot}


def _receipt(key: str, day: str, lines: list[Plain]) -> Plain:
    return _fact("goods_received", key, day, receipt=key, location="W", **_BUYING, lines=lines)


def _round(number: int, day: str, traced: int | None) -> Iterator[Plain]:
    """One receipt of four lots, the part, the product, and ten shipments of it."""
    key, part, product = f"{number:07d}", f"P{number % ITEMS}", f"F{number % ITEMS}"
    raw = [(f"R{(number + place) % ITEMS}", f"R-{key}-{place}") for place in range(4)]
    priced = [
        _line(place + 1, item, 100, f"{1 + place}.{number % 97:02d}33", lot)
        for place, (item, lot) in enumerate(raw)
    ]
    yield _receipt(f"G{key}", day, priced)
    used = [_used(item, lot, 60) for item, lot in raw[:3]]
    yield _run(f"A{key}", day, used, part, 50, f"P-{key}")
    rest = [_used(item, lot, 40 if place < 3 else 100) for place, (item, lot) in enumerate(raw)]
    tracer = [] if traced is None else [_used("TRACER", f"T-{traced}", 10)]
    yield _run(f"B{key}", day, [_used(part, f"P-{key}", 50), *rest, *tracer], product, 100, f"F-{key}")
    for place in range(10):
        line = {"line": "1", "item": product, "quantity": "10", "lot": f"F-{key}"}
        name = f"{key}-{place}"
        yield _fact(
            "goods_shipped",
            f"S{name}",
            day,
            shipment=f"S{name}",
            order=f"O{name}",
            location="W",
            lines=[line],
        )


def _used(item: str, lot: str, quantity: int) -> Plain:
    return {"item": item, "lot": lot, "quantity": str(quantity)}


def _run(key: str, day: str, used: list[Plain], item: str, quantity: int, lot: str) -> Plain:
    made = [{"item": item, "quantity": str(quantity), "lot": lot}]
    cost = {"labour": "12.34", "overhead": "5.67"}
    return _fact(
        "production_completed", key, day, run=key, location="W", consumed=used, outputs=made, **cost
    )
