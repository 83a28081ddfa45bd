"""What the month is made of: its counts, its special cases, its master data."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.demo.reading import SEEDS, Month, Plain, month

every_seed = pytest.mark.parametrize(("seed", "orders"), SEEDS)
PLANTED_SKU = "FG-PEACH-HABANERO"


@every_seed
def test_the_counts_of_the_month(seed: int, orders: int) -> None:
    made = month(seed, orders)
    placed = Counter(event["channel"] for event in made.sound_of("order_placed"))
    assert placed == {"webstore": orders - orders * 15 // 100, "wholesale": orders * 15 // 100 + 1}
    assert len(made.of("goods_received")) == 60
    assert len({event["run"] for event in made.of("production_completed")}) == 40
    assert len(made.of("bom_version")) == 17
    assert {event["date"] for event in made.of("price_list")} == {"2026-02-28", "2026-03-16"}


@every_seed
def test_every_special_case_is_there(seed: int, orders: int) -> None:
    made = month(seed, orders)
    runs = made.of("production_completed")
    outputs = [line for run in runs for line in run["outputs"]]
    assert {line.get("role", "main") for line in outputs} == {"main", "co_product", "by_product"}
    assert {run["scrap_reason"] for run in runs if "scrap_reason" in run} == {
        "kettle boiled over",
        "glass breakage",
    }
    assert any("lot" in line for run in runs for line in run["consumed"])
    assert any("lot" not in line for run in runs for line in run["consumed"])
    completed = {run["run"] for run in runs}
    assert {event["run"] for event in made.of("materials_issued")} - completed == {"R-041"}
    refunds = {event["refunds"] for event in made.sound_of("refund_issued")}
    assert refunds == {"invoice", "sale", "deposit"}
    returned = {line["restock"] for event in made.of("goods_returned") for line in event["lines"]}
    assert returned == {True, False}
    assert sum(Decimal(sale["total"]) == 0 for sale in made.of("sale_paid")) == 1
    tenders = {tender["type"] for sale in made.of("sale_paid") for tender in sale["tenders"]}
    assert tenders >= {"gateway", "deposit"}


def test_the_shipped_month_shows_what_a_larger_one_has_room_for() -> None:
    made = month()
    tenders = {tender["type"] for sale in made.of("sale_paid") for tender in sale["tenders"]}
    assert tenders == {"gateway", "deposit", "gift_card"}
    assert {one["currency"] for one in made.sound_of("invoice_issued")} == {"USD", "EUR", "GBP", "CAD"}
    assert {one["currency"] for one in made.sound_of("payment_captured")} == {"USD", "EUR", "GBP", "CAD"}
    agencies = {part["agency"] for sale in made.of("sale_paid") for part in sale.get("taxes", [])}
    assert agencies == {"Idaho State Tax Commission", "Tennessee Department of Revenue"}
    sales = [one["order"] for one in made.sound_of("sale_paid")]
    assert len(sales) > len(set(sales)), "some orders ship in parts"
    invoices = [one["order"] for one in made.sound_of("invoice_issued") if "order" in one]
    assert len(invoices) > len(set(invoices))
    assert any("lot" in line for one in made.of("goods_shipped") for line in one["lines"])


@every_seed
def test_goods_of_the_31st_are_invoiced_on_2_april(seed: int, orders: int) -> None:
    made = month(seed, orders)
    shipped = {one["order"] for one in made.sound_of("goods_shipped") if one["date"] == "2026-03-31"}
    late = [
        one
        for one in made.of("invoice_issued")
        if one["date"] == "2026-04-02" and one.get("order") in shipped
    ]
    assert len(late) >= 3


@every_seed
def test_a_rate_for_every_day_carried_over_weekends(seed: int, orders: int) -> None:
    rates = {(one["currency"], one["date"]): one["rate"] for one in month(seed, orders).of("exchange_rate")}
    day = date(2026, 2, 28)
    while day <= date(2026, 4, 3):
        for currency in ("EUR", "GBP", "CAD"):
            assert (currency, day.isoformat()) in rates
            if day.weekday() >= 5 and day > date(2026, 2, 28):
                before = (day - timedelta(days=1)).isoformat()
                assert rates[currency, day.isoformat()] == rates[currency, before]
        day += timedelta(days=1)


def test_names_that_integrations_stumble_over() -> None:
    made = month()
    parties = made.of("party")
    names = Counter(one["name"] for one in parties)
    twins = [one for one in parties if names[one["name"]] > 1]
    assert sorted((one["name"], *one["roles"]) for one in twins) == [
        ("Cascade Orchards", "customer"),
        ("Cascade Orchards", "supplier"),
    ]
    assert any(":" in name and "ü" in name and "'" in name for name in names)
    assert Counter(len(one["name"]) for one in made.of("item"))[180] == 3
    assert len({one["name"][:100] for one in made.of("item") if len(one["name"]) == 180}) == 1


def _items_of(event: Plain) -> set[str]:
    lists = ("lines", "lots", "consumed", "outputs", "components")
    lines = [line for name in lists for line in event.get(name, [])]
    return {line["item"] for line in lines if "item" in line}


def _known(made: Month, kind: str) -> set[str]:
    return {event[kind] for event in made.of(kind)}


@every_seed
def test_all_master_data_exists(seed: int, orders: int) -> None:
    made = month(seed, orders)
    items, parties, places = (_known(made, kind) for kind in ("item", "party", "location"))
    codes = {event["code"] for event in made.of("tax_code")}
    missing: set[str] = set()
    for event in made.all():
        missing |= _items_of(event) - items
        for field in ("customer", "supplier"):
            assert event.get(field, "W-GUEST") in parties
        for field in ("location", "from_location", "to_location"):
            assert event.get(field, "PLANT") in places
        assert {part["code"] for part in event.get("taxes", [])} <= codes
    assert missing == {PLANTED_SKU}


@every_seed
def test_what_a_document_refers_to_exists(seed: int, orders: int) -> None:
    made = month(seed, orders)
    placed = {event["order"] for event in made.of("order_placed")}
    lines = {
        (one["shipment"], line["line"], line["item"])
        for one in made.of("goods_shipped")
        for line in one["lines"]
    }
    for kind in ("goods_shipped", "invoice_issued", "sale_paid", "order_cancelled"):
        assert {one["order"] for one in made.of(kind) if "order" in one} <= placed
    for event in made.of("goods_returned"):
        for line in event["lines"]:
            assert (line["shipment"], line["shipment_line"], line["item"]) in lines
    boms = {event["bom"]: event for event in made.of("bom_version")}
    for run in made.of("production_completed"):
        assert boms[run["bom"]]["item"] == run["outputs"][0]["item"]
        assert boms[run["bom"]]["date"] <= run["date"]


@every_seed
def test_prices_and_a_recipe_change_in_the_middle(seed: int, orders: int) -> None:
    made = month(seed, orders)
    paid = {
        line["unit_price"]
        for one in made.of("goods_received")
        for line in one["lines"]
        if line["item"] == "RAW-TOMATO"
    }
    assert paid == {"1.42", "1.51"}
    assert {run["bom"] for run in made.of("production_completed") if run["bom"].startswith("FG-HOT")} == {
        "FG-HOT-A",
        "FG-HOT-B",
    }


@every_seed
def test_what_is_made_is_used_by_the_next_level(seed: int, orders: int) -> None:
    """A blend goes into a sauce and the sauce into a box: three levels of lots above what is bought."""
    runs = month(seed, orders).of("production_completed")
    used = {(run["outputs"][0]["item"], line["item"]) for run in runs for line in run["consumed"]}
    assert {("FG-BBQ", "SF-RUB"), ("FG-BBQ", "SF-TOMATO"), ("FG-BOX", "FG-BBQ")} <= used
