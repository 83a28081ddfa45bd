"""The laws of the design: the table of what holds each is true, and laws that no other test holds."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.acceptance import shop
from tests.acceptance.company import company, load, quickbooks, run
from tests.reference.tree import ROOT, SRC, calls, imported, modules
from tieout.core.role import Role
from tieout.runtime.acts import clock, map_account, who
from tieout.runtime.cases import list_cases, resolve
from tieout.runtime.company import Company
from tieout.runtime.users import add_user

PURE = ("core", "intake", "gates", "costing", "posting", "boundary", "reconcile")
TABLE = (Path(__file__).parent / "laws.md").read_text(encoding="utf-8")
SALE = shop.sold("SO-1", "2026-03-10", 10, "50.00")
SECRET = "a-token-nobody-may-keep"


def test_the_table_names_twelve_laws_and_tests_that_exist() -> None:
    rows = [line for line in TABLE.splitlines() if re.match(r"\| \d+\. ", line)]
    assert [int(row[2:].partition(".")[0]) for row in rows] == list(range(1, 13))
    for row in rows:
        named = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", row)
        assert named, row
        for file, function in named:
            text = (ROOT / file).read_text(encoding="utf-8")
            assert not function or f"def {function}(" in text, f"{file} has no {function}"


def test_the_pure_stages_know_no_clock_no_chance_and_no_environment() -> None:
    """Law 12: what they compute follows from their arguments alone."""
    forbidden = {"random", "secrets", "time", "os", "uuid", "socket", "subprocess", "threading", "getpass"}
    clocks = ("datetime.now", "date.today", "datetime.utcnow", "datetime.today")
    found = []
    for stage in PURE:
        for module in modules(SRC / "tieout" / stage):
            found += [f"{module.path} imports {name}" for name in imported(module) if name in forbidden]
            found += [f"{module.path} calls {name}" for name, _ in calls(module) if name.endswith(clocks)]
            found += [f"{module.path} reads a global" for node in _globals(module.syntax)]
    assert not found


def _globals(syntax: ast.AST) -> list[ast.Global]:
    return [node for node in ast.walk(syntax) if isinstance(node, ast.Global)]


@contextmanager
def opened(folder: Path) -> Iterator[Company]:
    with pytest.MonkeyPatch.context() as patch, quickbooks() as books:
        made = company(folder / "home", books.url, patch, keys=(), daily=())
        try:
            yield made
        finally:
            made.database.close()


@pytest.mark.covers("S000-13")
def test_a_poison_event_leaves_its_neighbours(tmp_path: Path) -> None:
    """Law 5: in one chunk, a shipment of an unknown item is quarantined and all others are posted."""
    poison = {**shop.shipped("SO-9", "2026-03-10", 1), "customer": "C-1"}
    poison["lines"] = [{"line": "1", "item": "NOBODY-KNOWS", "quantity": "1"}]
    facts = [*shop.MASTER, shop.received("GR-1", "2026-03-02", 100), poison, *SALE]
    with opened(tmp_path) as made:
        assert not load(made, [shop.file(tmp_path, "facts", *facts)])
        run(made)
        assert [case.problem.code for case in list_cases(made)] == ["item_unknown"]
        with made.database.read() as connection:
            cycles = connection.exec_driver_sql("SELECT COUNT(*) FROM cycle").scalar_one()
            events = connection.exec_driver_sql(
                "SELECT COUNT(DISTINCT event) FROM entry WHERE event IN (SELECT id FROM event)"
            ).scalar_one()
    assert (cycles, events) == (1, 3)


def test_every_act_of_a_person_is_in_the_audit_log(tmp_path: Path) -> None:
    """Law 10: creating, mapping and resolving; who, what, before, after and when."""
    with opened(tmp_path) as made:
        load(
            made,
            [shop.file(tmp_path, "facts", *shop.MASTER, shop.invoiced("SO-2", "2026-03-10", 1, "5.00"))],
        )
        load(made, [shop.file(tmp_path, "poison", *SALE[:1], {**SALE[1], "customer": "C-404"})])
        run(made)
        cases = [case.id for case in list_cases(made)]
        assert cases
        add_user(made, "controller@example.com", [Role.CONTROLLER], who(), clock())
        resolve(made, cases, "entered by mistake", "controller@example.com", clock())
        map_account(made, "rounding", "Checking")
        with made.database.read() as connection:
            rows = connection.exec_driver_sql("SELECT who, act, subject, after, at FROM audit").all()
    acts = {act for _, act, *_ in rows}
    assert {"company created", "mapping set", "case resolved"} <= acts
    assert all(who and subject and at for who, _, subject, _, at in rows)
    assert ("controller@example.com", "entered by mistake") in {(row[0], row[3]) for row in rows}


def test_the_token_of_quickbooks_is_nowhere_on_disk(tmp_path: Path) -> None:
    """Law 11: only the name of the variable that holds it is kept."""
    with pytest.MonkeyPatch.context() as patch, quickbooks() as books:
        books.application.api.token = SECRET
        made = company(tmp_path / "home", books.url, patch, token=SECRET)
        load(made, [shop.file(tmp_path / "files", "facts", *shop.MASTER, *SALE)])
        run(made)
        made.database.close()
    kept = [path for path in (tmp_path / "home").rglob("*") if path.is_file()]
    assert kept
    assert not [path for path in kept if SECRET.encode() in path.read_bytes()]
