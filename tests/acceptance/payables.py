"""Payables: a company whose bills AP enters in QuickBooks, and the person who enters them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance import shop
from tests.acceptance.company import Books, company, load, quickbooks, run, with_controller
from tests.acceptance.tampering import Json
from tests.acceptance.test_tampered import call
from tieout.runtime import acts
from tieout.runtime.cases import list_cases
from tieout.runtime.company import Company
from tieout.runtime.grni import open_grni
from tieout.runtime.subledgers import registers
from tieout.runtime.sweep import Swept, sweep
from tieout.runtime.verify import verify
from tieout.storage.settings import mapping_of

DAY, TODAY = date(2026, 3, 31), date(2026, 4, 10)
CENT = 10**6


@dataclass
class Payables:
    """A company whose bills AP enters in QuickBooks, and the person who does."""

    company: Company
    books: Books
    folder: Path
    vendor: str = ""
    minutes: int = 0
    loaded: int = 0
    mapped: dict[str, str] = field(default_factory=dict)

    def lever(self, name: str, payload: Json) -> Json:
        said = call(self.books.url, name, payload)
        assert "refused" not in said, said
        return said

    def create(self, entity: str, **body: Any) -> Json:
        made: Json = self.lever("create", {"entity": entity, "body": body})[entity]
        return made

    def enter(self, day: str, *lines: tuple[str, str, str], entity: str = "Bill", **more: Any) -> Json:
        """A bill with lines of (amount, text, account role or id)."""
        rows = [
            {
                "Amount": Decimal(amount),
                "Description": text,
                "DetailType": "AccountBasedExpenseLineDetail",
                "AccountBasedExpenseLineDetail": {
                    "AccountRef": {"value": self.mapped.get(account, account)}
                },
            }
            for amount, text, account in lines
        ]
        return self.create(entity, TxnDate=day, VendorRef={"value": self.vendor}, Line=rows, **more)

    def edit(self, entity: str, body: Json, **change: Any) -> None:
        self.lever("edit", {"entity": entity, "id": body["Id"], "change": change})

    def load(self, *facts: Json) -> None:
        self.loaded += 1
        assert load(self.company, [shop.file(self.folder, f"facts-{self.loaded}", *facts)]) == []

    def sweep(self) -> Swept:
        self.minutes += 1
        return sweep(self.company, acts.clock() + timedelta(minutes=self.minutes))

    def run(self) -> None:
        assert not run(self.company, TODAY).delivered.refused  # type: ignore[union-attr]

    def settled(self) -> None:
        """Sweep and run; then the books tie out, registers agree and a replay comes to the same."""
        self.sweep()
        self.run()
        tied = acts.tie_out(self.company, DAY)
        assert tied.tied, tied.line()
        assert all(one.agrees for one in registers(self.company, TODAY).registers)
        assert list(verify(self.company).problems) == []

    def codes(self) -> list[str]:
        return sorted(case.problem.code for case in list_cases(self.company))

    def open(self) -> dict[str, int]:
        """What is open in GRNI by line, in cents, debit above zero."""
        return {one.name: one.value // CENT for one in open_grni(self.company, DAY)[0]}

    def booked(self, role: str) -> int:
        with self.company.database.read() as connection:
            return int(
                connection.exec_driver_sql(
                    "SELECT COALESCE(SUM(CASE side WHEN 'Dr' THEN home ELSE -home END), 0) FROM entry_line "
                    "WHERE account = ? OR account LIKE ?",
                    (role, f"{role}(%"),
                ).scalar_one()
            )

    def held(self, entity: str) -> list[Json]:
        rows: list[Json] = call(self.books.url, "state?full=true")["objects"].get(entity, [])
        return rows


@contextmanager
def payables_of(folder: Path, patch: pytest.MonkeyPatch, **settings: Any) -> Iterator[Payables]:
    with quickbooks(**settings) as books:
        made = with_controller(
            company(folder / "home", books.url, patch, keys=("revenue(shop)",), daily=())
        )
        found = Payables(made, books, folder)
        with made.database.read() as connection:
            accounts = mapping_of(connection).accounts
        found.mapped = {key.role: one.outside_id for key, one in accounts.items()}
        found.load(*shop.MASTER)
        yield found
        made.database.close()


@pytest.fixture
def payables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Payables]:
    with payables_of(tmp_path, monkeypatch) as found:
        found.vendor = found.create("Vendor", DisplayName="Plum Farm")["Id"]
        yield found
