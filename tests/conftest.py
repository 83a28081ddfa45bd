"""Settings every test shares: properties are searched the same way on every machine and every run."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Final

import pytest
from hypothesis import HealthCheck, settings

from tests.postgres import Server, served
from tieout.core.limit import Limit

settings.register_profile(
    "steady", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("search", deadline=None, max_examples=2000, print_blob=True)
settings.load_profile(os.environ.get("TIEOUT_PROPERTIES", "steady"))

os.environ.pop("TIEOUT_DATABASE", None)  # a developer's server is no place for tests


UNHURRIED: Final = tuple(
    Limit(kind=kind, count=60_000, seconds=60, burst=1000) for kind in ("request", "batch")
)


@pytest.fixture(scope="session", autouse=True)
def unhurried() -> Iterator[None]:
    """No test waits for the pace Intuit asks for; those of the pace itself set it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tieout.runtime.pace.INTUIT_LIMITS", UNHURRIED)
        yield


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """PostgreSQL, started once; tests that ask for it are marked `needs_postgresql`."""
    with served() as running:
        yield running


@pytest.fixture
def database_url(server: Server) -> Iterator[str]:
    """The address of a database of the test's own."""
    url = server.empty()
    yield url
    server.forget(url)
