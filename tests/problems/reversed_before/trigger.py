"""An invoice that was taken back already."""

from __future__ import annotations

import re
from dataclasses import replace

from tests.problems.premises import SALE, company, run, verb

from tieout.core.problem import Problem
from tieout.runtime import acts

INSTANT = re.compile(r"\d{4}-\d\d-\d\d(T[^ ;]*)?")


def problems() -> list[Problem]:
    """What `tieout reverse` says of it the second time; who and when are those of the page."""
    reverse = ("reverse", "INV-SO-1", "--why", "billed twice")
    with company(*SALE):
        run()
        verb(*reverse)
        [found] = verb(*reverse)
        why = INSTANT.sub("2026-04-01", found.why).replace(acts.who(), "anna")
        return [replace(found, why=why)]
