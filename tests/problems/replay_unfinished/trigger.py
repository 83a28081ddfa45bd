"""A run that was killed between two chunks."""

from __future__ import annotations

import subprocess
import sys

from tests.problems.premises import SALE, company, verb

from tieout.core.problem import Problem

COSTING = """
import os, signal
from tieout import flow
from tieout.runtime import acts
from tieout.runtime.company import open_company

flow.CHUNK = 2
acts.cost(open_company("shop"), lambda _count: os.kill(os.getpid(), signal.SIGKILL))
"""
"""A process of its own, which gets SIGKILL when its first chunk of two events is kept."""


def problems() -> list[Problem]:
    """What `tieout verify` says before the run is taken up again."""
    with company(*SALE):
        subprocess.run([sys.executable, "-c", COSTING], check=False)
        return verb("verify")
