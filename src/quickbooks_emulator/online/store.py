"""The store: every object of the company, in memory, written through to SQLite if there is a file.

A request changes the store step by step and then either commits all of it or takes all of it back,
so that a refused document leaves nothing. With a file, `commit` returns once SQLite has the change:
an answer given after it survives a killed process.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from .jsontext import Body, dumps, loads
from .nameindex import NameIndex
from .recency import Recency

_MOST_TEXTS = 20_000  # written objects kept for the next reading
_TABLES = """
create table if not exists object(entity text, id text, body text, primary key(entity, id));
create table if not exists tombstone(entity text, id text, at text, primary key(entity, id));
create table if not exists counter(name text primary key, value integer);
create table if not exists reply(requestid text, bid text, fingerprint text, status integer,
  body text, at real, primary key(requestid, bid));
create table if not exists content(id text primary key, bytes blob);
create table if not exists fact(name text primary key, value text);
"""


@dataclass(frozen=True, slots=True)
class Touch:
    """One object that a change made, altered or took away; before and after, none where it was not."""

    entity: str
    identity: str
    before: Body | None
    after: Body | None


@dataclass(frozen=True, slots=True)
class Reply:
    """What one requestid (and batch item) was answered the first time."""

    fingerprint: str
    status: int
    body: str
    at: float


class Store:
    """Objects, tombstones, counters, replies and company facts, with undo until commit."""

    def __init__(self, path: Path | None = None, *, durability: str = "process") -> None:
        self.objects: dict[str, dict[str, Body]] = {}
        self.tombstones: dict[str, dict[str, str]] = {}
        self.counters: dict[str, int] = {}
        self.facts: dict[str, str] = {}
        self.names = NameIndex()
        self.recency = Recency()
        self._replies: dict[tuple[str, str], Reply] = {}
        self._answered: set[tuple[str, str]] = set()  # whose answers are in the file
        self._contents: dict[str, bytes] = {}
        self._texts: dict[tuple[str, str], str] = {}
        self._undo: list[Callable[[], object]] = []
        self._before: dict[tuple[str, str], Body | None] = {}
        self._touched: list[Touch] = []
        self._writes: dict[tuple[str, str, str], tuple[str, tuple[object, ...]]] = {}
        self._database = None if path is None else _open(path, durability)
        if self._database is not None:
            self._load(self._database)

    @property
    def is_new(self) -> bool:
        """Nothing was ever stored here."""
        return not self.objects

    def get(self, entity: str, identity: str) -> Body | None:
        """The object, or none."""
        return self.objects.get(entity, {}).get(identity)

    def each(self, entity: str) -> Iterator[Body]:
        """All objects of an entity in the order they were made."""
        return iter(self.objects.get(entity, {}).values())

    def changed_since(self, entity: str, moment: datetime) -> list[Body]:
        """The objects of an entity changed at a moment or later, the last changed at the end."""
        return self.recency.since(entity, self.objects.get(entity, {}), moment)

    def text(self, entity: str, identity: str) -> str:
        """The object's JSON, written once."""
        key = (entity, identity)
        if key not in self._texts:
            self._texts[key] = dumps(self.objects[entity][identity])
        return self._texts[key]

    def put(self, entity: str, body: Body) -> None:
        """Store an object by its Id, replacing what was there."""
        identity = body["Id"]
        before = self.get(entity, identity)
        self._before.setdefault((entity, identity), before)
        self._set(entity, identity, body)
        self._undo.append(lambda: self._set(entity, identity, before))
        self._writes["object", entity, identity] = ("", ())

    def remove(self, entity: str, identity: str, at: str) -> None:
        """Take an object away and remember when (for change data capture)."""
        before = self.objects[entity][identity]
        self._before.setdefault((entity, identity), before)
        self._set(entity, identity, None)
        self.tombstones.setdefault(entity, {})[identity] = at
        self._undo.append(lambda: self._restore(entity, identity, before))
        self._writes["object", entity, identity] = ("", ())
        self._writes["tombstone", entity, identity] = (
            "insert or replace into tombstone values(?,?,?)",
            (entity, identity, at),
        )

    def next_number(self, name: str, *, first: int = 1) -> int:
        """The next value of a counter, starting at `first`."""
        value = max(self.counters.get(name, first - 1) + 1, first)
        self.set_number(name, value)
        return value

    def set_number(self, name: str, value: int) -> None:
        """Say which value of a counter was used last."""
        before = self.counters.get(name)
        self.counters[name] = value
        self._undo.append(lambda: self._restore_number(name, before))
        self._writes["counter", name, ""] = (
            "insert or replace into counter values(?,?)",
            (name, value),
        )

    def set_fact(self, name: str, value: str) -> None:
        """Remember a fact of the company."""
        self.facts[name] = value
        self._writes["fact", name, ""] = ("insert or replace into fact values(?,?)", (name, value))

    def drop_fact(self, name: str) -> None:
        """Forget a fact of the company."""
        self.facts.pop(name, None)
        self._writes["fact", name, ""] = ("delete from fact where name=?", (name,))

    def put_content(self, identity: str, content: bytes) -> None:
        """Keep the bytes of an uploaded file; not undone, the file's entity was made."""
        self._contents[identity] = content
        values = (identity, content)
        self._writes["content", identity, ""] = ("insert or replace into content values(?,?)", values)

    def drop_content(self, identity: str) -> None:
        """Forget the bytes of a file whose entity was deleted."""
        self._contents.pop(identity, None)
        self._writes["content", identity, ""] = ("delete from content where id=?", (identity,))

    def content(self, identity: str) -> bytes | None:
        """The bytes of an uploaded file, if there is one."""
        if identity in self._contents or self._database is None:
            return self._contents.get(identity)
        row = self._database.execute("select bytes from content where id=?", (identity,)).fetchone()
        return None if row is None else bytes(row[0])

    def keep_reply(self, requestid: str, bid: str, reply: Reply) -> None:
        """Remember an answer for replay; not undone, it belongs to what was committed."""
        self._replies[requestid, bid] = reply
        values = (requestid, bid, reply.fingerprint, reply.status, reply.body, reply.at)
        self._writes["reply", requestid, bid] = (
            "insert or replace into reply values(?,?,?,?,?,?)",
            values,
        )

    def reply(self, requestid: str, bid: str) -> Reply | None:
        """The answer remembered, if any; once it is in the file, memory holds it no more."""
        known = self._replies.get((requestid, bid))
        if known is not None or self._database is None or (requestid, bid) not in self._answered:
            return known
        columns = "select fingerprint, status, body, at from reply where requestid=? and bid=?"
        row = self._database.execute(columns, (requestid, bid)).fetchone()
        return None if row is None else Reply(*row)

    def on_undo(self, action: Callable[[], object]) -> None:
        """Have an action done when this change is taken back (ledger and links hang on to it)."""
        self._undo.append(action)

    def settle(self) -> None:
        """Keep what was done since the last settle or rollback; durable only at `commit`."""
        self._undo.clear()
        for (entity, identity), before in self._before.items():
            after = self.get(entity, identity)
            if before is not after:
                self._touched.append(Touch(entity, identity, before, after))
        self._before.clear()

    def touched(self) -> list[Touch]:
        """Settle, and tell what was changed since the last call, in order."""
        self.settle()
        touched, self._touched = self._touched, []
        return touched

    def rollback(self) -> None:
        """Take back everything since the last settle."""
        while self._undo:
            self._undo.pop()()
        self._before.clear()

    def commit(self) -> None:
        """Settle, and with a file make everything durable."""
        self.settle()
        if self._database is not None and self._writes:
            with self._database:
                for key, (statement, values) in self._writes.items():
                    if key[0] == "object":
                        statement, values = self._object_row(key[1], key[2])
                    self._database.execute(statement, values)
            self._contents.clear()
            self._answered.update(self._replies)
            self._replies.clear()
        self._writes.clear()
        if len(self._texts) > _MOST_TEXTS:
            self._texts.clear()

    def close(self) -> None:
        """Close the file, if any."""
        if self._database is not None:
            self._database.close()

    def _object_row(self, entity: str, identity: str) -> tuple[str, tuple[object, ...]]:
        if self.get(entity, identity) is None:
            return "delete from object where entity=? and id=?", (entity, identity)
        text = self.text(entity, identity)
        return "insert or replace into object values(?,?,?)", (entity, identity, text)

    def _set(self, entity: str, identity: str, body: Body | None) -> None:
        family = self.objects.setdefault(entity, {})
        self.names.replace(entity, identity, family.get(identity), body)
        self.recency.note(entity, identity, body)
        self._texts.pop((entity, identity), None)
        if body is None:
            family.pop(identity, None)
        else:
            family[identity] = body

    def _restore(self, entity: str, identity: str, body: Body) -> None:
        self._set(entity, identity, body)
        self.tombstones[entity].pop(identity, None)
        self._writes.pop(("tombstone", entity, identity), None)

    def _restore_number(self, name: str, value: int | None) -> None:
        if value is None:
            self.counters.pop(name, None)
            self._writes.pop(("counter", name, ""), None)
        else:
            self.set_number(name, value)
            self._undo.pop()

    def _load(self, database: sqlite3.Connection) -> None:
        for entity, identity, text in database.execute("select * from object order by rowid"):
            self._set(entity, identity, loads(text))
        for entity, identity, at in database.execute("select * from tombstone"):
            self.tombstones.setdefault(entity, {})[identity] = at
        self.counters = dict(database.execute("select * from counter"))
        self.facts = dict(database.execute("select * from fact"))
        self._answered = set(database.execute("select requestid, bid from reply"))


def _open(path: Path, durability: str) -> sqlite3.Connection:
    """A WAL database; NORMAL survives a killed process, FULL also a power cut."""
    database = sqlite3.connect(path, check_same_thread=False)
    database.execute("pragma journal_mode=wal")
    database.execute("pragma wal_autocheckpoint=8000")
    database.execute(f"pragma synchronous={'full' if durability == 'power' else 'normal'}")
    database.executescript(_TABLES)
    return database
