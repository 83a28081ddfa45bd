"""Target: `Books` in memory, which can lose replies, land writes late, throttle, refuse and forget.

It keeps no promise QuickBooks does not keep: with `honours_request_id` off, a request that comes
twice is carried out twice, so a test that passes here shows that delivery does not lean on it.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from typing import Any

from tieout.core.account import AccountKey
from tieout.core.capabilities import Capabilities
from tieout.core.crosswalk import Crosswalk, Outside
from tieout.core.document import NAME_LISTS, Document
from tieout.core.errors import TerminalError
from tieout.core.outside import ListType, OutsideRecord
from tieout.core.problem import Problem, Where
from tieout.ports import (
    Again,
    Answer,
    Confirmed,
    LedgerLine,
    NothingHappened,
    OutcomeUnknown,
    OutsideAccount,
    Refused,
)


class Fate(Enum):
    """What becomes of the next request."""

    FINE = "carried out and answered"
    LOST = "never arrives; no answer"
    REPLY_LOST = "carried out; the answer is lost"
    LATE = "no answer; carried out later"
    THROTTLED = "turned away: too many requests"
    PARTLY_ANSWERED = "carried out; the answer leaves out every second item"
    HALF_DONE = "every second item carried out; the answer is lost"


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One stored record."""

    id: str
    type: str
    mark: str
    day: date
    name: str
    postings: tuple[tuple[str, int], ...]


@dataclass(kw_only=True)
class MemoryBooks:
    """`fates` are used up one per request; then everything is fine.

    `refuses` and `puts_off` name documents by id; the number says how often.
    """

    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    fates: deque[Fate] = field(default_factory=deque)
    refuses: dict[str, int] = field(default_factory=dict)
    puts_off: dict[str, int] = field(default_factory=dict)
    honours_request_id: bool = True
    late_seconds: int = 90
    held: list[Held] = field(default_factory=list)
    chart: list[OutsideAccount] = field(default_factory=list)
    listed: list[OutsideRecord] = field(default_factory=list)
    limits: Capabilities = field(default_factory=Capabilities)
    requests: int = 0
    _answered: dict[tuple[str, str], Answer] = field(default_factory=dict)
    _made: int = 0
    _late: list[tuple[datetime, str, bytes]] = field(default_factory=list)

    def compose(self, items: Sequence[tuple[str, Document]], crosswalk: Crosswalk) -> bytes:
        """The items as JSON with sorted keys: the same bytes for the same input."""
        rows = [_row(item, document, crosswalk) for item, document in items]
        return json.dumps({"items": rows}, sort_keys=True).encode()

    def send(self, request_id: str, body: bytes) -> dict[str, Answer]:
        """Carry a request out, or let its fate have it."""
        self._land()
        self.requests += 1
        fate = self.fates.popleft() if self.fates else Fate.FINE
        if fate is Fate.THROTTLED:
            raise NothingHappened("too many requests", wait_seconds=60)
        if fate is Fate.LATE:
            self._late.append((self.now() + timedelta(seconds=self.late_seconds), request_id, body))
        if fate in {Fate.LOST, Fate.LATE}:
            raise OutcomeUnknown("no answer")
        answers = self._carry_out(request_id, body, step=2 if fate is Fate.HALF_DONE else 1)
        if fate in {Fate.REPLY_LOST, Fate.HALF_DONE}:
            raise OutcomeUnknown("the connection broke before the answer")
        return dict(list(answers.items())[::2]) if fate is Fate.PARTLY_ANSWERED else answers

    def find(
        self, items: Sequence[tuple[str, Document]], body: bytes, since: datetime | None = None
    ) -> dict[str, Confirmed]:
        """Those held by mark; list records by name."""
        del body, since
        self._land()
        found = {}
        for item, document in items:
            name = _name(document)
            for record in self.held:
                if record.type == document.type and (
                    record.mark == document.id or record.name == name != ""
                ):
                    found[item] = Confirmed(outside=Outside(record.id, "0", record.type), raw=record.mark)
        return found

    def capabilities(self) -> Capabilities:
        """What this company can hold."""
        return self.limits

    def accounts(self) -> list[OutsideAccount]:
        """The chart."""
        return list(self.chart)

    def create_account(self, name: str, type_: str, subtype: str, currency: str) -> OutsideAccount:
        """Add to the chart."""
        account = OutsideAccount(
            id=str(len(self.chart) + 1),
            name=name,
            number="",
            type=type_,
            subtype=subtype,
            currency=currency,
            active=True,
        )
        self.chart.append(account)
        return account

    def records(self, type_: ListType) -> list[OutsideRecord]:
        """The list's records that were given, and what is held of it."""
        held = [
            OutsideRecord(type=one.type, id=one.id, name=one.name, currency=self.limits.home_currency)
            for one in self.held
        ]
        chart = [
            OutsideRecord(
                type="Account", id=one.id, name=one.name, active=one.active, currency=one.currency
            )
            for one in self.chart
        ]
        return [one for one in (*self.listed, *chart, *held) if one.type == type_]

    def names(self) -> list[tuple[str, str, str, str]]:
        """Customers and vendors held."""
        people = (record for record in self.held if record.type in {"Customer", "Vendor"})
        return [(record.type, record.id, record.name, self.limits.home_currency) for record in people]

    def balances(self, through: date) -> dict[str, int]:
        """Sums of what is held, per account."""
        sums: dict[str, int] = {}
        for line in self.ledger(date.min, through):
            sums[line.account] = sums.get(line.account, 0) + line.minor
        return sums

    def ledger(self, first: date, last: date) -> Iterable[LedgerLine]:
        """Every posting of the days."""
        self._land()
        for record in self.held:
            for account, minor in record.postings if first <= record.day <= last else ():
                yield LedgerLine(
                    account=account,
                    day=record.day,
                    type=record.type,
                    id=record.id,
                    minor=minor,
                    number="",
                    name="",
                    memo=f"tieout:{record.mark}",
                )

    def marks(self, type_: str, ids: Sequence[str]) -> dict[str, str]:
        """The transactions of these ids that are held."""
        return {one.id: one.mark for one in self.held if one.type == type_ and one.id in ids}

    def as_sent(self, type_: str, id_: str, body: bytes, item: str) -> bool:
        """Whether a record still says what was sent."""
        row = next(one for one in json.loads(body)["items"] if one["item"] == item)
        said = (row["day"], [tuple(one) for one in row["postings"]])
        held = [one for one in self.held if (one.type, one.id) == (type_, id_)]
        return any((one.day.isoformat(), list(one.postings)) == said for one in held)

    def _land(self) -> None:
        """Carry out what was under way and is due by now."""
        due = [late for late in self._late if late[0] <= self.now()]
        self._late = [late for late in self._late if late not in due]
        for _, request_id, body in due:
            self._carry_out(request_id, body, step=1)

    def _carry_out(self, request_id: str, body: bytes, *, step: int) -> dict[str, Answer]:
        rows: list[dict[str, Any]] = json.loads(body)["items"][::step]
        return {row["item"]: self._once(request_id, row) for row in rows}

    def _once(self, request_id: str, row: dict[str, Any]) -> Answer:
        key = (request_id, row["item"])
        if self.honours_request_id and key in self._answered:
            return self._answered[key]
        answer = self._stored(row)
        if not isinstance(answer, Again):
            self._answered[key] = answer
        return answer

    def _stored(self, row: dict[str, Any]) -> Answer:
        mark = row["mark"]
        if self.puts_off.get(mark, 0) > 0:
            self.puts_off[mark] -= 1
            return Again(why="busy", raw="busy")
        if self.refuses.get(mark, 0) > 0:
            self.refuses[mark] -= 1
            return _refused(row, "it was told to refuse it")
        if row["name"] and any(held.name == row["name"] and held.type == row["type"] for held in self.held):
            return _refused(row, "the name exists")
        earlier = [one for one in self.held if one.type == row["type"] and one.id == row["over"]]
        if row["over"] and not any(one.mark in {mark, row["replaces"]} for one in earlier):
            return _refused(row, "somebody changed it since")
        self.held = [one for one in self.held if one not in earlier]
        self._made += not earlier
        record = Held(
            id=row["over"] or str(self._made),
            type=row["type"],
            mark=mark,
            day=date.fromisoformat(row["day"]),
            name=row["name"],
            postings=tuple((account, minor) for account, minor in row["postings"]),
        )
        self.held.append(record)
        return Confirmed(outside=Outside(record.id, "0", record.type), raw=json.dumps(row))


