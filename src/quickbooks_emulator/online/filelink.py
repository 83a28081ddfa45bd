"""The file link: an address that gives one file, without a token, for a quarter of an hour."""

from __future__ import annotations

import hashlib

from .register import Register

MINUTES = 15
PATH = "/emulator-file/"


def link(register: Register, identity: str) -> str:
    """The address of a file from now on."""
    until = int(register.clock.now().timestamp()) + MINUTES * 60
    return f"{register.address}{PATH}{identity}-{until}-{_seal(register, identity, until)}"


def identity_of(register: Register, path: str) -> str | None:
    """Which file an address gives; none for one that was not given out or is too old."""
    identity, _, rest = path.removeprefix(PATH).partition("-")
    until, _, seal = rest.partition("-")
    if not until.isdigit() or seal != _seal(register, identity, int(until)):
        return None
    return identity if register.clock.now().timestamp() < int(until) else None


def _seal(register: Register, identity: str, until: int) -> str:
    return hashlib.sha256(f"{register.realm}:{identity}:{until}".encode()).hexdigest()[:32]
