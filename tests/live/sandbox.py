"""Sandbox: the connector's contract against a sandbox company of Intuit, by `make live`.

Not named test_*, so that no other run collects it. How to get a company: docs/howto/live.md. Every
run uses document ids and names of its own; what it writes stays in the sandbox.
"""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Final

import pytest

from tests.connectors.contract import BooksContract, Subject
from tests.connectors.wire import Wire, Wired
from tieout.connectors.quickbooks_online import Client
from tieout.connectors.quickbooks_online.environment import ENVIRONMENTS
from tieout.runtime.actor import clock, who
from tieout.runtime.company import open_company
from tieout.runtime.connect import authority_of
from tieout.runtime.tokens import Tokens

COMPANY: Final = "TIEOUT_LIVE_COMPANY"
REALM: Final = "TIEOUT_LIVE_REALM"
TOKEN: Final = "TIEOUT_LIVE_TOKEN"
SECONDS_BETWEEN: Final = 0.2
"""Between reads: the sandbox takes ten requests a second."""


@contextmanager
def sandbox(wire: Wire) -> Iterator[Client]:
    """The sandbox company named in the environment; a production company is refused."""
    name, realm, token = (os.environ.get(one, "") for one in (COMPANY, REALM, TOKEN))
    if name:
        company = open_company(name)
        link = company.settings.connection
        assert link.environment == "sandbox", (
            f"{name} is not connected to Intuit's sandbox: nothing was sent"
        )
        tokens = Tokens(company, lambda: authority_of(company), clock, time.sleep, who())
        client = Client(
            link.url, link.realm, tokens.token, renewed=tokens.renewed, before=_pause, transport=wire
        )
    elif realm and token:
        client = Client(ENVIRONMENTS["sandbox"].api, realm, lambda: token, before=_pause, transport=wire)
    else:
        pytest.exit(f"name a sandbox company in {COMPANY}, or {REALM} and {TOKEN}: docs/howto/live.md", 2)
    with closing(client):
        yield client


def _pause(_kind: str) -> None:
    time.sleep(SECONDS_BETWEEN)


@pytest.fixture(scope="module")
def wired() -> Iterator[Wired]:
    wire = Wire()
    with sandbox(wire) as client:
        yield Wired(client, wire, f" {secrets.token_hex(4)}")


class TestSandbox(BooksContract):
    @pytest.fixture
    def subject(self, wired: Wired) -> Subject:
        wired.wire.nameless, wired.wire.trouble = False, None
        return wired
