"""An export into a folder that is not there."""

from __future__ import annotations

import pytest
from tests.problems.premises import company, verb

from tieout.cli.main import untouchable
from tieout.core.problem import Problem


def problems() -> list[Problem]:
    """What `tieout export` says of it, as the entry point of the program puts it."""
    with company(), pytest.raises(OSError, match="No such file") as fault:
        verb("export", "--format", "beancount", "--output", "nowhere/books.beancount")
    return [untouchable(fault.value)]
