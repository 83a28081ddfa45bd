"""Faults: whatever goes wrong has the one form, and the document declares it."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from tests.api.conftest import Api
from tieout.api.faults import MEDIA_TYPE, fault_of
from tieout.core.catalogue import problem
from tieout.core.problem import Where


def test_a_problem_keeps_all_its_words() -> None:
    found = fault_of(problem("lot_absent", Where(subject="7", field="lot", line=3), lot=7))
    assert (found.code, found.status, found.subject, found.field) == ("lot_absent", 404, "7", "lot")
    assert (found.place, found.title, found.owner) == (2, "There is no lot 7.", "operations")
    assert found.detail
    assert found.next_step


def test_an_unknown_route_and_method_are_problems(client: TestClient) -> None:
    absent = client.get("/api/v1/nothing")
    assert (absent.status_code, absent.json()["code"]) == (404, "route_unknown")
    wrong = client.delete("/api/v1/stock")
    assert (wrong.status_code, wrong.json()["code"]) == (405, "method_not_allowed")
    assert wrong.headers["allow"] == "GET"
    assert {one.headers["content-type"] for one in (absent, wrong)} == {MEDIA_TYPE}


@pytest.mark.parametrize("query", [{"limit": "0"}, {"limit": "x"}, {"as_of": "yesterday"}, {"by_lot": "2"}])
def test_an_unfit_parameter_is_named(floor: Api, query: dict[str, str]) -> None:
    said = floor.get("/stock", 422, **query)
    assert (said["code"], said["field"]) == ("parameter_unfit", next(iter(query)))


def test_every_route_declares_its_faults_in_this_form(client: TestClient) -> None:
    assert isinstance(client.app, FastAPI)
    document = client.app.openapi()
    for path, methods in document["paths"].items():
        for method, told in methods.items():
            assert {"400", "405", "422"} <= set(told["responses"]), (method, path)
            for status, answer in told["responses"].items():
                if status >= "400":
                    assert list(answer["content"]) == [MEDIA_TYPE], (method, path, status)
    assert "Fault" in document["components"]["schemas"]
    assert "HTTPValidationError" not in str(document)


def test_answers_are_not_for_caches(client: TestClient) -> None:
    for path in ("/api/v1/health", "/api/v1/stock"):
        said = client.get(path)
        assert said.headers["cache-control"] == "no-store"
        assert said.headers["x-content-type-options"] == "nosniff"
