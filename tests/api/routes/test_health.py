"""Health by the interface: without a key, and nothing but that."""

from __future__ import annotations

from starlette.testclient import TestClient


def test_health_needs_no_key(client: TestClient) -> None:
    said = client.get("/api/v1/health")
    assert (said.status_code, said.json()) == (200, {"status": "ok"})
