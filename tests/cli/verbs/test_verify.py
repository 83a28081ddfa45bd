"""verify: whole books are verified, and whoever writes into the file behind tieout's back is found."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.saying import say
from tests.pantry import NAME, at_home
from tieout.runtime.company import Company

TRIGGERS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"


@pytest.mark.covers("S002-53")
@pytest.mark.usefixtures("pantry")
def test_whole_books_are_verified() -> None:
    said = say("verify")
    assert said.code == 0
    assert "VERIFIED: the logs are whole, and the books follow from the records." in said.text
    without = " ".join(say("verify", "--no-replay").text.split())
    assert "the costs follow from what came in; the books were not made anew" in without
    told = say("verify", "--json").json
    assert told["problems"] == []
    assert {"transitions", "audit acts", "event", "lot", "entry_line", "document", "pinned"} <= {
        name for name, count in told["counts"].items() if count
    }


@pytest.mark.usefixtures("pantry")
def test_the_dump_is_the_same_every_time_and_names_no_id(tmp_path: Path) -> None:
    assert say("verify", "--dump", str(tmp_path / "one")).code == 0
    assert say("verify", "--dump", str(tmp_path / "two"), "--json").json["lines"] > 100
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    assert say("verify", "--dump", "-").text == (tmp_path / "one").read_text(encoding="utf-8")


@pytest.fixture
def copied(pantry: Company, tmp_path: Path) -> Iterator[Path]:
    """The company's file in a home of its own, to be tampered with."""
    folder = tmp_path / "companies" / NAME
    folder.mkdir(parents=True)
    with sqlite3.connect(pantry.database.path) as live, sqlite3.connect(folder / "books.sqlite") as copy:
        live.backup(copy)
    live.close()
    copy.close()
    shutil.copy(pantry.folder / "quickbooks.sqlite", folder)
    with at_home(tmp_path):
        yield folder / "books.sqlite"


def tamper(file: Path, *statements: str, lock_again: bool = True) -> None:
    """Drop the locks, change rows, and put the locks back so that nothing shows."""
    books = sqlite3.connect(file)
    locks = books.execute(TRIGGERS).fetchall()
    for name, _ in locks:
        books.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        assert books.execute(statement).rowcount == 1, statement
    for _, sql in locks if lock_again else []:
        books.execute(sql)
    books.commit()
    books.close()


LINE = "(SELECT MIN(n) FROM entry_line WHERE account = 'bank(USD)')"
MEMBER = "(SELECT MAX(entry) FROM document_entry)"
PAYLOAD = "replace(payload, '6000', '6001')"
TAMPERINGS = {
    "an amount": f"entry_line: UPDATE entry_line SET minor = minor + 1, home = home + 1 WHERE n = {LINE}",
    "a cost": "take: UPDATE take SET value = value + 1 WHERE n = 1",
    "a lot": "lot: UPDATE lot SET value = value + 1 WHERE id = 1",
    "a record": "event: UPDATE record SET raw = replace(raw, '1.3333', '1.3334') WHERE seq = 6",
    "an event": "event: UPDATE event SET day = '2026-03-03' WHERE seq = 6",
    "a document": "document: UPDATE document SET day = '2026-03-07' WHERE type = 'Invoice'",
    "a payload": f"document: UPDATE document SET payload = {PAYLOAD} WHERE type = 'Invoice'",
    "a membership": f"unsealed: DELETE FROM document_entry WHERE entry = {MEMBER}",
    "a balance kept": "pinned: UPDATE pinned SET value = value + 1 WHERE account = 'inventory_finished'",
    "an open item": "open_item: UPDATE open_item SET home = home + 1 WHERE reference = 'GR-1/1'",
    "a lot's rest": "lot_held: UPDATE lot_held SET value = value - 1 WHERE lot = 1",
    "a last cost": "last_cost: UPDATE last_cost SET value = value + 1 WHERE item = 'OATS'",
    "a state": "crossing_state: UPDATE crossing_state SET state = 'ready' WHERE place = 1",
    "what waits": "unsealed: DELETE FROM unsealed WHERE entry = (SELECT MAX(entry) FROM unsealed)",
    "a quarantine": "quarantined: DELETE FROM release WHERE n = 1",
}


@pytest.mark.covers("S002-53", "S003-47", "S002-31")
@pytest.mark.parametrize("what", TAMPERINGS)
def test_a_tampered_row_is_found_and_named(copied: Path, what: str) -> None:
    table, _, statement = TAMPERINGS[what].partition(": ")
    tamper(copied, statement)
    said = say("verify", "--json")
    assert said.code == 1
    tables = [problem["subject"].split()[0] for problem in said.json["problems"]]
    assert table in tables, said.json["problems"]


@pytest.mark.covers("S002-50")
@pytest.mark.parametrize(
    ("statement", "subject"),
    [
        ("UPDATE transition SET at = '2026-01-01T00:00:00+00:00' WHERE n = 3", "transition 3"),
        ("UPDATE transition SET result = 'fine' WHERE n = 5", "transition 5"),
        ("DELETE FROM transition WHERE n = 4", "transition 4"),
        ("UPDATE transition SET after = 'reversed' WHERE n = 2", "transition 2"),
        ("UPDATE audit SET who = 'nobody' WHERE n = 2", "act 2"),
        ("DELETE FROM audit WHERE n = 7", "act 7"),
    ],
)
def test_the_first_broken_link_of_a_chain_is_named(copied: Path, statement: str, subject: str) -> None:
    tamper(copied, statement)
    found = say("verify", "--no-replay", "--json").json["problems"]
    assert any(problem["subject"].startswith(subject) for problem in found), found


def test_dropped_locks_are_found(copied: Path) -> None:
    tamper(copied, lock_again=False)
    [found] = say("verify", "--no-replay", "--json").json["problems"]
    assert found["code"] == "append_only_lock_missing"


def test_a_cycle_that_was_cut_off_is_finished_first(copied: Path) -> None:
    tamper(copied, "UPDATE cycle_mark SET done = 0 WHERE cycle = 2")
    said = say("verify")
    assert said.code == 1
    assert "replay_unfinished" in {problem["code"] for problem in say("verify", "--json").json["problems"]}
