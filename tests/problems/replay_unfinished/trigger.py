"""A run that was killed between two chunks."""

from __future__ import annotations

import subprocess
import sys

from tests.problems.premises import COSTING, SALE, company, verb

from tieout.core.problem import Problem


def problems() -> list[Problem]:
    """What `tieout verify` says before the run is taken up again."""
    with company(*SALE):
        subprocess.run([sys.executable, "-c", COSTING], check=False)
        return verb("verify")
