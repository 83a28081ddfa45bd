"""listen: what QuickBooks signed is kept once and acknowledged; what nobody signed is not."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx2
import pytest

from tests.connectors.quickbooks_online.test_webhook import CLOUD, OLDER
from tieout.runtime.listen import TAKEN, UNSIGNED, listening, take
from tieout.storage.registry import Registry

NOW = datetime(2026, 4, 1, tzinfo=UTC)


@pytest.fixture
def shared(tmp_path: Path) -> Iterator[Registry]:
    opened = Registry(tmp_path / "registry.sqlite")
    yield opened
    opened.close()


def signature(body: bytes, token: str = "verifier") -> str:
    return base64.b64encode(hmac.new(token.encode(), body, hashlib.sha256).digest()).decode()


@pytest.mark.covers("S002-10")
def test_a_signed_request_is_kept_once_however_often_it_comes(shared: Registry) -> None:
    for said in (CLOUD, OLDER):
        body = json.dumps(said).encode()
        assert take(shared, body, signature(body), "verifier", NOW) == (TAKEN, 2)
        assert take(shared, body, signature(body), "verifier", NOW) == (TAKEN, 0)
    assert shared.last_notice("310687") > shared.last_notice("99") > 0
    assert shared.last_notice("another") == 0


def test_what_is_unsigned_is_not_kept(shared: Registry) -> None:
    body = json.dumps(CLOUD).encode()
    assert take(shared, body, signature(body, "somebody"), "verifier", NOW) == (UNSIGNED, 0)
    assert take(shared, b"{}", signature(b"{}", "somebody"), "verifier", NOW) == (UNSIGNED, 0)
    assert shared.last_notice("310687") == 0


def test_what_is_not_understood_is_acknowledged_and_every_company_it_may_concern_looks(
    shared: Registry,
) -> None:
    """QuickBooks withholds all later notices until this one is acknowledged."""
    body = json.dumps([{"type": "qbo.appdisconnect.v1", "id": "1", "intuitaccountid": "310687"}]).encode()
    assert take(shared, body, signature(body), "verifier", NOW) == (TAKEN, 1)
    assert take(shared, body, signature(body), "verifier", NOW) == (TAKEN, 0)
    assert (shared.last_notice("310687"), shared.last_notice("99")) == (1, 0)
    assert take(shared, b"what is this", signature(b"what is this"), "verifier", NOW) == (TAKEN, 1)
    assert (shared.last_notice("310687"), shared.last_notice("99")) == (2, 2)


def test_the_server_answers_at_once_on_the_loopback(shared: Registry) -> None:
    told: list[int] = []
    body = json.dumps(CLOUD).encode()
    with listening(shared, 0, "verifier", lambda: NOW, told.append) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        url = f"http://127.0.0.1:{server.server_address[1]}/"
        try:
            good = httpx2.post(url, content=body, headers={"intuit-signature": signature(body)})
            bad = httpx2.post(url, content=body, headers={"intuit-signature": "x"})
            empty = httpx2.post(url, content=b"")
        finally:
            server.shutdown()
            thread.join()
    assert (good.status_code, bad.status_code, empty.status_code) == (200, 401, 413)
    assert told == [2, 0]
    assert server.server_address[0] == "127.0.0.1"
