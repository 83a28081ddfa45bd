"""History read from the store: as far back as the goods go, with what records say of them."""

from __future__ import annotations

from fractions import Fraction

from tests.insight.plant import Plant, books_of
from tieout.runtime.cogs import sold_lots
from tieout.runtime.history import facts_of, history_of


def test_receipts_and_runs_are_read_with_what_their_records_say() -> None:
    told = Plant()
    told.found(OATS="raw", GRANOLA="finished")
    told.bom("2026-01-01", "A", OATS="90")
    told.bom("2026-03-04", "B", output="50", OATS="48")
    receipt = told.buy("2026-03-02", "OATS", "100", "0.80", currency="EUR", rate="1.25")
    told.make(
        "2026-03-03", "90", {"OATS": "90"}, run="R-1", labour="9.00", scrapped="6", abnormal_scrap="4"
    )
    told.make("2026-03-04", "10", {"OATS": "10"}, run="R-2", overhead="1.00")
    told.sell("2026-03-05", "100")
    with books_of(told.events) as connection:
        history = history_of(connection, sold_lots(connection, "GRANOLA"))
    [bought] = history.purchases.values()
    assert bought == ("S1", "EUR", f"{receipt}/1", Fraction("1.25"))
    runs = {run.run: run for run in history.runs.values()}
    assert (runs["R-1"].bom, runs["R-2"].bom) == ("GRANOLA A", "GRANOLA B")
    assert dict(runs["R-1"].standard) == {"OATS": Fraction(9, 10)}
    assert dict(runs["R-2"].standard) == {"OATS": Fraction(24, 25)}
    assert (runs["R-1"].good, runs["R-1"].started) == (90 * 10**6, 100 * 10**6)
    assert [(name, value) for name, _, value in runs["R-1"].conversion] == [("labour", 9 * 10**8)]
    assert [(name, value) for name, _, value in runs["R-2"].conversion] == [("overhead", 10**8)]


def test_a_sale_that_waited_for_its_goods_counts_on_the_day_both_had_happened() -> None:
    told = Plant()
    told.found(OATS="raw")
    told.buy("2026-03-02", "OATS", "10", "1.00")
    line = {"line": "1", "item": "OATS", "quantity": "4", "amount": "9.00"}
    billed = {"customer": "C1", "channel": "web", "currency": "USD", "total": "9.00", "order": "SO-1"}
    told.tell("invoice_issued", "2026-03-20", number="INV-1", lines=[line], **billed)
    shipped = {"shipment": "SH-1", "order": "SO-1", "location": "MAIN"}
    told.tell(
        "goods_shipped", "2026-04-02", lines=[{"line": "1", "item": "OATS", "quantity": "4"}], **shipped
    )
    with books_of(told.events) as connection:
        history = history_of(connection, sold_lots(connection, "OATS"))
        [lot] = sold_lots(connection, "OATS")
        events = [take.event for take in history.into[lot]]
        facts = facts_of(connection, events)
    assert {fact.posted for fact in facts.values()} == {"2026-04-02"}


def test_a_shipment_that_completes_sales_of_two_days_counts_on_both() -> None:
    """Told late: 6 units shipped on 30 March complete a sale of 4 of that day and one of 2 of 2 April."""
    told = Plant()
    told.found(OATS="raw")
    told.buy("2026-03-02", "OATS", "10", "1.00")
    for day, number, units in (("2026-03-30", "INV-1", "4"), ("2026-04-02", "INV-2", "2")):
        line = {"line": number, "order_line": "1", "item": "OATS", "quantity": units, "amount": "9.00"}
        billed = {"customer": "C1", "channel": "web", "currency": "USD", "total": "9.00", "order": "SO-1"}
        told.tell("invoice_issued", day, number=number, lines=[line], **billed)
    late = Plant(serial=told.serial)
    shipped = {"line": "1", "item": "OATS", "quantity": "6"}
    late.tell(
        "goods_shipped", "2026-03-30", shipment="SH-1", order="SO-1", location="MAIN", lines=[shipped]
    )
    with books_of(told.events, late.events) as connection:
        [lot] = sold_lots(connection, "OATS")
        history = history_of(connection, [lot])
    counted = [(history.facts[take.event].posted, take.quantity // 10**6) for take in history.into[lot]]
    assert counted == [("2026-03-30", 4), ("2026-04-02", 2)]


def test_two_sales_of_as_many_units_of_one_shipment_have_each_their_own() -> None:
    """Billed on 2 and on 3 April, 3 units at 1.00 each, shipped together on 30 March but told later."""
    told = Plant()
    told.found(OATS="raw")
    told.buy("2026-03-02", "OATS", "10", "1.00")
    for day, number in (("2026-04-02", "INV-1"), ("2026-04-03", "INV-2")):
        line = {"line": number, "order_line": "1", "item": "OATS", "quantity": "3", "amount": "9.00"}
        billed = {"customer": "C1", "channel": "web", "currency": "USD", "total": "9.00", "order": "SO-1"}
        told.tell("invoice_issued", day, number=number, lines=[line], **billed)
    late = Plant(serial=told.serial)
    shipped = {"line": "1", "item": "OATS", "quantity": "6"}
    late.tell(
        "goods_shipped", "2026-03-30", shipment="SH-1", order="SO-1", location="MAIN", lines=[shipped]
    )
    with books_of(told.events, late.events) as connection:
        [lot] = sold_lots(connection, "OATS")
        history = history_of(connection, [lot])
    facts = [history.facts[take.event] for take in history.into[lot]]
    assert [(fact.kind, fact.posted) for fact in facts] == [
        ("invoice_issued", "2026-04-02"),
        ("invoice_issued", "2026-04-03"),
    ]


def test_units_shipped_before_the_day_of_their_sale_count_with_the_sale() -> None:
    """Billed on 2 April, shipped on 30 March but told later: cost and revenue stand on 2 April."""
    told = Plant()
    told.found(OATS="raw")
    told.buy("2026-03-02", "OATS", "10", "1.00")
    line = {"line": "1", "item": "OATS", "quantity": "4"}
    billed = {"customer": "C1", "channel": "web", "currency": "USD", "total": "9.00", "order": "SO-1"}
    told.tell("invoice_issued", "2026-04-02", number="INV-1", lines=[{**line, "amount": "9.00"}], **billed)
    late = Plant(serial=told.serial)
    late.tell("goods_shipped", "2026-03-30", shipment="SH-1", order="SO-1", location="MAIN", lines=[line])
    with books_of(told.events, late.events) as connection:
        [lot] = sold_lots(connection, "OATS")
        history = history_of(connection, [lot])
    [take] = history.into[lot]
    assert history.facts[take.event][1:4] == ("invoice_issued", "invoice_issued-4", "2026-04-02")
