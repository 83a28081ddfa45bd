"""Scenario: a page of prose with Given, When and Then, and what the engine says to it.

The indented lines under **Given** and **When** are statements (`statements.py`); each **When** is one
costing cycle, or what a person takes back (`reverse NUMBER`). Under **Then** stand the entries it made,
under **Stock** the lots on hand, under **Problems** what a person is asked to settle, and under **Open**
what the registers leave open (with the difference to their control accounts, if there is one), as text
that must be met to the letter. Documents in foreign currency are converted to home currency, as where
QuickBooks has no multi-currency, unless a line under **Given** says `documents in their own currency`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from tests.oracle.engine import COMPANY, NOW, cost, empty_company, load, rulebook
from tests.scenarios.statements import event_of, founding
from tieout.core.scaled import MICRO_PLACES, QUANTUM_PLACES, text_of
from tieout.cycle.reversal import ReversalAct, follow, reverse, still_open
from tieout.cycle.work import CycleWork
from tieout.posting.entries import PostingPolicy
from tieout.posting.sealing import sealed
from tieout.reconcile.registers.stock import STOCK
from tieout.runtime.subledgers import compare, original_text
from tieout.storage.database import Database
from tieout.storage.documents import append_documents
from tieout.storage.entries import entries_of
from tieout.storage.tables import REVERSAL, insert_sql

STATED = ("Given", "When")
ANSWERED = ("Then", "Stock", "Problems", "Open")
NOTHING = "nothing is posted"
INDENT = "    "
AGAIN = "now "
REVERSE = "reverse "
OWN = "documents in their own currency"


@dataclass
class Block:
    """The indented lines under one word, and the line of the file where they begin."""

    word: str
    first: int
    lines: list[str] = field(default_factory=list)


@dataclass
class Scenario:
    """One heading of a file with its blocks, in order."""

    path: Path
    title: str
    blocks: list[Block] = field(default_factory=list)


def read(path: Path) -> list[Scenario]:
    """The scenarios of a file."""
    scenarios: list[Scenario] = []
    for place, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
        word = line.strip("*")
        if line.startswith("# "):
            scenarios.append(Scenario(path, line[2:]))
        elif word in STATED + ANSWERED and line != word:
            scenarios[-1].blocks.append(Block(word, place + 2))
        elif line.startswith(INDENT):
            block = scenarios[-1].blocks[-1]
            block.first = block.first if block.lines else place
            block.lines.append(line.removeprefix(INDENT))
    return scenarios


def play(scenario: Scenario) -> Iterator[tuple[Block, list[str]]]:
    """Each answered block with what the engine says."""
    policy = policy_of(scenario)
    with empty_company() as database:
        load(database, founding())
        serial = seen = problems = 0
        named: dict[str, str] = {}
        for block in scenario.blocks:
            if block.word in STATED:
                seen, problems = _count(database, "entry"), _count(database, "exception_case")
                serial = _tell(database, block, serial, named, policy)
            else:
                yield block, _answer(database, block, seen, problems, policy)


@contextmanager
def books_of(scenario: Scenario) -> Iterator[Database]:
    """The books after all that a scenario states."""
    with empty_company() as database:
        load(database, founding())
        serial, named = 0, dict[str, str]()
        for block in (block for block in scenario.blocks if block.word in STATED):
            serial = _tell(database, block, serial, named, policy_of(scenario))
        yield database


def _tell(
    database: Database, block: Block, serial: int, named: dict[str, str], policy: PostingPolicy
) -> int:
    """What a block states, worked in; the number of its last fact."""
    events = [stated(line, serial + n, named) for n, line in enumerate(facts_of(block), 1)]
    if events:
        load(database, events, f"{serial + len(events)}.jsonl")
        cost(database, own_currencies=policy.own_currencies)
    for line in block.lines:
        if line.startswith(REVERSE):
            taken_back(database, line.removeprefix(REVERSE), policy)
    return serial + len(events)


def policy_of(scenario: Scenario) -> PostingPolicy:
    """How a scenario's documents are written."""
    return PostingPolicy(own_currencies=any(OWN in block.lines for block in scenario.blocks))


def facts_of(block: Block) -> list[str]:
    """The statements of a block that are facts."""
    return [line for line in block.lines if line != OWN and not line.startswith(REVERSE)]


