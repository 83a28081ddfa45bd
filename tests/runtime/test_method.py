"""Method difference: the drums of a real ERP, its figures beside ours and those of other methods."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import pytest

from tests.oracle.engine import COMPANY, cost, empty_company, load
from tests.scenarios.scenario import stated
from tests.scenarios.statements import founding
from tests.scenarios.test_named_cases import drums, split_receipts
from tieout.core.errors import TerminalError
from tieout.posting.entries import PostingPolicy
from tieout.runtime.method import ExplainedMethod, method_explained
from tieout.storage.database import Database


@contextmanager
def told(*cycles: list[str], more: tuple[dict[str, Any], ...] = ()) -> Iterator[Database]:
    """A company told statements; `more` are facts beside the first of them, or fields of one of them."""
    extra = {one["for"]: one for one in more if "for" in one}
    with empty_company() as database:
        load(database, founding())
        serial = 0
        for cycle in cycles:
            events = [stated(line, serial + n, {}) for n, line in enumerate(cycle, 1)]
            serial += len(events)
            for event in events:
                change = extra.get(str(event.get("shipment") or event.get("run")))
                if change is not None:
                    for line in event.get("lines", event.get("outputs", ())):
                        line["stated_cost"] = change["cost"]
            load(database, events, f"{serial}.jsonl")
            cost(database)
        stands_alone = [one for one in more if "for" not in one]
        if stands_alone:
            load(database, stands_alone, "valuation.jsonl")
            cost(database)
        yield database


def explained(database: Database, item: str = "") -> ExplainedMethod:
    settings = SimpleNamespace(home_currency="USD", policy=PostingPolicy())
    company: Any = SimpleNamespace(name=COMPANY, database=database, settings=settings)
    with database.read() as connection:
        return method_explained(connection, company, item)


def valuation(day: str, **values: str) -> dict[str, Any]:
    lines = [{"item": item, "value": value} for item, value in values.items()]
    return {"kind": "valuation_stated", "source": "erp", "id": f"v-{day}", "date": day, "lines": lines}


def shown(found: ExplainedMethod) -> dict[str, tuple[str, ...]]:
    def text(value: int) -> str:
        return f"{value / 10**8:.2f}"

    return {
        f"{one.item} {one.what}": (
            text(one.ours.now),
            *(text(one.methods[name].now) for name in ("fifo", "average")),
            "" if one.difference is None else text(one.difference),
            one.why,
        )
        for one in found.figures
    }


@pytest.mark.covers("S002-24", "S002-53")
def test_the_figures_of_a_real_erp_are_told_by_what_they_are() -> None:
    """Tryton first in first out, without freight and price difference: 4 × 57.00 of the first."""
    more = (
        {"for": "S1", "cost": "228.00"},
        {"for": "S2", "cost": "171.00"},
        {"for": "P1", "cost": "315.00"},
        {"for": "P2", "cost": "255.00"},
        valuation("2026-03-31", DRUM="51.00", RESIN="460.00"),
    )
    with told(*split_receipts(drums("lot_actual")), more=more) as database:
        found = shown(explained(database))
    by_lot = "here it is costed lot by lot"
    assert found == {
        "DRUM shipment S1 line 1": (
            "276.00", "228.00", "235.20", "-48.00", f"the source costs first in, first out, {by_lot}"),
        "DRUM shipment S2 line 1": (
            "153.00", "159.00", "176.40", "18.00",
            f"the source costs by moving average and leaves out what came late, {by_lot}"),
        "DRUM run P1 lot F-001": (
            "345.00", "285.00", "309.00", "-30.00",
            "the source leaves out what came late: bills, freight, corrections"),
        "DRUM run P2 lot F-002": ("255.00", "255.00", "279.00", "0.00", "the same"),
        "DRUM stock on 2026-03-31": ("69.00", "51.00", "58.80", "-18.00",
            f"the source costs first in, first out, {by_lot}"),
        "RESIN stock on 2026-03-31": (
            "436.00", "496.00", "448.00", "24.00",
            f"the source costs first in, first out and leaves out what came late, {by_lot}"),
        "DRUM all shipped to date": ("531.00", "489.00", "529.20", "", "the source states no figure"),
        "DRUM on hand to date": ("69.00", "51.00", "58.80", "", "the source states no figure"),
        "RESIN all shipped to date": ("0.00", "0.00", "0.00", "", "the source states no figure"),
        "RESIN on hand to date": ("436.00", "496.00", "448.00", "", "the source states no figure"),
    }  # fmt: skip


def test_one_item_is_told_without_any_figure_of_the_source_and_an_unknown_one_not() -> None:
    with told(*split_receipts(drums("average"))) as database:
        found = explained(database, "DRUM")
        assert [one.what for one in found.figures] == ["all shipped to date", "on hand to date"]
        assert {one.own for one in found.figures} == {"average"}
        plain = found.as_json()["figures"][0]
        assert plain["ours"]["now"] == plain["methods"]["average"]["now"] == "529.20"
        for item, code in (("", "no_stated_cost"), ("JAM", "never_stocked")):
            with pytest.raises(TerminalError) as refused:
                explained(database, item)
            assert refused.value.problem.code == code


def test_a_figure_no_method_gives_is_said_to_be_one_of_other_facts() -> None:
    with told(*split_receipts(drums("lot_actual")), more=({"for": "S3", "cost": "99.99"},)) as database:
        first = explained(database).figures[0]
    assert first.why.startswith("no method gives the source's figure")
    assert first.difference == -2_01000000
