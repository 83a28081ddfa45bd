"""A disk that is almost full."""

from __future__ import annotations

import shutil
from collections import namedtuple

import pytest
from tests.problems.premises import company, verb

from tieout.core.problem import Problem


def problems() -> list[Problem]:
    """What `tieout doctor` says of it."""
    with company(), pytest.MonkeyPatch.context() as patch:
        usage = namedtuple("usage", "total used free")
        patch.setattr(shutil, "disk_usage", lambda _path: usage(10**12, 10**12 - 12_000_000, 12_000_000))
        return verb("doctor")