def _row(item: str, document: Document, crosswalk: Crosswalk) -> dict[str, Any]:
    for need in document.needs:
        if need not in crosswalk.outside:
            raise TerminalError(_problem(document, f"what it needs ({need}) is not in the books"))
    return {
        "item": item,
        "type": document.type,
        "mark": document.id,
        "day": document.day.isoformat(),
        "name": _name(document),
        "over": crosswalk.outside[document.replaces].id if document.replaces else "",
        "replaces": document.replaces or "",
        "postings": [
            (_account(document, line.account, crosswalk), line.signed_home) for line in document.lines
        ],
    }


def _name(document: Document) -> str:
    fields = dict(document.fields)
    return fields.get("DisplayName", fields.get("Name", "")) if document.type in NAME_LISTS else ""


def _account(document: Document, key: AccountKey, crosswalk: Crosswalk) -> str:
    account = crosswalk.mapping.account(key)
    if account is None:
        raise TerminalError(_problem(document, f"{key} has no account"))
    return account.outside_id


def _refused(row: dict[str, Any], why: str) -> Refused:
    return Refused(
        problem=Problem(
            code="refused_by_memory",
            what=f"The books in memory refused {row['type']} {row['mark']}.",
            why=f"The reason: {why}.",
            next_step="Correct the document and try it again: `tieout cases retry`.",
            owner="accountant",
            where=Where(subject=row["mark"]),
        ),
        raw=why,
    )


def _problem(document: Document, why: str) -> Problem:
    return Problem(
        code="cannot_be_encoded",
        what=f"{document.type} {document.id} cannot be written to the books in memory.",
        why=f"The reason: {why}.",
        next_step="Mend the mapping and try it again: `tieout cases retry`.",
        owner="accountant",
        where=Where(subject=document.id),
    )
