"""Environment: QuickBooks' sandbox or production, and where each is reached (fact sheet 1, 2).

These are defaults of settings only: a company keeps the addresses it was connected at, and everything
about signing in is read from the discovery document.
"""

from __future__ import annotations

from typing import Final, NamedTuple
from urllib.parse import urlsplit

from tieout.core.catalogue import problem
from tieout.core.errors import TerminalError

LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})


class Environment(NamedTuple):
    """One of Intuit's two worlds; a company belongs to one of them for ever."""

    name: str
    api: str
    discovery: str


ENVIRONMENTS: Final = {
    one.name: one
    for one in (
        Environment(
            "sandbox",
            "https://sandbox-quickbooks.api.intuit.com",
            "https://developer.intuit.com/.well-known/openid_sandbox_configuration/",
        ),
        Environment(
            "production",
            "https://quickbooks.api.intuit.com",
            "https://developer.intuit.com/.well-known/openid_configuration/",
        ),
    )
}


def is_loopback(address: str) -> bool:
    """Whether an address is this machine's own."""
    return urlsplit(address).hostname in LOOPBACK


def secure(address: str) -> str:
    """The address, if a secret may travel to it: encrypted, or within this machine.

    Raises:
        TerminalError: anybody on the way could read what is sent there.
    """
    parts = urlsplit(address)
    if parts.hostname and (parts.scheme == "https" or (parts.scheme == "http" and is_loopback(address))):
        return address
    raise TerminalError(problem("address_not_secure", address=address or "(none)"))
