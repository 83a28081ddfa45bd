"""A document taken back while a cycle is cut off."""

from __future__ import annotations

import subprocess
import sys

from tests.acceptance import shop
from tests.problems.premises import COSTING, SALE, company, load, run, verb

from tieout.core.problem import Problem


def problems() -> list[Problem]:
    """What `tieout reverse` says before the run is taken up again."""
    with company(*SALE):
        run()
        load(*shop.sold("SO-2", "2026-03-12", 1, "10.00"))
        subprocess.run([sys.executable, "-c", COSTING], check=False)
        return verb("reverse", "INV-SO-1", "--why", "billed twice")
