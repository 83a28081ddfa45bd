"""Replay: one recording against a fresh company, by the way its row of the table names."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from quickbooks_emulator.online.jsontext import loads
from tests.quickbooks_emulator.client import Client, item_line

from .agreement import disagreements
from .markup import Json
from .recording import Recording, load
from .state import State

TABLE = Path(__file__).with_name("table.toml")


@dataclass(frozen=True)
class Row:
    """How one recording is replayed, or why it is not."""

    name: str
    how: str = ""
    entity: str = ""
    why_not: str = ""
    but: tuple[str, ...] = ()  # properties the emulator does not answer, each explained in `note`
    note: str = ""
    values: bool = True
    settings: dict[str, Any] = field(default_factory=dict)
    setup: dict[str, Any] = field(default_factory=dict)


def table() -> list[Row]:
    """Every row of the table."""
    rows = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    return [Row(name, **{**row, "but": tuple(row.get("but", ()))}) for name, row in rows.items()]


class Replay:
    """One recording being replayed."""

    def __init__(self, row: Row) -> None:
        self.row = row
        self.recording: Recording = load(row.name, row.entity)
        self.qbo = Client(**row.settings)
        self.state = State(self.qbo)

    def problems(self) -> list[str]:
        """What does not agree; nothing when all of it does."""
        answer, recorded = HOW[self.row.how](self)
        return disagreements(answer, recorded, but=frozenset(self.row.but), values=self.row.values)

    def the_object(self) -> tuple[str, Json]:
        """The recorded object, when there is one."""
        found = self.recording.objects()
        assert found, f"{self.row.name} holds no object"
        return found[0]

    def fault(self, method: str, path: str, body: Any = None, **query: str) -> tuple[Json, Json]:
        """Send what must be refused; both errors, in one casing."""
        response = self.qbo.send(method, path, body, **query)
        status = self.recording.status if self.recording.method else 400
        assert response.status == status, response.text
        error = next(iter(loads(response.text).values()))["Error"][0]
        return error, self.recording.error()


def _create(replay: Replay) -> tuple[Any, Any]:
    """The recorded object is made; the answer of its creation."""
    entity, recorded = replay.the_object()
    return replay.state.make(entity, recorded), recorded


def _read(replay: Replay) -> tuple[Any, Any]:
    """The recorded object is made and read."""
    entity, recorded = replay.the_object()
    made = replay.state.make(entity, recorded)
    return replay.qbo.read(replay.qbo.books.kinds[entity].resource, made["Id"]), recorded


def _query(replay: Replay) -> tuple[Any, Any]:
    """The recorded objects are made and asked for."""
    ids = {}
    for entity, recorded in replay.recording.objects():
        made = replay.state.make(entity, recorded)
        ids[str(recorded.get("Id", ""))] = made.get("Id", "")
    text = replay.recording.query.get("query", "") or _statement(replay, list(ids.values()))
    for before, after in ids.items():
        text = text.replace(f"'{before}'", f"'{after}'") if before else text
    answer = replay.qbo.query(text)
    return _rows(replay, answer), [recorded for _, recorded in replay.recording.objects()]


def _rows(replay: Replay, answer: Json) -> Any:
    wanted = replay.recording.objects()
    rows = answer.get(replay.recording.entity, [])
    assert not wanted or answer["maxResults"] == len(rows)
    return rows


def _statement(replay: Replay, ids: list[str]) -> str:
    entity = replay.recording.entity
    listed = ", ".join(f"'{identity}'" for identity in ids)
    active = " and Active in (true, false)" if entity not in ("ExchangeRate",) else ""
    transaction = replay.qbo.books.kinds[entity].transaction
    return f"select * from {entity} where Id in ({listed}){'' if transaction else active}"


def _count(replay: Replay) -> tuple[Any, Any]:
    """As many objects as were counted are made and counted."""
    wanted = int(replay.recording.answer["QueryResponse"]["totalCount"])
    text = replay.recording.query["query"]
    entity = text.split("FROM ")[1].split()[0]
    named = {f"{entity} {number}" for number in range(wanted)}
    ids = [
        replay.state.post(entity, {"DisplayName": name, "FamilyName": name})["Id"] for name in sorted(named)
    ]
    for number, identity in zip(range(5, 11), ids, strict=False):
        text = text.replace(f"'{number}'", f"'{identity}'")
    return replay.qbo.query(text), replay.recording.answer["QueryResponse"]


def _delete(replay: Replay) -> tuple[Any, Any]:
    """An object of that entity is made and deleted."""
    entity, recorded = replay.the_object()
    made = replay.state.make(entity, replay.row.setup or recorded)
    key = {"Id": made["Id"], "SyncToken": made["SyncToken"]}
    resource = replay.qbo.books.kinds[entity].resource
    stub = replay.qbo.post(resource, key, operation="delete")
    assert replay.qbo.send("GET", f"{resource}/{made['Id']}").status == 400
    return stub, recorded


def _retire(replay: Replay) -> tuple[Any, Any]:
    """An object is made and set inactive, which is how name lists delete."""
    entity, recorded = replay.the_object()
    alive = {**recorded, **replay.row.setup, "Active": True}
    for name in ("Name", "DisplayName"):
        if name in alive:
            alive[name] = _without_ending(str(alive[name]))
    return replay.state.retire(entity, replay.state.make(entity, alive)), recorded


def _without_ending(name: str) -> str:
    for ending in (" (deleted)", " (Deleted)"):
        name = name.removesuffix(ending)
    return name


def _void(replay: Replay) -> tuple[Any, Any]:
    """A document with an amount is made and voided."""
    entity, recorded = replay.the_object()
    made = replay.state.make(entity, {**recorded, **replay.row.setup}, PrivateNote="")
    key = {"Id": made["Id"], "SyncToken": made["SyncToken"]}
    query = {"operation": "update", "include": "void"}
    if replay.recording.query.get("operation") == "void":
        query = {"operation": "void"}
    answer = replay.qbo.post(replay.qbo.books.kinds[entity].resource, key, **query)
    return answer, recorded


def _update(replay: Replay) -> tuple[Any, Any]:
    """The recorded request as an update of the object, which was made before."""
    entity, recorded = replay.the_object()
    before = {**recorded, **replay.row.setup}
    made = replay.state.make(entity, before)
    sent = replay.recording.body
    sent = dict(sent.get(entity, sent)) if isinstance(sent, dict) else dict(recorded)
    for name in ("MetaData", "time", "domain"):
        sent.pop(name, None)
    key = {"Id": made["Id"], "SyncToken": made["SyncToken"]}
    body = {**replay.state.requested(entity, sent), **key}
    return replay.qbo.post(replay.qbo.books.kinds[entity].resource, body), recorded


def _exchange(replay: Replay) -> tuple[Any, Any]:
    """The recorded request creates; what it refers to was made before."""
    entity, recorded = replay.the_object()
    body = replay.recording.body
    body = replay.state.requested(entity, body.get(entity, body))
    query = {name: value for name, value in replay.recording.query.items() if value}
    return replay.qbo.post(replay.qbo.books.kinds[entity].resource, body, **query), recorded


def _request(replay: Replay) -> tuple[Any, Any]:
    """A recorded request body without its answer: it must be taken, and come back as it was sent."""
    entity, recorded = replay.the_object()
    body = replay.state.requested(entity, recorded)
    wanted = {name: value for name, value in body.items() if name not in ("Id", "SyncToken")}
    body.pop("Id", None)
    return replay.qbo.post(replay.qbo.books.kinds[entity].resource, body), wanted


def _cdc(replay: Replay) -> tuple[Any, Any]:
    """The recorded changes are made (and deletions done) and asked for."""
    asked = dict.fromkeys(entity for entity, _ in replay.recording.objects())
    for entity, recorded in replay.recording.objects():
        if recorded.get("status") == "Deleted":
            made = replay.state.make(entity, replay.row.setup)
            key = {"Id": made["Id"], "SyncToken": made["SyncToken"]}
            replay.qbo.post(replay.qbo.books.kinds[entity].resource, key, operation="delete")
        else:
            replay.state.make(entity, recorded)
    since = replay.qbo.books.clock.now().isoformat()
    answer = replay.qbo.get("cdc", entities=",".join(asked), changedSince=since)
    wanted = [rows for rows in _responses(replay.recording.answer) if any(name in rows for name in asked)]
    return _responses(answer), wanted


def _responses(answer: Json) -> list[Json]:
    return list(answer["CDCResponse"][0]["QueryResponse"])


def _query_fault(replay: Replay) -> tuple[Any, Any]:
    """The recorded statement is refused."""
    text = replay.row.setup.get("query", replay.recording.query.get("query"))
    return replay.fault("GET", "query", query=text)


def _get_fault(replay: Replay) -> tuple[Any, Any]:
    """The recorded address is refused."""
    return replay.fault("GET", replay.row.setup.get("path", replay.recording.path))


def _post_fault(replay: Replay) -> tuple[Any, Any]:
    """The recorded body, or the one of the row, is refused."""
    entity = replay.row.setup["entity"]
    for taken in replay.row.setup.get("before", []):
        replay.state.post(taken["entity"], taken["body"])
    sent = replay.row.setup.get("body")
    if sent is None:
        sent = replay.recording.body
        sent = replay.state.requested(entity, sent.get(entity, sent))
    resource = replay.qbo.books.kinds[entity].resource
    query = {name: value for name, value in replay.recording.query.items() if value}
    return replay.fault("POST", resource, sent, **query)


def _stale(replay: Replay) -> tuple[Any, Any]:
    """Two people change one object; the second is refused."""
    entity = replay.row.setup["entity"]
    resource = replay.qbo.books.kinds[entity].resource
    made = replay.qbo.read(resource, "1")
    if entity == "SalesReceipt":
        made = replay.state.post(entity, {"Line": [item_line(5)]})
    key = {"Id": made["Id"], "SyncToken": made["SyncToken"]}
    change = replay.row.setup.get("change", {"PrivateNote": "first"})
    replay.qbo.post(resource, {**key, "sparse": True, **change})
    query = {"operation": "update", "include": "void"} if entity == "SalesReceipt" else {}
    return replay.fault("POST", resource, {**key, "sparse": True, **change}, **query)


def _part(replay: Replay) -> tuple[Any, Any]:
    """A fragment inside a document: sent with it, it comes back."""
    name, wanted = next(iter(replay.recording.answer.items()))
    body = {"CustomerRef": {"value": replay.qbo.customer()}, "Line": [item_line(5)], name: [wanted]}
    return replay.qbo.post("invoice", body)[name][0], wanted


HOW: dict[str, Callable[[Replay], tuple[Any, Any]]] = {
    "create": _create,
    "read": _read,
    "query": _query,
    "count": _count,
    "delete": _delete,
    "retire": _retire,
    "void": _void,
    "update": _update,
    "exchange": _exchange,
    "request": _request,
    "cdc": _cdc,
    "query fault": _query_fault,
    "get fault": _get_fault,
    "post fault": _post_fault,
    "stale": _stale,
    "part": _part,
}
