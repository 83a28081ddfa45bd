"""Unsettled: an item in foreign money leaves clearing at what it came in at, however it is written."""

from __future__ import annotations

import json
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest

from tests.cycle.test_desk import rules
from tests.oracle.engine import COMPANY, NOW, empty_company, load, rulebook
from tests.scenarios.statements import founding
from tieout import flow
from tieout.posting.entries import PostingPolicy
from tieout.storage.database import Database


def fact(kind: str, id_: str, day: str, **fields: Any) -> dict[str, Any]:
    return {"kind": kind, "source": "erp", "id": id_, "date": day, **fields}


def captured(number: str, day: str, amount: str, rate: str) -> dict[str, Any]:
    return fact(
        "payment_captured", number, day, number=number, customer="Bob", channel="web", gateway="stripe",
        currency="EUR", rate=rate, amount=amount, order=f"SO-{number}",
    )  # fmt: skip


def payout(number: str, day: str, rate: str, *lines: tuple[str, ...], fee: str = "0") -> dict[str, Any]:
    """Lines of (reference, gross) or (reference, gross, type); the fee is that of the first."""
    items = [
        {"type": (*kind, "charge")[0], "reference": name, "date": day, "gross": gross, "fee": "0"}
        for name, gross, *kind in lines
    ]
    items[0]["fee"] = fee
    net = str(sum(Decimal(one["gross"]) - Decimal(one["fee"]) for one in items))
    return fact(
        "payout_settled", number, day, number=number, gateway="stripe", currency="EUR", rate=rate,
        net=net, items=items,
    )  # fmt: skip


def work(database: Database, name: str, *facts: dict[str, Any], own: bool) -> None:
    text = "\n".join(json.dumps(one) for one in facts)
    flow.take_in(database, COMPANY, BytesIO(text.encode()), name, NOW, lambda _: None)
    policy = PostingPolicy(own_currencies=own)
    flow.cost_and_post(database, COMPANY, "USD", rulebook(), policy, NOW, lambda _: None)


def home(database: Database, role: str) -> int:
    sql = (
        "SELECT COALESCE(SUM(CASE side WHEN 'Dr' THEN home ELSE -home END), 0) FROM entry_line "
        "WHERE account LIKE ?"
    )
    with database.read() as connection:
        return int(connection.exec_driver_sql(sql, (f"{role}%",)).scalar_one())


@pytest.mark.covers("S001-54")
@pytest.mark.parametrize("own", [True, False], ids=["own currency", "converted"])
def test_what_was_realised_between_money_in_and_payout_leaves_clearing(own: bool) -> None:
    """100 at 1.10 and 100 at 1.20 came in; one and a half go out at 1.25, then the last 50 at 1.00."""
    with empty_company() as database:
        load(database, founding())
        work(
            database,
            "in",
            captured("P1", "2026-03-02", "100", "1.10"),
            captured("P2", "2026-03-03", "100", "1.20"),
            payout("O1", "2026-03-05", "1.25", ("P1", "100"), ("P2", "50"), fee="3"),
            own=own,
        )
        assert home(database, "clearing") == 6000
        assert home(database, "fx_gain_loss") == -1500 - 250
        work(database, "out", payout("O2", "2026-03-09", "1.00", ("P2", "50")), own=own)
        assert home(database, "clearing") == 0
        assert home(database, "fx_gain_loss") == -1750 + 1000
        assert ("2026-03-09", "exchange difference on clearing of a payout") in rules(database)


@pytest.mark.parametrize("own", [True, False], ids=["own currency", "converted"])
def test_a_revised_payout_gives_back_what_it_realised(own: bool) -> None:
    with empty_company() as database, empty_company() as alone:
        for books in (database, alone):
            load(books, founding())
            work(books, "in", captured("P1", "2026-03-02", "100", "1.10"), own=own)
        work(database, "first", payout("O1", "2026-03-05", "1.25", ("P1", "100"), fee="3"), own=own)
        for books in (database, alone):
            work(books, "last", payout("O1", "2026-03-05", "1.20", ("P1", "90"), fee="2"), own=own)
        for role in ("clearing", "fx_gain_loss", "bank", "merchant_fees"):
            assert home(database, role) == home(alone, role), role
