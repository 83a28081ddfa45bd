"""Fresh companies for tests."""

from __future__ import annotations

import pytest

from tests.quickbooks_emulator.client import Client


@pytest.fixture
def qbo() -> Client:
    """An empty US company."""
    return Client()


@pytest.fixture
def sample() -> Client:
    """The US sample company."""
    return Client("sample-us")
