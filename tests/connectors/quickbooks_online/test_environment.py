"""Environment: Intuit's two worlds, and addresses a secret may travel to."""

from __future__ import annotations

import pytest

from tieout.connectors.quickbooks_online.environment import ENVIRONMENTS, is_loopback, secure
from tieout.core.errors import TerminalError


def test_there_are_two_environments_and_no_address_is_in_both() -> None:
    assert set(ENVIRONMENTS) == {"sandbox", "production"}
    addresses = [address for one in ENVIRONMENTS.values() for address in (one.api, one.discovery)]
    assert len(set(addresses)) == len(addresses)
    assert [secure(address) for address in addresses] == addresses


@pytest.mark.parametrize(
    "address",
    ["https://books.example.com", "http://127.0.0.1:8080/x", "http://localhost", "http://[::1]:9"],
)
def test_encrypted_or_within_the_machine_is_good(address: str) -> None:
    assert secure(address) == address
    assert is_loopback(address) is address.startswith("http:")


@pytest.mark.parametrize(
    "address",
    [
        "",
        "http://books.example.com",
        "ftp://127.0.0.1",
        "http://127.0.0.1.example.com",
        "http://127.0.0.1@example.com",
        "https://",
        "books.example.com",
    ],
)
def test_everything_else_is_refused(address: str) -> None:
    with pytest.raises(TerminalError) as stopped:
        secure(address)
    assert stopped.value.problem.code == "address_not_secure"
