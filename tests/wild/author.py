"""Author: the facts of a wild month in the loads they come in, from a seed."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from tests.wild import supply, trade
from tests.wild.pool import CUSTOMERS, GOODS, PLACES, RATES, SUPPLIERS, Fact, Pool

ROLES: Final = {
    "R": "inventory_raw",
    "W": "inventory_raw",
    "S": "inventory_semi",
    "F": "inventory_finished",
    "A": "inventory_finished",
    "M": "inventory_merchandise",
}
FIRST, LATER, ANEW = 45, 20, 6
"""Facts of the first load, of each later one, and how many of those before are told anew with it."""


def loads(seed: int, count: int = 4) -> list[list[Fact]]:
    """The loads of a seed, one after the other; no fact twice in one."""
    pool = Pool(random.Random(seed))
    made = [[*_master(pool), *_drawn(pool, FIRST)]]
    made.extend([*_drawn(pool, LATER), *_anew(pool)] for _ in range(count - 1))
    return [list({(fact["kind"], fact["id"]): fact for fact in load}.values()) for load in made]


def _drawn(pool: Pool, count: int) -> list[Fact]:
    kinds, often = zip(*trade.OFTEN, *supply.OFTEN, strict=True)
    facts: list[Fact] = []
    while len(facts) < count:
        fact = pool.draw.choices(kinds, often)[0](pool)
        if fact:
            pool.facts[-1] = fact
            facts.append(fact)
    return facts


def _anew(pool: Pool) -> Iterator[Fact]:
    """Some earlier facts, each changed in something."""
    for fact in pool.draw.sample(pool.facts, ANEW):
        told = copy.deepcopy(fact)
        lines = told.get("lines") or told.get("consumed") or [{}]
        if pool.chance(0.25):
            told["date"] = f"2026-{pool.one('01', '03', '04')}-{pool.draw.randint(1, 28):02d}"
        elif "quantity" in lines[0]:
            lines[0]["quantity"] = str(pool.draw.randint(1, 25))
        elif "rate" in told:
            told["rate"] = "1.2"
        elif "amount" in told:
            told["amount"] = pool.money_text(told.get("currency", "USD"), 1, 100)
        else:
            told["note"] = "told again"
        if "unit_price" in lines[0] and pool.chance(0.5):
            lines[0]["unit_price"] = pool.money_text("USD", 1, 9)
        yield told


def _master(pool: Pool) -> Iterator[Fact]:
    for key in CUSTOMERS:
        yield _stated("party", key, party=key, roles=["customer"], name=f"Customer {key}", terms_days=30)
    for key in SUPPLIERS:
        yield _stated("party", key, party=key, roles=["supplier"], name=f"Supplier {key}")
    yield from _items(pool)
    for key in PLACES:
        yield _stated("location", key, location=key)
    yield _stated("tax_code", "STD", code="STD", agency="CA")
    yield _stated("tax_code", "VAT", code="VAT", agency="VAT", recoverable=True)
    for code, rate in RATES.items():
        for month in ("01", "02", "03"):
            moved = Decimal(rate) * (1000 + pool.draw.randint(-9, 9)) / 1000
            fact = _stated(
                "exchange_rate", f"{code}-{month}", currency=code, rate=str(moved), rate_source="ecb"
            )
            yield {**fact, "date": f"2026-{month}-01"}
    if pool.chance(0.5):
        lots = [
            {"item": item, "quantity": "50", "unit_cost": pool.money_text("USD", 1, 5)}
            for item in GOODS[:5]
        ]
        yield _stated("opening_stock", "OS", location="MAIN", lots=lots)


def _items(pool: Pool) -> Iterator[Fact]:
    method = pool.one("lot_actual", "fifo", "average", "standard")
    for key in GOODS:
        item = _stated(
            "item", key, item=key, name=f"Item {key}", inventory_role=ROLES[key[0]], category="food"
        )
        if key[0] in "WA":
            item |= {"costing_method": method, "standard_cost": "3.25" if method == "standard" else None}
        yield item
    for key, kind in (("SV1", "service"), ("DG1", "digital")):
        yield _stated("item", key, item=key, name=f"Item {key}", type=kind, category="work")
    for made, of in supply.RECIPES[:3]:
        parts = [{"item": of, "quantity": "2"}]
        bom = _stated(
            "bom_version", f"B{made}", item=made, bom=f"B{made}", output_quantity="1", components=parts
        )
        yield bom | {"expected_yield": "0.95", "labour": "0.5"} if pool.chance(0.5) else bom


def _stated(kind: str, key: str, **fields: object) -> Fact:
    return {"kind": kind, "source": "erp", "id": key, "date": "2026-01-01", **fields}
