"""Law 10: every verb that changes something leaves who did what, on what, before, after and when."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest
import typer

from quickbooks_emulator.online.server import Application
from tests.acceptance import shop
from tests.problems import premises
from tests.problems.premises import by_hand, load, verb
from tests.reference.tree import ROOT
from tieout.cli import verbs
from tieout.cli.main import app
from tieout.runtime.cases import list_cases
from tieout.runtime.chains import audit_chain
from tieout.runtime.company import open_company


class Act(NamedTuple):
    """A row of the audit log."""

    at: str
    who: str
    act: str
    subject: str
    before: str
    after: str


READS: Final = frozenset(
    {
        "status",
        "cases",
        "mapping",
        "periods",
        "reconcile",
        "explain document",
        "explain balance",
        "explain cogs",
        "grni",
        "explain inventory",
        "explain margin",
        "explain method",
        "trace",
        "export",
    }
    | {"verify", "doctor", "keys", "opening", "settings", "users", "sweep", "listen", "import suggestions"}
    | {"keys list", "stock", "orders", "runs", "lead-times", "transfers"}
    | {"reservations"}
)
MADE_OF_OTHERS: Final = frozenset({"demo"})
"""It creates, loads and runs by the acts that are here."""

SERVED: Final = frozenset({"serve"})
"""Each call is an act of its own (tests/api/test_scopes.py)."""

HEARD: Final = frozenset({"sweep", "listen"})
"""What QuickBooks says is kept as it came, and opens cases; the acts are those that end the cases."""

USERS: Final = "tests/runtime/test_users.py::test_users_come_change_and_go_and_the_log_says_so"
KEYS: Final = "tests/runtime/test_api_keys.py::test_a_key_is_issued_listed_and_revoked_and_the_log_says_so"
SWEPT: Final = "tests/acceptance/test_swept.py"
SHOWN_ELSEWHERE: Final = {
    "attach": "tests/cli/verbs/test_attach.py::test_what_a_document_was_made_of_hangs_on_it",
    "cases accept": f"{SWEPT}::test_an_accepted_edit_is_not_raised_again_but_another_one_is",
    "cases restore": f"{SWEPT}::test_an_edit_is_an_exception_and_restored_by_an_act",
    "grni reclassify": "tests/runtime/test_grni.py"
    "::test_what_is_billed_and_not_received_is_a_prepayment_at_the_end_of_a_month",
    "grni close": "tests/runtime/test_grni.py::test_who_loaded_the_bill_does_not_close_what_it_leaves",
    "recognise": "tests/runtime/test_recognition.py::test_the_verb_posts_what_a_sale_lacks",
    "grni match": "tests/runtime/test_bill_lines.py::test_the_verbs_say_what_they_decided",
    "grni correct": "tests/runtime/test_bill_lines.py::test_the_verbs_say_what_they_decided",
    "keys issue": KEYS,
    "keys revoke": KEYS,
    "periods close": "tests/runtime/test_periods.py::test_closing_and_reopening_are_acts",
    "periods reopen": "tests/runtime/test_periods.py::test_closing_and_reopening_are_acts",
    "users add": USERS,
    "users role": USERS,
    "users remove": USERS,
    "connect quickbooks-online": "tests/runtime/test_connect.py::test_every_sign_in_and_its_end_is_an_act",
    "disconnect": "tests/runtime/test_connect.py::test_every_sign_in_and_its_end_is_an_act",
}
"""Verbs whose acts need a world of their own, and the tests that look at them."""


def _commands(command: Any, path: str = "") -> Iterator[str]:
    """The words of every command: those of a group stand in its `commands`."""
    inner = getattr(command, "commands", {})
    if path and (not inner or command.invoke_without_command):
        yield path
    for name, one in inner.items():
        yield from _commands(one, f"{path} {name}".strip())


def test_every_verb_is_known_to_read_or_has_its_act_here() -> None:
    verbs.register()
    known = READS | MADE_OF_OTHERS | HEARD | SERVED | set(ACTS) | set(SHOWN_ELSEWHERE)
    assert set(_commands(typer.main.get_command(app))) == known
    for place in SHOWN_ELSEWHERE.values():
        path, _, function = place.partition("::")
        assert f"def {function}(" in (ROOT / path).read_text(encoding="utf-8")


@pytest.fixture
def books() -> Iterator[Application]:
    """A connected company."""
    with premises.company() as application:
        yield application


def acts() -> list[Act]:
    """The audit log as it stands."""
    with sqlite3.connect(Path("home/companies") / premises.NAME / "books.sqlite") as file:
        rows = file.execute("SELECT at, who, act, subject, before, after FROM audit ORDER BY n").fetchall()
    file.close()
    return [Act(*row) for row in rows]


def case(stage: str) -> str:
    """The id of the first open case of a stage."""
    company = open_company(premises.NAME)
    found = list_cases(company, stage)[0].id
    company.database.close()
    return found


def quarantined() -> None:
    load(*shop.MASTER, {**shop.received("GR-9", "2026-03-02", 1), "supplier": "S-404"})
    premises.run()


def refused(books: Application) -> None:
    by_hand(books, "vendor", {"DisplayName": "Corner Store"})
    load(*premises.SALE)
    premises.run()


def init(_books: Application) -> None:
    """The company is created by the fixture."""


def load_(_books: Application) -> None:
    load(*premises.SALE)


def run(_books: Application) -> None:
    load(*premises.SALE)
    premises.run()


def costed(_books: Application) -> None:
    load(*premises.SALE)
    verb("cost")


def set_(_books: Application) -> None:
    verb("mapping", "set", "rounding", "Checking")


def released(_books: Application) -> None:
    quarantined()
    verb("cases", "release")


def resolved(_books: Application) -> None:
    quarantined()
    verb("cases", "resolve", case("admission"), "--why", "entered twice")


def retried(books: Application) -> None:
    refused(books)
    verb("cases", "retry", "--all")


def written_off(books: Application) -> None:
    refused(books)
    verb("cases", "write-off", case("delivery"), "--why", "the customer is gone")


def reversed_(books: Application) -> None:
    run(books)
    verb("reverse", "INV-SO-1", "--why", "billed twice")


def accepted(books: Application) -> None:
    premises.posted_by_hand(books, "2026-02-10", "Bad Debt", "Checking")
    verb("opening", "accept", "--why", "an invoice of last year")


def drifted(books: Application) -> None:
    run(books)
    invoice = premises.found(books, "select * from Invoice where DocNumber = 'INV-SO-1'")
    change = {"entity": "Invoice", "id": invoice["Id"], "change": {"TxnDate": "2026-03-11"}}
    premises.lever(books, "edit", change)
    verb("sweep")


def let_stand(books: Application) -> None:
    drifted(books)
    verb("cases", "accept", case("reconcile"), "--why", "the customer asked for it")


def put_back(books: Application) -> None:
    drifted(books)
    verb("cases", "restore", case("reconcile"), "--why", "a slip of the hand")


def attached(books: Application) -> None:
    run(books)
    verb("attach", "INV-SO-1")


def chosen(_books: Application) -> None:
    verb("settings", "set", "concurrency", "2")


def imported(books: Application) -> None:
    by_hand(books, "customer", {"DisplayName": "Corner Stores"})
    verb("import")


def linked(books: Application) -> None:
    load(*shop.MASTER)
    imported(books)
    there = premises.found(books, "select * from Customer where DisplayName = 'Corner Stores'")
    verb("import", "link", "customer", "C-1", there["Id"])


def taxed(_books: Application) -> None:
    verb("import", "tax", "CDTFA", "California", "--percent", "8.25", "--yes")


def apart(books: Application) -> None:
    load(*shop.MASTER)
    imported(books)
    verb("import", "create", "customer", "C-1", "--why", "another store")


def rotated(_books: Application) -> None:
    from tieout.runtime.keys import ensure_key

    ensure_key(premises.NAME)
    verb("keys", "rotate")


ACTS: Final[dict[str, tuple[Callable[[Application], None], str, str]]] = {
    "init": (init, "company created", premises.NAME),
    "load": (load_, "file loaded", "events.jsonl"),
    "run": (run, "run", f"day {premises.TODAY}"),
    "cost": (costed, "facts costed", premises.NAME),
    "mapping set": (set_, "mapping set", "rounding"),
    "cases release": (released, "case released", ""),
    "cases resolve": (resolved, "case resolved", ""),
    "cases retry": (retried, "document tried again", ""),
    "cases write-off": (written_off, "document written off", ""),
    "opening accept": (accepted, "opening balance accepted", ""),
    "reverse": (reversed_, "document reversed", ""),
    "cases accept": (let_stand, "difference accepted", ""),
    "cases restore": (put_back, "document restored", ""),
    "attach": (attached, "evidence attached", ""),
    "settings set": (chosen, "setting changed", "concurrency"),
    "import": (imported, "lists imported", premises.NAME),
    "import link": (linked, "record linked", "Customer C-1 USD"),
    "import tax": (taxed, "tax code created", "CDTFA"),
    "import create": (apart, "record to be created", "Customer C-1 USD"),
    "keys rotate": (rotated, "keys rotated", premises.NAME),
}
"""Each verb that changes something: how it is done, the act it leaves, and on what."""


@pytest.mark.covers("S002-54")
@pytest.mark.parametrize("name", ACTS)
def test_the_act_is_in_the_audit_log_with_all_its_words(books: Application, name: str) -> None:
    do, act, subject = ACTS[name]
    before = [] if name == "init" else acts()
    do(books)
    left = [one for one in acts()[len(before) :] if one.act == act]
    assert left, acts()[len(before) :]
    one = left[-1]
    assert one.who
    assert one.subject == subject or (not subject and one.subject)
    assert one.after
    assert datetime.fromisoformat(one.at).tzinfo
    company = open_company(premises.NAME)
    with company.database.read() as connection:
        assert audit_chain(connection)[1] == []
    company.database.close()


@pytest.mark.covers("S003-47")
def test_a_changed_mapping_says_what_it_was(books: Application) -> None:
    set_(books)
    [one] = [one for one in acts() if one.subject == "rounding" and one.before]
    assert one.before.endswith("Rounding Differences")
    assert one.after.endswith("Checking")


def test_what_only_reads_leaves_no_act(books: Application) -> None:
    run(books)
    before = acts()
    for words in (
        ["status"],
        ["cases"],
        ["reconcile"],
        ["doctor"],
        ["verify"],
        ["trace", "SO-1"],
        ["keys"],
    ):
        verb(*words)
    verb("explain", "document", "INV-SO-1")
    verb("explain", "balance", "bank")
    verb("export", "--format", "csv", "--output", "books.csv")
    assert acts() == before


def test_a_run_that_finds_nothing_to_do_is_no_act(books: Application) -> None:
    run(books)
    before = acts()
    premises.run()
    assert acts() == before
