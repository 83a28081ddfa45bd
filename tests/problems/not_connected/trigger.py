"""A company without a QuickBooks, and one whose access QuickBooks takes no longer."""

from __future__ import annotations

import pytest
from tests.problems.premises import SALE, company, home, run, verb

from tieout.core.problem import Problem


def problems() -> list[Problem]:
    """What `tieout init` says without address and emulator, and what stops `tieout run`."""
    with home():
        found = verb("init", "--yes")
    with company(*SALE), pytest.MonkeyPatch.context() as patch:
        patch.setenv("TIEOUT_QUICKBOOKS_TOKEN", "an old one")
        return found + run()
