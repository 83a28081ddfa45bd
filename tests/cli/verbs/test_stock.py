"""stock: units on hand; costs for those who see the books."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.acceptance import shop
from tests.company import tieout
from tieout.core.role import Role
from tieout.runtime.actor import clock
from tieout.runtime.company import Connection, Settings, create_company
from tieout.runtime.users import add_user

FACTS = (*shop.MASTER, shop.received("GR-1", "2026-03-02", 6), shop.shipped("SO-1", "2026-03-03", 2))


@pytest.fixture(autouse=True)
def _shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIEOUT_HOME", str(tmp_path))
    monkeypatch.setenv("TIEOUT_USER", "ann")
    company = create_company("shop", Settings(connection=Connection(emulator=False)))
    add_user(company, "bob", [Role.OPERATIONS], "ann", clock())
    company.database.close()
    file = tmp_path / "facts.jsonl"
    file.write_text("".join(json.dumps(one) + "\n" for one in FACTS))
    assert tieout("load", str(file), "--company", "shop").code == 0
    assert tieout("cost", "--company", "shop").out == "2 steps worked in.\n"


def test_what_is_on_hand_now_and_on_a_day() -> None:
    said = tieout("stock", "--company", "shop", "--json").json
    assert said["lines"] == [
        {"item": "JAM", "location": "MAIN", "lot": "", "on_hand": "4", "short": "0"}
        | {"reserved": "0", "available": "4", "value": "8.00"}
    ]
    [then] = tieout("stock", "--company", "shop", "--as-of", "2026-03-02", "--lots", "--json").json["lines"]
    assert (then["on_hand"], then["lot"], then["value"]) == ("6", "L-GR-1", None)
    assert "JAM" in tieout("stock", "--company", "shop").out


def test_operations_see_units_and_no_costs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIEOUT_USER", "bob")
    [line] = tieout("stock", "--company", "shop", "--json").json["lines"]
    assert (line["on_hand"], line["value"]) == ("4", None)
    assert "8.00" not in tieout("stock", "--company", "shop").out


def test_facts_not_worked_in_are_told(tmp_path: Path) -> None:
    file = tmp_path / "more.jsonl"
    file.write_text(json.dumps(shop.received("GR-2", "2026-03-04", 1)) + "\n")
    assert tieout("load", str(file), "--company", "shop").code == 0
    assert "1 accepted fact is not worked in" in " ".join(tieout("stock", "--company", "shop").out.split())


@pytest.mark.parametrize("method", ["fifo", "average", "standard"])
def test_goods_of_every_costing_method_are_on_hand(tmp_path: Path, method: str) -> None:
    item = {**shop.ITEM, "id": "TEA", "item": "TEA", "costing_method": method, "standard_cost": "2"}
    came = shop.received("GR-9", "2026-03-04", 5)
    came["lines"][0] |= {"item": "TEA", "lot": ""}
    file = tmp_path / "more.jsonl"
    file.write_text("".join(json.dumps(one) + "\n" for one in (item, came)))
    assert tieout("load", str(file), "--company", "shop").code == 0
    tieout("cost", "--company", "shop")
    [line] = tieout("stock", "--company", "shop", "--item", "TEA", "--json").json["lines"]
    assert (line["on_hand"], line["value"]) == ("5", "10.00")


def test_a_table_states_values_to_the_cent_and_json_all_of_them(tmp_path: Path) -> None:
    """3 at 0.33333333 are 0.99999999: no controller reads eight places."""
    item = {**shop.ITEM, "id": "PIN", "item": "PIN"}
    came = shop.received("GR-8", "2026-03-04", 3, "0.33333333")
    came["lines"][0] |= {"item": "PIN"}
    file = tmp_path / "pins.jsonl"
    file.write_text("".join(json.dumps(one) + "\n" for one in (item, came)))
    assert tieout("load", str(file), "--company", "shop").code == 0
    tieout("cost", "--company", "shop")
    [line] = tieout("stock", "--company", "shop", "--item", "PIN", "--json").json["lines"]
    assert line["value"] == "0.99999999"
    shown = tieout("stock", "--company", "shop", "--item", "PIN").out
    assert "1.00" in shown
    assert "0.99999999" not in shown
