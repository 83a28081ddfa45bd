"""Events: taken by the same intake as files; again is nothing, other content is a revision."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.acceptance import shop
from tests.api.conftest import Api
from tieout import flow
from tieout.runtime.actor import clock
from tieout.runtime.company import Company
from tieout.storage.tables import METADATA


def counts(said: dict[str, Any]) -> tuple[int, int, int, int]:
    return said["taken"], said["revised"], said["repeated"], said["refused"]


def events(company: Company) -> int:
    with company.database.read() as connection:
        return int(connection.exec_driver_sql("SELECT COUNT(*) FROM event").scalar_one())


def test_the_same_again_changes_nothing_and_other_content_revises(floor: Api, company: Company) -> None:
    fact = shop.received("GR-9", "2026-03-09", 3)
    first = floor.post("/events", fact)
    assert counts(first) == (1, 0, 0, 0)
    before = events(company)
    again = floor.post("/events", [fact])
    assert counts(again) == (0, 0, 1, 0)
    assert again["outcomes"][0] == {**first["outcomes"][0], "outcome": "repeated"}
    assert events(company) == before
    more = floor.post("/events", shop.received("GR-9", "2026-03-09", 4))
    assert counts(more) == (1, 1, 0, 0)
    assert (more["outcomes"][0]["outcome"], more["outcomes"][0]["revision"]) == ("revised", 1)


def test_good_ones_are_taken_and_bad_ones_listed_with_place_and_field(floor: Api) -> None:
    good, bad = shop.received("GR-9", "2026-03-09", 3), shop.received("GR-10", "2026-03-09", 3)
    bad["lines"][0]["quantity"] = "-1"
    said = floor.post("/events", [good, bad, "no object", {"kind": "nothing"}])
    assert counts(said) == (1, 0, 0, 3)
    assert [one["place"] for one in said["outcomes"]] == [0]
    found = [(one["place"], one["code"], one["field"]) for one in said["problems"]]
    assert found == [
        (1, "field_invalid", "lines.0.quantity"),
        (2, "line_not_an_object", ""),
        (3, "kind_unknown", ""),
    ]


def test_one_fact_said_twice_in_one_body_with_other_content_is_a_problem(floor: Api) -> None:
    facts = [shop.received("GR-9", "2026-03-09", units) for units in (3, 4)]
    said = floor.post("/events", facts)
    assert (counts(said), said["problems"][0]["code"]) == ((1, 0, 0, 1), "duplicate_id")


def test_an_event_by_a_file_and_by_a_call_is_one_event(floor: Api, company: Company) -> None:
    fact = shop.received("GR-9", "2026-03-09", 3)
    line = io.BytesIO(json.dumps(fact).encode())
    loaded = flow.take_in(company.database, company.name, line, "erp.jsonl", clock(), lambda _size: None)
    assert loaded.taken == 1
    assert counts(floor.post("/events", fact)) == (0, 0, 1, 0)


def test_numbers_are_exact(floor: Api) -> None:
    body = json.dumps(shop.received("GR-9", "2026-03-09", 3, "QQ")).replace('"QQ"', "0.12345678")
    assert counts(floor.post("/events", body.encode())) == (1, 0, 0, 0)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "body_not_json"),
        (b"{", "body_not_json"),
        (b"\xff", "body_not_json"),
    ],
)
def test_a_body_that_is_no_json_is_refused_whole(floor: Api, body: bytes, code: str) -> None:
    assert floor.post("/events", body, 400)["code"] == code


def test_a_body_has_a_limit_and_a_type(floor: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tieout.api.routes.events.BODY_LIMIT", 100)
    assert floor.post("/events", b"[" + b" " * 200 + b"]", 413)["code"] == "body_too_long"
    said = floor.client.post("/api/v1/events", content=b"a,b", headers={"Content-Type": "text/csv"})
    assert (said.status_code, said.json()["code"]) == (415, "body_type_unknown")


FACTS = st.lists(st.tuples(st.integers(1, 4), st.integers(1, 3)), min_size=1, max_size=5)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(bodies=st.lists(FACTS, min_size=1, max_size=3))
def test_a_body_sent_again_at_once_is_a_no_op(
    floor: Api, company: Company, bodies: list[list[tuple[int, int]]]
) -> None:
    """Whatever was said before: what a body of facts, each said once, had taken, it has taken once."""
    for body in bodies:
        sent = [shop.received(f"P-{key}", "2026-03-09", units) for key, units in dict(body).items()]
        floor.post("/events", sent)
        before = events(company)
        again = floor.post("/events", sent)
        assert (again["taken"], events(company)) == (0, before)


def test_costing_works_facts_in(floor: Api) -> None:
    floor.post("/events", shop.received("GR-9", "2026-03-09", 3))
    assert floor.get("/stock", item="JAM")["waiting"] == 1
    assert floor.get("/stock", item="JAM")["items"][0]["on_hand"] == "2"
    assert floor.post("/cost")["costed"] == 1
    assert floor.get("/stock", item="JAM")["items"][0]["on_hand"] == "5"
    assert floor.post("/cost")["costed"] == 0


def test_what_was_taken_and_not_worked_in_is_when_it_is_sent_again(floor: Api) -> None:
    """A caller whose call was cut off between the two sends the same again, and is done."""
    sent = shop.received("GR-9", "2026-03-09", 3)
    floor.post("/events", sent)
    again = floor.post("/events", sent, cost=True)
    assert (again["taken"], again["repeated"], again["costed"]) == (0, 1, 1)
    assert floor.get("/stock", item="JAM")["waiting"] == 0
    assert floor.post("/events", sent, cost=True)["costed"] == 0


def test_a_fact_sent_again_leaves_nothing_behind(floor: Api, company: Company) -> None:
    sent = shop.received("GR-9", "2026-03-09", 3)
    floor.post("/events", sent, cost=True)
    before = sizes(company)
    for _ in range(3):
        floor.post("/events", sent, cost=True)
    assert sizes(company) == before


def sizes(company: Company) -> dict[str, int]:
    """How many rows each table of the books has."""
    with company.database.read() as connection:
        return {
            table: connection.exec_driver_sql(f"SELECT COUNT(*) FROM {table}").scalar_one()
            for table in METADATA.tables
        }
