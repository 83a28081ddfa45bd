"""Journey: from an event file to committed entries and crossings, timed, in a process of its own.

`python -m benchmarks.journey FILE FOLDER` prints one line of JSON: seconds of each stage and of the
processor, counts, and the peak memory of the process.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from tieout.core.account import ROLE_QUALIFIERS, AccountKey
from tieout.core.capabilities import Capabilities
from tieout.core.mapping import MappedAccount
from tieout.runtime import acts
from tieout.runtime.actor import who
from tieout.runtime.company import Company, Settings, found_company, keep_settings
from tieout.storage.database import Database
from tieout.storage.settings import keep_mapping

SAID_EVERY_SECONDS = 10
Tick = Callable[[str], None]


def travel(file: Path, folder: Path, tick: Tick = lambda _stage: None) -> dict[str, float]:
    """Load, cost, post and seal the file's events; nothing is sent."""
    company = founded(folder)
    stages: dict[str, float] = {}
    with _timed(stages, "load"):
        acts.load(company, [file], lambda _path, _size: tick("load"))
    with _timed(stages, "cost and post"):
        acts.cost(company, lambda _count: tick("cost and post"))
    with _timed(stages, "seal"):
        sealed = acts.seal(company, Capabilities(), date(2027, 12, 31), lambda _count: tick("seal"))
    stages["documents"] = sealed.documents + sealed.records
    stages["peak MiB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    company.database.close()
    return stages


def founded(folder: Path) -> Company:
    """A new company in a folder, every role mapped."""
    company = Company(
        "bench", folder, Database(folder / "books.sqlite"), Settings(start=date(2025, 12, 31))
    )
    _map_everything(company)
    return company


@contextmanager
def _timed(stages: dict[str, float], name: str) -> Iterator[None]:
    """Add the seconds a stage takes on the clock, and to `processor` those the processor worked."""
    began, worked = time.perf_counter(), time.process_time()
    yield
    stages[name] = time.perf_counter() - began
    stages["processor"] = stages.get("processor", 0.0) + time.process_time() - worked


def _map_everything(company: Company) -> None:
    rows = [
        (str(AccountKey(role, ("",) * len(names))), MappedAccount(outside_id=role, name=role))
        for role, names in ROLE_QUALIFIERS.items()
    ]
    with company.database.write() as connection:
        found_company(connection, who(), acts.clock())
        keep_settings(connection, company.settings)
        keep_mapping(connection, rows, "bench", acts.clock())


class Progress:
    """A sign of life on the error stream every few seconds: the stage, and how long it has gone on."""

    def __init__(self) -> None:
        self._began = self._said = time.perf_counter()

    def say(self, stage: str) -> None:
        """Say where the work is, unless it was said just now."""
        now = time.perf_counter()
        if now - self._said >= SAID_EVERY_SECONDS:
            self._said = now
            print(f"    … {stage}, {now - self._began:,.0f} s", file=sys.stderr, flush=True)


if __name__ == "__main__":
    print(json.dumps(travel(Path(sys.argv[1]), Path(sys.argv[2]), Progress().say)))
