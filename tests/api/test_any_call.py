"""Any call: whatever is sent, the answer is one that openapi.json declares, and never a failure of ours.

Calls are drawn from the OpenAPI document itself: parameters near what they may be and far from it, bodies
of any JSON, and events of every kind with fields exchanged. What is answered is held against the declared
schema by a library that shares nothing with the interface.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any, Final
from urllib.parse import quote

import jsonschema
import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from tests.api.conftest import key_for
from tests.reference.examples import example
from tieout.api.app import application
from tieout.core.event import KINDS
from tieout.core.role import Role
from tieout.runtime.company import Company

DOCUMENT: Final[dict[str, Any]] = application(None).openapi()
CALLS: Final = [(method, path) for path, methods in DOCUMENT["paths"].items() for method in methods]
FEW: Final = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
WORDS: Final = st.text(max_size=30) | st.sampled_from(
    [
        "JAM",
        "PO-1",
        "RUN-1",
        "lot B-1",
        "GR-1",
        "2026-03",
        "-1",
        "1e9",
        "9" * 30,
        "[]",
        '["a"]',
        "../x",
        "%00",
    ]
)
ANY_JSON: Final = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@pytest.fixture
def caller(company: Company) -> Iterator[Callable[..., Any]]:
    """Calls with a controller's key, who may ask for everything; failures come as answers."""
    headers = {"Authorization": f"Bearer {key_for(company, Role.CONTROLLER)}"}
    with TestClient(application(company), raise_server_exceptions=False) as client:
        assert isinstance(client.app, FastAPI)

        def call(method: str, path: str, **sent: Any) -> Any:
            return client.request(method, path, headers={**headers, **sent.pop("headers", {})}, **sent)

        yield call


def of_schema(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Values of a parameter: most as declared, some not."""
    kinds = [one.get("type") for one in schema.get("anyOf", [schema])]
    if "enum" in schema:
        return st.sampled_from(schema["enum"]) | WORDS
    if "integer" in kinds:
        return st.integers(schema.get("minimum", -5), 3000) | st.integers() | WORDS
    if "boolean" in kinds:
        return st.booleans() | WORDS
    return st.dates().map(str) | WORDS


def query_of(method: str, path: str) -> st.SearchStrategy[dict[str, Any]]:
    """Some of the parameters of a call."""
    declared = DOCUMENT["paths"][path][method].get("parameters", [])
    known = {one["name"]: of_schema(one["schema"]) for one in declared}
    needed = {name: known[name] for name in known if f"{{{name}}}" in path}
    return st.fixed_dictionaries(
        needed, optional={name: drawn for name, drawn in known.items() if name not in needed}
    )


def declared(said: Any, method: str, path: str) -> None:
    """An answer of a status, type and form that the document has for the call."""
    assert said.status_code < 500 or said.status_code == 503, said.text
    answers = DOCUMENT["paths"][path][method]["responses"]
    assert str(said.status_code) in answers, (said.status_code, said.text)
    content = answers[str(said.status_code)]["content"]
    kind = said.headers["content-type"].partition(";")[0]
    assert kind in content, kind
    if kind.endswith("json"):
        schema = {**content[kind]["schema"], "components": DOCUMENT["components"]}
        jsonschema.validate(said.json(), schema)


@pytest.mark.parametrize(("method", "path"), [one for one in CALLS if one[0] == "get"])
def test_every_question_is_answered_as_declared(caller: Callable[..., Any], method: str, path: str) -> None:
    @FEW
    @given(query_of(method, path))
    def law(query: dict[str, Any]) -> None:
        asked, plain = path, dict(query)
        for name in query:
            if f"{{{name}}}" in asked:
                text = quote(str(plain.pop(name)), safe="")
                asked = asked.replace(f"{{{name}}}", text or "x")
        if asked.startswith(path.partition("{")[0]) and "/." not in asked:
            said = caller(method, asked, params=plain)
            if said.status_code != 404 or said.json()["code"] != "route_unknown":
                declared(said, method, path)

    law()


def changed_events() -> st.SearchStrategy[Any]:
    """An event of any kind with some fields exchanged for anything, or left out."""

    def change(kind: str) -> st.SearchStrategy[Any]:
        plain = example(kind)
        other = st.dictionaries(st.sampled_from(sorted(plain)), ANY_JSON, max_size=3)
        without = st.sets(st.sampled_from(sorted(plain)), max_size=1)
        return st.builds(
            lambda more, left_out: {
                name: value for name, value in {**plain, **more}.items() if name not in left_out
            },
            other,
            without,
        )

    return st.sampled_from(sorted(KINDS)).flatmap(change)


@settings(FEW, max_examples=60)
@given(body=ANY_JSON | st.lists(changed_events(), max_size=4), cost=st.booleans())
def test_any_body_of_json_is_answered_event_by_event(
    caller: Callable[..., Any], body: Any, *, cost: bool
) -> None:
    said = caller(
        "POST",
        "/api/v1/events",
        params={"cost": cost},
        content=json.dumps(body).encode(),
        headers={"Content-Type": "application/json"},
    )
    declared(said, "post", "/api/v1/events")
    if said.status_code == 200 and isinstance(body, list):
        found = said.json()
        assert found["taken"] + found["repeated"] + found["refused"] == len(body)


@FEW
@given(st.binary(max_size=60), st.sampled_from(["application/json", "text/csv", "", "application/json; x"]))
def test_any_bytes_are_answered(caller: Callable[..., Any], body: bytes, kind: str) -> None:
    said = caller("POST", "/api/v1/events", content=body, headers={"Content-Type": kind})
    declared(said, "post", "/api/v1/events")


@pytest.mark.covers("S001-114")
@FEW
@given(st.sampled_from(CALLS), st.text(st.characters(codec="ascii", exclude_categories=["C"]), max_size=60))
def test_no_key_that_was_not_issued_opens_anything(
    caller: Callable[..., Any], call: tuple[str, str], key: str
) -> None:
    method, path = call
    asked = path.replace("{lot_id}", "1").replace("{kind}", "items")
    query = {"item": "JAM", "before": "2026-02", "after": "2026-03"}
    kind = {"Content-Type": "application/json", "Authorization": f"Bearer {key}"}
    said = caller(method, asked, params=query if "explain" in path else {}, headers=kind)
    assert said.status_code == (200 if path.endswith("/health") else 401)
