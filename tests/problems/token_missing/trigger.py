"""An address without its token."""

from __future__ import annotations

import pytest
from tests.problems.premises import home, verb

from tieout.core.problem import Problem


def problems() -> list[Problem]:
    """What `tieout init` says when the variable is empty."""
    with home(), pytest.MonkeyPatch.context() as patch:
        patch.delenv("TIEOUT_QUICKBOOKS_TOKEN")
        return verb("init", "--quickbooks", "http://127.0.0.1:9", "--yes")
