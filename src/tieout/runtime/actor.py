"""Actor: who acts, and when; the only clock of the program."""

from __future__ import annotations

import os
import pwd
from datetime import UTC, datetime
from typing import Final

VARIABLE: Final = "TIEOUT_USER"
"""Names the actor where the system's user is a service's; whoever sets it answers for it."""

SYSTEM: Final = "tieout"
"""The system actor: what tieout does by itself, such as mapping an account QuickBooks made."""


def clock() -> datetime:
    """The present instant; the only clock of the program."""
    return datetime.now(UTC)


def who() -> str:
    """The person or service that acts: TIEOUT_USER, else the user the operating system runs us for.

    The system is asked for the owner of the process, not the environment, which anybody may set.
    """
    stated = os.environ.get(VARIABLE, "").strip()
    if stated:
        return stated
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        return f"uid-{os.geteuid()}"
