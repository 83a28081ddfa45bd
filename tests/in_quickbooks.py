"""In QuickBooks: what a person does there beside tieout, in the emulator of a small company."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

from tieout.connectors.quickbooks_online.client import Client
from tieout.runtime.company import open_company
from tieout.runtime.quickbooks import emulator


@contextmanager
def quickbooks_of(name: str) -> Iterator[Client]:
    """The company's QuickBooks, for the time of a visit."""
    company = open_company(name)
    with (
        emulator(company) as (url, token),
        closing(Client(url, company.settings.connection.realm, lambda: token)) as client,
    ):
        yield client


def entered(client: Client, resource: str, body: dict[str, Any]) -> dict[str, Any]:
    """A record or transaction a person enters; as QuickBooks stored it."""
    answer = client.create(resource, f"by hand {json.dumps(body)}"[:50], json.dumps(body).encode())
    assert answer.status == 200, answer.text
    [held] = [value for name, value in answer.body.items() if name != "time"]
    assert isinstance(held, dict)
    return held
