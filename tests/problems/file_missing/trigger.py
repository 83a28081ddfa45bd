"""A path where nothing is."""

from __future__ import annotations

from contextlib import chdir
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from tieout.core.problem import Problem
from tieout.runtime import acts
from tieout.runtime.company import Company, Settings, found_company, keep_settings
from tieout.storage.database import Database


def problems() -> list[Problem]:
    """What `tieout load` says of it."""
    with TemporaryDirectory() as folder, chdir(folder):
        Path("other.jsonl").touch()
        company = Company(
            "shop", Path(folder), Database(Path("books.sqlite")), Settings(start=date(2026, 1, 1))
        )
        with company.database.write() as connection:
            keep_settings(connection, company.settings)
            found_company(connection, acts.who(), acts.clock())
        results = acts.load(company, [Path("events.jsonl")], lambda _path, _size: None)
        company.database.close()
    return acts.file_problems(results)
