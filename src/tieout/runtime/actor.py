"""Actor: who acts, and when; the only clock of the program."""

from __future__ import annotations

import os
import pwd
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Final

VARIABLE: Final = "TIEOUT_USER"
"""Names the actor where the system's user is a service's; whoever sets it answers for it."""

SYSTEM: Final = "tieout"
"""The system actor: what tieout does by itself, such as mapping an account QuickBooks made."""


_NAMED: ContextVar[str] = ContextVar("who a request stands for", default="")


@contextmanager
def acting_as(name: str) -> Iterator[None]:
    """Let somebody whose key was checked be the actor of a request."""
    token = _NAMED.set(name)
    try:
        yield
    finally:
        _NAMED.reset(token)


def clock() -> datetime:
    """The present instant; the only clock of the program."""
    return datetime.now(UTC)


def who() -> str:
    """The person or service that acts: whose key a request brings, TIEOUT_USER, else the system's user.

    The system is asked for the owner of the process, not the environment, which anybody may set.
    """
    if _NAMED.get():
        return _NAMED.get()
    stated = os.environ.get(VARIABLE, "").strip()
    if stated:
        return stated
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        return f"uid-{os.geteuid()}"
