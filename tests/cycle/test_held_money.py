"""Held money: a deposit stands between a payment and its sale only where the goods ship on a later day."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.cycle.small_books import Plain, SmallBooks, event, party
from tieout import flow
from tieout.cycle import chunk

LINE = {"line": "1", "item": "FLOUR", "quantity": "2"}


def goods(day: int = 2) -> list[Plain]:
    received: dict[str, Any] = {"supplier": "V-1", "location": "MAIN", "currency": "USD", "receipt": "R-1"}
    return [
        party("C-1", "Alder"),
        party("V-1", "Mill", "supplier"),
        event("item", 1, item="FLOUR", name="Flour", inventory_role="inventory_finished", category="dry"),
        event("location", 1, location="MAIN"),
        event("goods_received", day, lines=[{**LINE, "quantity": "20", "unit_price": "4"}], **received),
    ]


def sale(number: str, day: int, **fields: Any) -> Plain:
    return event(
        "sale_paid",
        day,
        id=number,
        number=number,
        order=number,
        customer="C-1",
        channel="web",
        currency=fields.get("currency", "USD"),
        rate=fields.get("rate"),
        lines=[{**LINE, "amount": "10.00"}],
        tenders=[{"type": "gateway", "gateway": "stripe", "amount": "10.00"}],
        total="10.00",
    )


def shipped(number: str, day: int) -> Plain:
    ship = {"shipment": f"S-{number}", "order": number, "location": "MAIN", "lines": [LINE]}
    return event("goods_shipped", day, id=f"S-{number}", **ship)


def rules(books: SmallBooks) -> list[tuple[str, str]]:
    with books.database.read() as connection:
        rows = connection.exec_driver_sql(
            "SELECT e.day, e.rule FROM entry e JOIN event v ON v.id = e.event "
            "WHERE v.kind = 'sale_paid' ORDER BY e.seq"
        )
        return [(day[-2:], rule) for day, rule in rows]


HELD = "money of a sale that waits for its goods"


def test_shipped_on_its_day_no_deposit_comes_between(books: SmallBooks) -> None:
    books.load(*goods(), sale("W-1", 5), shipped("W-1", 5))
    books.cost()
    assert rules(books) == [("05", "sale paid at once")]


@pytest.mark.parametrize("own", [True, False], ids=["own currency", "converted"])
def test_in_a_foreign_currency_too(books: SmallBooks, own: bool) -> None:
    books.policy = replace(books.policy, own_currencies=own)
    books.load(*goods(), sale("W-1", 5, currency="EUR", rate="1.10"), shipped("W-1", 5))
    books.load(sale("W-2", 5, currency="EUR", rate="1.10"), shipped("W-2", 6), file="later.jsonl")
    books.cost()
    assert rules(books) == [("05", "sale paid at once"), ("05", HELD), ("06", "sale paid at once")]
    sql = "SELECT COUNT(*) FROM open_item WHERE account LIKE '%customer_deposits' AND minor != 0"
    assert books.rows(f"{sql} AND account NOT LIKE '(original of%'") == [(0,)]


def test_shipped_later_the_money_is_a_deposit_of_its_own_day(books: SmallBooks) -> None:
    books.load(*goods(), sale("W-1", 5), sale("W-2", 5), shipped("W-2", 5), shipped("W-1", 6))
    books.cost()
    assert rules(books) == [("05", "sale paid at once"), ("05", HELD), ("06", "sale paid at once")]


def test_never_shipped_it_is_a_deposit_when_the_cycle_ends(books: SmallBooks) -> None:
    books.load(*goods(), sale("W-1", 5))
    books.cost()
    assert rules(books) == [("05", HELD)]
    books.load(shipped("W-1", 5))
    books.cost()
    assert rules(books) == [("05", HELD), ("05", "sale paid at once")]


@pytest.mark.parametrize("size", [1, 2, 3, 1000])
def test_where_a_chunk_ends_changes_nothing(
    books: SmallBooks, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where every chunk forgets all but what was committed, as after a crash."""
    do_chunk = chunk.do_chunk

    def forgetful(connection: Any, work: Any, steps: Any, now: Any, *, last: bool) -> Any:
        work.sales.clear()
        work.reset(connection)
        return do_chunk(connection, work, steps, now, last=last)

    monkeypatch.setattr(flow, "CHUNK", size)
    monkeypatch.setattr(flow, "do_chunk", forgetful)
    some = [sale(f"W-{n}", 5) for n in range(4)]
    books.load(*goods(), *some, shipped("W-1", 5), shipped("W-3", 5), shipped("W-0", 7))
    books.cost()
    assert sorted(rules(books)) == [
        *[("05", HELD)] * 2,
        *[("05", "sale paid at once")] * 2,
        ("07", "sale paid at once"),
    ]
