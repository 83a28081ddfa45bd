"""Pantry: a company small enough to follow by hand, with everything in it that the reading verbs show.

Oats are received and billed, cooked into granola, shipped and invoiced; the invoice is paid and paid
out; two pop-up sales of one day share a document; one sale has no mapped account; one shipment was
quarantined, mended and released in a second cycle.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tieout.core.account import parsed_key
from tieout.core.role import Role
from tieout.runtime import acts, cases
from tieout.runtime.company import Company, Connection, Settings, open_company
from tieout.runtime.users import add_user

NAME = "pantry"
TODAY = date(2026, 3, 20)
LONG = "Oatfield and Daughters Purveyors of Fine Cereals, Œuvre \N{SNOWMAN}"
LINK = Connection(
    emulator=True,
    emulator_settings=("throttle=off", "custom_txn_numbers=true"),
    longest_request_seconds=5,
    margin_seconds=1,
    limits=(("request", 60_000, 60, 1000), ("batch", 6_000, 60, 100)),
)


def event(kind: str, id_: str, day: int, **fields: Any) -> dict[str, Any]:
    """One event of the source erp in March 2026."""
    return {"kind": kind, "id": id_, "source": "erp", "date": f"2026-03-{day:02}", **fields}


MASTER = [
    event("location", "PLANT", 1, location="PLANT", name="The plant"),
    event("party", "C-1", 1, party="C-1", name=LONG, roles=["customer"], currency="USD"),
    event("party", "S-1", 1, party="S-1", name="Mill & Co", roles=["supplier"], currency="USD"),
    event("item", "OATS", 1, item="OATS", name="Oats", type="goods", unit="kg")
    | {"category": "raw", "inventory_role": "inventory_raw"},
    event("item", "GRANOLA", 1, item="GRANOLA", name="Granola", type="goods", unit="each")
    | {"inventory_role": "inventory_finished", "category": "granola"},
]

TRADE = [
    event("goods_received", "GR-1", 2, receipt="GR-1", location="PLANT", supplier="S-1", currency="USD")
    | {"lines": [{"line": "1", "item": "OATS", "lot": "OAT-A", "quantity": "30", "unit_price": "1.3333"}]},
    event("bill_approved", "B-1", 4, number="B-1", supplier="S-1", currency="USD", total="40.50")
    | {
        "lines": [
            {"line": "1", "receipt": "GR-1", "receipt_line": "1", "quantity": "30", "amount": "40.50"},
        ]
    },
    event("production_completed", "R-1", 3, run="R-1", location="PLANT", labour="10.00", overhead="2.01")
    | {"consumed": [{"item": "OATS", "quantity": "21"}]}
    | {"outputs": [{"item": "GRANOLA", "lot": "GRA-1", "quantity": "70"}]},
    event("order_placed", "SO-1", 5, order="SO-1", customer="C-1", channel="wholesale", currency="USD")
    | {"lines": [{"line": "1", "item": "GRANOLA", "quantity": "12", "amount": "60.00"}], "total": "60.00"},
    event("goods_shipped", "SH-1", 6, shipment="SH-1", order="SO-1", customer="C-1", location="PLANT")
    | {"lines": [{"line": "1", "order_line": "1", "item": "GRANOLA", "quantity": "12"}]},
    event("invoice_issued", "INV-1", 6, number="INV-1", order="SO-1", customer="C-1", channel="wholesale")
    | {"currency": "USD", "total": "60.00"}
    | {"lines": [{"line": "1", "item": "GRANOLA", "quantity": "12", "amount": "60.00"}]},
    event("payment_captured", "PAY-1", 9, number="PAY-1", invoice="INV-1", customer="C-1", amount="60.00")
    | {"channel": "wholesale", "gateway": "stripe", "currency": "USD"},
    event("payout_settled", "PO-1", 11, number="PO-1", gateway="stripe", currency="USD", net="58.20")
    | {
        "items": [
            {
                "type": "charge",
                "reference": "PAY-1",
                "date": "2026-03-09",
                "gross": "60.00",
                "fee": "1.80",
            }
        ]
    },
]


def sale(number: str, day: int, channel: str, amount: str) -> list[dict[str, Any]]:
    """A sale over the counter: shipped and paid at once."""
    return [
        event("goods_shipped", f"SH-{number}", day, shipment=f"SH-{number}", order=f"O-{number}")
        | {"customer": "C-1", "location": "PLANT"}
        | {"lines": [{"line": "1", "order_line": "1", "item": "GRANOLA", "quantity": "1"}]},
        event("sale_paid", number, day, number=number, order=f"O-{number}", customer="C-1", channel=channel)
        | {"currency": "USD", "total": amount}
        | {"lines": [{"line": "1", "item": "GRANOLA", "quantity": "1", "amount": amount}]}
        | {"tenders": [{"type": "gateway", "gateway": "stripe", "amount": amount}]},
    ]


COUNTER = [*sale("P-1", 7, "popup", "6.10"), *sale("P-2", 7, "popup", "6.25"), *sale("X-1", 8, "fair", "7")]
STRAY = event("stock_adjusted", "ADJ-1", 10, location="PLANT", reason="gift") | {
    "lines": [{"item": "JAM", "quantity": "1", "unit_cost": "2.00"}]
}
LATE = [
    event("item", "JAM", 1, item="JAM", name="Jam", type="goods", unit="each")
    | {"category": "jam", "inventory_role": "inventory_finished"},
    event("goods_shipped", "SH-2", 12, shipment="SH-2", order="SO-2", customer="C-1", location="PLANT")
    | {"lines": [{"line": "1", "order_line": "1", "item": "GRANOLA", "quantity": "3"}]},
]


def write(path: Path, events: list[dict[str, Any]]) -> Path:
    """A file of events."""
    path.write_text("".join(json.dumps(one) + "\n" for one in events), encoding="utf-8")
    return path


def build(files: Path) -> Company:
    """The company in $TIEOUT_HOME: two loads, two runs, one release."""
    keys = ["revenue(wholesale)", "revenue(popup)"]
    settings = Settings(start=date(2026, 3, 1), granularity={"popup": "daily"}, connection=LINK)
    acts.init(NAME, settings, [parsed_key(key) for key in keys], lambda _company, _offered: True)
    company = open_company(NAME)
    first = write(files / "first.jsonl", [*MASTER, *TRADE, *COUNTER, STRAY])
    problems = acts.file_problems(acts.load(company, [first], lambda _path, _size: None))
    assert not problems, problems
    acts.run(company, today=TODAY, until_idle=True)
    acts.load(company, [write(files / "late.jsonl", LATE)], lambda _path, _size: None)
    add_user(company, "tester", [Role.ACCOUNTANT], acts.who(), acts.clock())
    cases.release(company, [], "tester", acts.clock())
    acts.run(company, today=TODAY, until_idle=True)
    return company


@contextmanager
def at_home(folder: Path) -> Iterator[None]:
    """Companies live in this folder for as long as the context lasts."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TIEOUT_HOME", str(folder))
        yield


@pytest.fixture(scope="session")
def pantry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    """The small company, built once; tests read it and leave it as it is."""
    home, files = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("files")
    with at_home(home):
        company = build(files)
        yield company
        company.database.close()
