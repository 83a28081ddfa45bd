"""A mapping that was offered and not taken."""

from __future__ import annotations

from tests.problems.premises import home, quickbooks, verb

from quickbooks_emulator.online.server import REALM
from tieout.core.problem import Problem


def problems() -> list[Problem]:
    """What `tieout doctor` says of it."""
    with home(), quickbooks() as (_, url):
        verb("init", "--quickbooks", url, "--realm", REALM, answer="n\n")
        return verb("doctor")