def stated(line: str, serial: int, named: dict[str, str]) -> dict[str, Any]:
    """The event of a statement; `now …` tells again what an earlier one said, as it is known now.

    `named` remembers the id of each kind and number; a fact without a number is the last of its kind.
    """
    event = event_of(line.removeprefix(AGAIN), serial)
    name = " ".join(line.removeprefix(AGAIN).partition(":")[0].split()[1:3])
    if line.startswith(AGAIN):
        event["id"] = named[name]
    named[name] = event["id"]
    return event


def taken_back(database: Database, number: str, policy: PostingPolicy) -> None:
    """What `tieout reverse` does to the document of a number, sealed for it."""
    work = CycleWork(COMPANY, "USD", rulebook(), policy)
    with database.write() as connection:
        numbered = list(entries_of(connection, "e.number = ?", number))
        entries = [entry for _, entry in numbered]
        document = sealed(COMPANY, entries, 1, "USD")[0]
        append_documents(connection, [(document, [seq for seq, _ in numbered])], NOW)
        act = ReversalAct(document, still_open(connection, document), None)
        backs = reverse(connection, entries, act, "USD", COMPANY)
        follow(connection, entries, backs, work, document, NOW)
        cycle = int(connection.exec_driver_sql("SELECT MAX(id) FROM cycle").scalar_one())
        row = (document.id, cycle, act.linked, "", NOW.isoformat(), "Ann", "billed wrongly")
        connection.exec_driver_sql(insert_sql(REVERSAL), row)


def _count(database: Database, table: str) -> int:
    with database.read() as connection:
        return int(connection.exec_driver_sql(f"SELECT COUNT(*) FROM {table}").scalar_one())


def _answer(database: Database, block: Block, seen: int, problems: int, policy: PostingPolicy) -> list[str]:
    with database.read() as connection:
        if block.word == "Then":
            return list(_entries(connection, seen)) or [NOTHING]
        if block.word == "Open":
            return list(_open(connection, own=policy.own_currencies))
        return list(_stock(connection) if block.word == "Stock" else _problems(connection, problems))


def _entries(connection: Connection, seen: int) -> Iterator[str]:
    for _, entry in entries_of(connection, "e.seq > ?", seen):
        yield f"{entry.day} {entry.rule} ({entry.document})"
        for line in entry.lines:
            yield f"  {line.side.value} {line.account!s:<38} {text_of(line.home, 2, least=2):>12}"


def _stock(connection: Connection) -> Iterator[str]:
    rows = connection.exec_driver_sql(
        "SELECT l.item, l.location, l.number, h.quantity, h.value FROM lot_held h "
        "JOIN lot l ON l.id = h.lot WHERE h.layer != '' ORDER BY l.id"
    )
    for item, location, number, quantity, value in rows:
        lot = f", lot {number}" if number else ""
        worth = text_of(value, QUANTUM_PLACES, least=2)
        short = ", short" if quantity < 0 else ""
        yield f"{text_of(quantity, MICRO_PLACES)} {item} at {location}{lot} = {worth}{short}"


def _problems(connection: Connection, seen: int) -> Iterator[str]:
    rows = connection.exec_driver_sql(
        "SELECT code, what FROM exception_case WHERE n > ? ORDER BY n", (seen,)
    )
    for code, what in rows:
        yield f"{code}: {what}"


def _open(connection: Connection, *, own: bool) -> Iterator[str]:
    """Registers of money and of open receipts; those of lots are under **Stock**."""
    found = compare(connection, "USD", None, own_currencies=own)
    yield from (lot.text for lot in found.lots)
    for register in found.registers:
        if set(register.roles) & STOCK or not (register.items or register.differences):
            continue
        of = f" of {register.party}" if register.party else ""
        yield f"{register.account}{of} {text_of(register.total, 2, least=2)}"
        for item in register.items:
            units = f"{text_of(item.quantity, MICRO_PLACES)} {item.item}, " if item.quantity else ""
            whose = (
                f" of {item.party}"
                if item.party and item.party not in {register.party, *item.name.split()}
                else ""
            )
            amount = text_of(item.value, QUANTUM_PLACES, least=2)
            of = f"{original_text(item)} {item.currency}, " if item.currency else ""
            yield f"  {item.name}{whose} since {item.since}: {units}{of}{amount}"
        yield from (f"  DIFFERS {one.text}" for one in register.differences)


def accept(path: Path) -> None:
    """Write what the engine says into the answered blocks of a file."""
    lines = path.read_text(encoding="utf-8").splitlines()
    for scenario in reversed(read(path)):
        for block, answer in reversed(list(play(scenario))):
            end = block.first + len(block.lines)
            lines[block.first : end] = [INDENT + line for line in answer]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
