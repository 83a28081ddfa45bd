"""Two verbs at once."""

from __future__ import annotations

import fcntl
from pathlib import Path

from tests.problems.premises import company, verb

from tieout.core.problem import Problem


def problems() -> list[Problem]:
    """What `tieout doctor` says while another verb writes."""
    with company(), Path("home/companies/shop/writer.lock").open("w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock.write("4711 run since 2026-03-31T18:00:00+00:00")
        lock.flush()
        return verb("doctor")
