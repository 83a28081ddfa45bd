"""The AdventureWorks example: the adapter's events are valid, and say what SQL finds in the raw export.

The export is not part of the project; where it is absent, the tests that need it are skipped.
"""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from examples.adventureworks import adapter

from tests.examples import adventureworks_sql as sql
from tieout.core.event import event_of

Plain = dict[str, Any]
ROOT = Path(__file__).parents[2]
ADAPTER = ROOT / "examples" / "adventureworks" / "adapter.py"
DATA = ROOT.parent / "shared" / "data" / "adventureworks-2011"
QUANTUM = Decimal("1e-8")
FILES = {"master", "opening", "sales", "purchases", "production"}
needs_data = pytest.mark.skipif(
    not DATA.is_dir(), reason="the AdventureWorks export (2011) is not here; it is not part of the project"
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("adventureworks")
    adapter.main(adapter.Tables(DATA), out)
    return out


@pytest.fixture(scope="module")
def events(folder: Path) -> list[Plain]:
    return [
        json.loads(line)
        for path in sorted(folder.glob("*.jsonl"))
        for line in path.read_text("utf-8").splitlines()
    ]


@pytest.fixture(scope="module")
def figures() -> sql.Figures:
    return sql.figures(DATA)


def rows(table: str) -> list[dict[str, str]]:
    with (DATA / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def of_kind(events: list[Plain], kind: str) -> list[Plain]:
    return [event for event in events if event["kind"] == kind]


def quanta(text: str) -> int:
    """Decimal text as a whole count of 10⁻⁸ USD; refuses what is finer."""
    count = Decimal(text) / QUANTUM
    assert count == int(count)
    return int(count)


def money(event: Plain, figure: str) -> int:
    """What one event adds to a figure of money, in quanta."""
    lines = event.get("lines", [])
    match figure:
        case "gross":
            return sum(quanta(line["amount"]) for line in lines)
        case "discounts":
            return sum(quanta(line["discount"]) for line in lines)
        case "tax":
            return sum(quanta(tax["amount"]) for tax in event["taxes"])
        case "receipts":
            return sum(quanta(line["unit_price"]) * int(line["quantity"]) for line in lines)
        case "opening":
            return sum(quanta(lot["unit_cost"]) * int(lot["quantity"]) for lot in event["lots"])
        case _:
            field = {"freight": "shipping", "invoiced": "total", "landed_cost": "amount"}
            return quanta(event[field.get(figure, "labour")])


def units(event: Plain, figure: str) -> int:
    """What one event adds to a figure of whole units, or to a count."""
    match figure:
        case "good_units":
            return sum(int(output["quantity"]) for output in event["outputs"])
        case "scrapped_units":
            return int(event["abnormal_scrap"])
        case "received_lots":
            return len({line["lot"] for line in event["lines"]})
        case "shipped_units" | "received_units":
            return sum(int(line["quantity"]) for line in event["lines"])
        case _:
            return 1


def test_the_adapter_stays_short() -> None:
    assert len(ADAPTER.read_text("utf-8").splitlines()) <= 250


def test_the_adapter_says_how_it_is_used() -> None:
    done = subprocess.run([sys.executable, ADAPTER], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "usage: adapter.py DATA_DIR OUT_DIR\n")


@needs_data
def test_the_same_export_gives_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    """A second run, as a command and with another hash seed, writes the same files."""
    seed = {**os.environ, "PYTHONHASHSEED": "7"}
    subprocess.run([sys.executable, ADAPTER, DATA, tmp_path / "out"], check=True, env=seed)
    assert {path.stem for path in folder.iterdir()} == FILES
    for path in folder.iterdir():
        assert (tmp_path / "out" / path.name).read_bytes() == path.read_bytes()


@needs_data
def test_every_event_is_valid_and_named_once(events: list[Plain]) -> None:
    for event in events:
        event_of(event)
    assert max(Counter((event["kind"], event["id"]) for event in events).values()) == 1


@needs_data
def test_nothing_of_the_export_is_lost_or_made_up(events: list[Plain]) -> None:
    found = Counter(event["kind"] for event in events)
    complete = [row for row in rows("PurchaseOrderHeader") if row["Status"] == "4"]
    for kind in ("order_placed", "goods_shipped", "invoice_issued"):
        assert found[kind] == len(rows("SalesOrderHeader")) == 1607
    for kind in ("purchase_order_placed", "goods_received", "bill_approved", "landed_cost_billed"):
        assert found[kind] == len(complete) == 179
    assert found["production_completed"] == len(rows("WorkOrder")) == 8904
    assert found["item"] == len(rows("Product")) == 504
    lines = sum(len(invoice["lines"]) for invoice in of_kind(events, "invoice_issued"))
    assert lines == len(rows("SalesOrderDetail")) == 5716


@needs_data
def test_only_complete_purchase_orders_are_received(events: list[Plain]) -> None:
    status = {row["PurchaseOrderID"]: row["Status"] for row in rows("PurchaseOrderHeader")}
    assert {status[event["id"]] for event in of_kind(events, "goods_received")} == {"4"}
    assert sorted(Counter(status.values()).items()) == [("1", 1), ("3", 20), ("4", 179)]


@needs_data
@pytest.mark.parametrize(
    ("kind", "figure"),
    [
        ("invoice_issued", "gross"),
        ("invoice_issued", "discounts"),
        ("invoice_issued", "tax"),
        ("invoice_issued", "freight"),
        ("invoice_issued", "invoiced"),
        ("goods_received", "receipts"),
        ("landed_cost_billed", "landed_cost"),
        ("production_completed", "conversion"),
        ("opening_stock", "opening"),
    ],
)
def test_money_per_month_is_what_sql_finds(
    events: list[Plain], figures: sql.Figures, kind: str, figure: str
) -> None:
    found: Counter[str] = Counter()
    for event in of_kind(events, kind):
        found[event["date"][:7]] += money(event, figure)
    assert {month: found[month] for month in figures[figure]} == figures[figure]
    assert found.total() == sum(figures[figure].values()) > 0


@needs_data
@pytest.mark.parametrize(
    ("kind", "figure"),
    [
        ("invoice_issued", "invoices"),
        ("goods_shipped", "shipped_units"),
        ("goods_received", "received_units"),
        ("goods_received", "received_lots"),
        ("production_completed", "runs"),
        ("production_completed", "good_units"),
        ("production_completed", "scrapped_units"),
    ],
)
def test_quantities_per_month_are_what_sql_finds(
    events: list[Plain], figures: sql.Figures, kind: str, figure: str
) -> None:
    found: Counter[str] = Counter()
    for event in of_kind(events, kind):
        found[event["date"][:7]] += units(event, figure)
    assert {month: found[month] for month in figures[figure]} == figures[figure]
    assert found.total() == sum(figures[figure].values()) > 0


@needs_data
def test_every_invoice_adds_up_as_the_source_states_it(events: list[Plain]) -> None:
    for invoice in of_kind(events, "invoice_issued"):
        parts = money(invoice, "gross") - money(invoice, "discounts")
        parts += money(invoice, "freight") + money(invoice, "tax")
        assert abs(parts - money(invoice, "invoiced")) <= quanta("0.0001")


@needs_data
def test_every_bill_is_what_was_stocked(events: list[Plain]) -> None:
    receipts = {event["receipt"]: event for event in of_kind(events, "goods_received")}
    for bill in of_kind(events, "bill_approved"):
        receipt = receipts[bill["lines"][0]["receipt"]]
        assert money(bill, "gross") == money(receipt, "receipts") == quanta(bill["total"])
        assert bill["date"] == receipt["date"]


def movements(events: list[Plain]) -> Iterator[tuple[str, int]]:
    """(item, units in or out) in the engine's order: day, kind rank, sequence; a run takes, then makes."""
    rank = {"opening_stock": 0, "goods_received": 1, "production_completed": 2, "goods_shipped": 3}
    moving = [event for event in events if event["kind"] in rank]
    moving.sort(key=lambda e: (e["date"], rank[e["kind"]], e.get("sequence", 0), e["source"], e["id"]))
    for event in moving:
        sign = -1 if event["kind"] == "goods_shipped" else 1
        for line in event.get("consumed", []):
            yield line["item"], -int(line["quantity"])
        for line in [*event.get("lots", []), *event.get("outputs", []), *event.get("lines", [])]:
            yield line["item"], sign * int(line["quantity"])


@needs_data
def test_no_item_is_ever_short_and_no_opening_lot_is_larger_than_needed(events: list[Plain]) -> None:
    on_hand: dict[str, int] = defaultdict(int)
    lowest: dict[str, int] = {}
    for item, moved in movements(events):
        on_hand[item] += moved
        lowest[item] = min(lowest.get(item, on_hand[item]), on_hand[item])
    assert min(lowest.values()) == 0
    (opening,) = of_kind(events, "opening_stock")
    assert {lowest[lot["item"]] for lot in opening["lots"]} == {0}
    assert min(Decimal(lot["unit_cost"]) for lot in opening["lots"]) > Decimal("0.01")


@needs_data
def test_the_opening_comes_the_day_before_everything_else(events: list[Plain]) -> None:
    (opening,) = of_kind(events, "opening_stock")
    master = {"party", "item", "bom_version", "location", "tax_code", "exchange_rate"}
    first = min(event["date"] for event in events if event["kind"] not in master | {"opening_stock"})
    assert (opening["date"], first) == ("2011-04-15", "2011-04-16")


@needs_data
def test_sub_assemblies_are_made_before_what_consumes_them(events: list[Plain]) -> None:
    """Work orders that end on one day: none takes an item that a later one of the day makes."""
    runs = of_kind(events, "production_completed")
    runs.sort(key=lambda run: (run["date"], run["sequence"]))
    made_later: dict[str, set[str]] = defaultdict(set)
    for run in reversed(runs):
        assert not made_later[run["date"]] & {line["item"] for line in run["consumed"]}
        made_later[run["date"]] |= {line["item"] for line in run["outputs"]}


@needs_data
def test_scrap_carries_its_reason(events: list[Plain]) -> None:
    scrapped = [run for run in of_kind(events, "production_completed") if run["abnormal_scrap"] != "0"]
    assert len(scrapped) == 66
    assert all(run["scrap_reason"] for run in scrapped)


@needs_data
def test_value_is_conserved_in_the_sql_figures(figures: sql.Figures) -> None:
    """Opening + receipts + landed cost + conversion = cost of goods sold + scrap + inventory, monthly."""
    held = 0
    for month, inventory in figures["inventory"].items():
        held += sum(figures[name][month] for name in ("opening", "receipts", "landed_posted", "conversion"))
        held -= figures["cogs"][month] + figures["scrap"][month]
        assert held == inventory


@needs_data
def test_one_invoice_in_six_does_not_sum_after_rounding(figures: sql.Figures) -> None:
    assert sum(figures["remainders"].values()) == 275
    assert sum(figures["rounding_cents"].values()) == -145
    parts = ("revenue_cents", "shipping_income_cents", "sales_tax_cents", "rounding_cents")
    for month, total in figures["receivable_cents"].items():
        credits_ = sum(figures[part][month] for part in parts)
        assert total == credits_ - figures["discounts_cents"][month]
