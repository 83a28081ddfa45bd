"""Journey: from an event file to committed entries and crossings, timed, in a process of its own.

`python -m benchmarks.journey FILE FOLDER` prints one line of JSON: seconds of each stage, counts, and
the peak memory of the process.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from datetime import date
from pathlib import Path

from tieout.core.account import ROLE_QUALIFIERS, AccountKey
from tieout.core.capabilities import Capabilities
from tieout.core.mapping import MappedAccount
from tieout.runtime import acts
from tieout.runtime.company import Company, Settings
from tieout.storage.database import Database
from tieout.storage.settings import keep_mapping


def travel(file: Path, folder: Path) -> dict[str, object]:
    """Load, cost, post and seal the file's events; nothing is sent."""
    database = Database(folder / "books.sqlite")
    company = Company("bench", folder, database, Settings(start=date(2025, 12, 31)))
    _map_everything(company)
    stages: dict[str, object] = {}
    began = time.perf_counter()
    acts.load(company, [file], lambda _path, _size: None)
    stages["load"] = time.perf_counter() - began
    began = time.perf_counter()
    acts.cost(company)
    stages["cost and post"] = time.perf_counter() - began
    began = time.perf_counter()
    stages["documents"] = acts.seal(company, Capabilities(), date(2027, 12, 31))
    stages["seal"] = time.perf_counter() - began
    stages["peak MiB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return stages


def _map_everything(company: Company) -> None:
    rows = [
        (str(AccountKey(role, ("",) * len(names))), MappedAccount(outside_id=role, name=role))
        for role, names in ROLE_QUALIFIERS.items()
    ]
    with company.database.write() as connection:
        keep_mapping(connection, rows, "bench", acts.clock())


if __name__ == "__main__":
    print(json.dumps(travel(Path(sys.argv[1]), Path(sys.argv[2]))))
