"""Small books: events in, documents out, with every account mapped unless a test leaves one out."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from tieout import flow
from tieout.core.account import ROLE_QUALIFIERS, account_key
from tieout.core.capabilities import Capabilities
from tieout.core.case import Case
from tieout.core.document import Document
from tieout.core.event import event_of
from tieout.core.mapping import MappedAccount
from tieout.core.master import MasterData
from tieout.cycle.load import LoadResult
from tieout.cycle.seal import SealingPolicy
from tieout.posting.entries import PostingPolicy
from tieout.posting.rulebook import load_rulebook
from tieout.storage.cases import open_cases_of
from tieout.storage.database import Database
from tieout.storage.documents import document_of
from tieout.storage.settings import keep_mapping, keep_outside_names

NOW = datetime(2026, 4, 1, 8, tzinfo=UTC)
COMPANY = "demo"
END = date(2026, 3, 31)

Plain = dict[str, Any]
_numbers = count(1)


def event(kind: str, day: int | str = 2, **fields: Any) -> Plain:
    """An event of March 2026 under an id of its own."""
    said = f"2026-03-{day:02d}" if isinstance(day, int) else day
    return {"kind": kind, "source": "erp", "id": f"e{next(_numbers)}", "date": said, **fields}


def party(key: str, name: str, *roles: str, **fields: Any) -> Plain:
    return event("party", 1, party=key, name=name, roles=list(roles or ["customer"]), **fields)


def service(item: str = "HOUR") -> Plain:
    return event("item", 1, item=item, name=f"{item} of work", type="service", category="services")


def invoice(
    number: str, customer: str = "C-1", day: int = 5, amount: str = "25.00", **fields: Any
) -> Plain:
    """One hour billed: no goods, so it is recognised at once."""
    line = {"line": "1", "item": "HOUR", "quantity": "1", "amount": amount}
    said = {"channel": "wholesale", "currency": "USD", "lines": [line], "total": amount} | fields
    return event("invoice_issued", day, number=number, customer=customer, **said)


def text_of(events: Iterable[Plain]) -> bytes:
    return "".join(json.dumps(one) + "\n" for one in events).encode()


class SmallBooks:
    """Books of one company in a file; each act has an instant of its own."""

    def __init__(self, path: Path, *, unmapped: Sequence[str] = ()) -> None:
        self.database = Database(path)
        self.now = NOW
        self.policy = PostingPolicy(granularity={"web": "daily"})
        for role in ROLE_QUALIFIERS:
            if role not in unmapped:
                self.map(role)

    def tick(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now

    def map(self, role: str) -> None:
        known = MappedAccount(outside_id=role, name=role)
        with self.database.write() as connection:
            keep_mapping(connection, [(str(account_key(role)), known)], "tests", self.tick())

    def outside(self, *names: tuple[str, str, str, str]) -> None:
        """Records QuickBooks has already: (type, id, name, currency)."""
        with self.database.write() as connection:
            keep_outside_names(connection, names)

    def load(self, *events: Plain, file: str = "events.jsonl") -> LoadResult:
        return self.load_text(text_of(events), file)

    def load_text(self, text: bytes, file: str = "events.jsonl") -> LoadResult:
        return flow.take_in(self.database, COMPANY, io.BytesIO(text), file, self.tick(), lambda _size: None)

    def cost(self) -> None:
        while self.cost_cycle():
            pass

    def cost_cycle(self) -> bool:
        done = flow.cost_and_post(
            self.database, COMPANY, "USD", load_rulebook(), self.policy, self.tick(), lambda _count: None
        )
        return done is not None

    def seal(self, through: date = END, **limits: Any) -> int:
        return self._seal(through, 0, limits)

    def seal_asking(self, ask_above: int) -> int:
        """Seal, and ask about parties at least so much like a record QuickBooks has."""
        return self._seal(END, ask_above, {})

    def _seal(self, through: date, ask_above: int, limits: dict[str, Any]) -> int:
        master = MasterData("USD")
        for (raw,) in self.rows(
            "SELECT r.raw FROM event e INDEXED BY event_master JOIN record r ON r.seq = e.seq "
            "WHERE e.rank = 0"
        ):
            master.learn(event_of(json.loads(raw)))
        sealed = flow.seal_documents(
            self.database,
            COMPANY,
            master,
            Capabilities(**limits),
            through,
            self.tick(),
            lambda _count: None,
            SealingPolicy(),
            ask_above,
        )
        return sealed.documents + sealed.records

    def post(self, *events: Plain, **limits: Any) -> list[Document]:
        """Load, cost and seal; all documents there are, in order of sealing."""
        result = self.load(*events)
        assert not result.problems, result.problems
        self.cost()
        self.seal(**limits)
        return self.documents()

    def rows(self, sql: str, *values: object) -> list[Any]:
        with self.database.read() as connection:
            return list(connection.exec_driver_sql(sql, values))

    def documents(self, *types: str) -> list[Document]:
        made = [document_of(row) for row in self.rows("SELECT * FROM document ORDER BY seq")]
        return [one for one in made if not types or one.type in types]

    def cases(self) -> list[Case]:
        with self.database.read() as connection:
            return open_cases_of(connection)

    def codes(self) -> list[str]:
        return [case.problem.code for case in self.cases()]

    def states(self) -> Mapping[str, str]:
        return {row[0]: row[1] for row in self.rows("SELECT document, state FROM crossing_state")}
