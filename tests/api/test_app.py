"""App: it describes itself without a company, and serves nothing that calls out to the world."""

from __future__ import annotations

from starlette.testclient import TestClient

from tieout.api.app import PREFIX, application


def test_the_document_needs_no_company() -> None:
    document = application(None).openapi()
    assert f"{PREFIX}/events" in document["paths"]
    assert document["components"]["securitySchemes"]["key"]["scheme"] == "bearer"


def test_the_document_is_served_and_no_page_from_elsewhere(client: TestClient) -> None:
    assert client.get(f"{PREFIX}/openapi.json").json()["info"]["title"] == "tieout"
    for path in ("/docs", "/redoc"):
        assert client.get(path).status_code == 404
