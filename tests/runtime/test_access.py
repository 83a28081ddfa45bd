"""Access: the table decides, nothing else does, and every act of every surface asks it."""

from __future__ import annotations

import ast
import importlib
import inspect
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest
import typer
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.acceptance import shop
from tests.company import tieout
from tests.laws.test_acts import _commands
from tests.reference.tree import SRC, Module, modules
from tieout.cli import verbs
from tieout.cli.main import app
from tieout.core.errors import ProgrammerError, TerminalError
from tieout.core.role import Role
from tieout.runtime import access, acts, cases, duties
from tieout.runtime.chains import audit_chain
from tieout.runtime.company import Company, Connection, Settings, create_company
from tieout.runtime.users import add_user
from tieout.storage.cases import open_cases_of
from tieout.storage.users import keep_roles

NAME, STRANGER = "acme", "eve"

VERBS: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    "settings": ("settings", ()),
    "settings set": ("settings set", ("nothing", "x")),
    "status": ("status", ()),
    "cases": ("cases", ()),
    "attach": ("attach", ("INV-1",)),
    "sweep": ("sweep", ()),
    "cases accept": ("cases accept", ("nothing", "--why", "x")),
    "cases restore": ("cases restore", ("nothing", "--why", "x")),
    "cases release": ("cases release", ()),
    "cases resolve": ("cases resolve", ("nothing", "--why", "x")),
    "cases retry": ("cases retry", ("--all",)),
    "cases write-off": ("cases write-off", ("nothing", "--why", "x")),
    "connect quickbooks-online": ("connect", ("--sandbox",)),
    "disconnect": ("connect", ()),
    "doctor": ("doctor", ()),
    "explain balance": ("explain", ("bank",)),
    "explain cogs": ("explain", ("--item", "X", "--from", "2026-02", "--to", "2026-03")),
    "explain inventory": ("explain", ("--item", "X", "--from", "2026-02", "--to", "2026-03")),
    "explain method": ("explain", ()),
    "explain margin": ("explain", ("--from", "2026-02", "--to", "2026-03")),
    "explain document": ("explain", ("INV-1",)),
    "export": ("export", ("--format", "csv", "--output", "-")),
    "keys": ("keys", ()),
    "keys rotate": ("keys rotate", ()),
    "keys list": ("keys", ()),
    "keys issue": ("keys issue", ("--user", "nobody", "--scope", "operations")),
    "keys revoke": ("keys issue", ("nothing",)),
    "cost": ("cost", ()),
    "stock": ("stock", ()),
    "orders": ("stock", ()),
    "runs": ("stock", ()),
    "lead-times": ("stock", ()),
    "transfers": ("stock", ()),
    "reservations": ("stock", ()),
    "import": ("import", ()),
    "import suggestions": ("import", ()),
    "import link": ("import link", ("customer", "C-1", "1")),
    "import tax": ("import tax", ("CDTFA", "California", "--percent", "8.25", "--yes")),
    "import create": ("import create", ("customer", "C-1", "--why", "x")),
    "load": ("load", ("nothing.jsonl",)),
    "grni": ("grni", ()),
    "grni close": ("grni close", ("nothing", "--why", "x")),
    "recognise": ("recognise", ("nothing", "--why", "x")),
    "grni match": ("grni match", ("Bill 1/1", "GR-1/1")),
    "grni correct": ("grni correct", ("Bill 1/1", "GR-1/1", "--why", "x")),
    "grni reclassify": ("grni reclassify", ("--through", "2026-03-31", "--why", "x")),
    "mapping": ("mapping", ()),
    "mapping set": ("mapping set", ("rounding", "Checking")),
    "opening": ("opening", ()),
    "opening accept": ("opening accept", ("--why", "x")),
    "periods": ("periods", ()),
    "periods close": ("periods close", ("2026-03-31", "--yes")),
    "periods reopen": ("periods reopen", ("--why", "x")),
    "reconcile": ("reconcile", ()),
    "reverse": ("reverse", ("INV-1", "--why", "x")),
    "run": ("run", ()),
    "trace": ("trace", ("INV-1",)),
    "users": ("users", ()),
    "users add": ("users manage", ("two words", "--role", "auditor")),
    "users role": ("users manage", ("nobody", "--role", "auditor")),
    "users remove": ("users manage", ("nobody",)),
    "verify": ("verify", ("--no-replay",)),
}
"""Every verb: the act of the table it is, and words that make it do as little as possible."""

UNGUARDED: Final = {"init": "makes a company, and its first user", "demo": "makes a company of its own"} | {
    "listen": "takes notices for every company of this machine",
    "serve": "does nothing by itself: each call is an act of its key's user",
}
FREE: Final = {"open_company", "company_folder", "readable", "acting_by_key"}
"""Functions of runtime that only find a company or who asks; what is done with it is an act."""


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    """A company whose QuickBooks nobody can reach: what is permitted ends soon, in another problem."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TIEOUT_HOME", str(tmp_path_factory.mktemp("home")))
        patch.setenv("TIEOUT_USER", "ann")
        patch.chdir(tmp_path_factory.mktemp("files"))
        made = create_company(NAME, Settings(connection=Connection(emulator=False)))
        yield made
        made.database.close()


def say(verb: str, user: str) -> str:
    """What a verb tells when a user types it: every word, of both outputs."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TIEOUT_USER", user)
        said = tieout(*verb.split(), *VERBS[verb][1], "--company", NAME)
    assert "Traceback" not in said.err
    return said.out + said.err


def give(company: Company, user: str, roles: frozenset[Role]) -> None:
    with company.database.write() as connection:
        keep_roles(connection, user, roles, "ann", acts.clock())


def refusals(company: Company) -> int:
    with company.database.read() as connection:
        rows = connection.exec_driver_sql("SELECT COUNT(*) FROM audit WHERE act LIKE 'refused: %'")
        return int(rows.scalar_one())


def test_every_verb_is_an_act_of_the_table() -> None:
    verbs.register()
    assert set(_commands(typer.main.get_command(app))) == set(VERBS) | set(UNGUARDED)
    assert {act for act, _ in VERBS.values()} | {"cases of others", "stock costs", "load decisions"} == set(
        access.PERMISSIONS
    )


@pytest.mark.covers("S001-112", "S003-56")
@settings(max_examples=150)
@given(
    verb=st.sampled_from(sorted(VERBS)),
    roles=st.frozensets(st.sampled_from(Role), max_size=3),
    table=st.dictionaries(
        st.sampled_from(sorted(access.PERMISSIONS)), st.frozensets(st.sampled_from(Role)), max_size=30
    ),
)
def test_the_table_is_the_only_thing_that_decides(
    company: Company, verb: str, roles: frozenset[Role], table: dict[str, frozenset[Role]]
) -> None:
    """Random users and roles, and a random table in the place of ours, through the command line."""
    give(company, STRANGER, roles)
    changed = {
        name: replace_roles(name, table[name]) if name in table else permission
        for name, permission in access.PERMISSIONS.items()
    }
    before = refusals(company)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(access, "PERMISSIONS", changed)
        said = say(verb, STRANGER)
        # `run` and `cases` end by listing cases, `connect` by the standing: acts of their own
        wanted = {VERBS[verb][0]} | ({"cases"} if verb == "run" else set())
        allowed = bool(roles & changed[VERBS[verb][0]].roles)
    refused = "act_not_permitted" in said
    if allowed and len(wanted) == 1:
        assert not refused, said
    if not allowed:
        assert refused, said
        assert f"{STRANGER} may not {changed[VERBS[verb][0]].words} in {NAME}" in said
        assert refusals(company) == before + 1


def replace_roles(name: str, roles: frozenset[Role]) -> access.Permission:
    return access.PERMISSIONS[name]._replace(roles=roles)


def test_every_function_of_a_company_that_a_surface_calls_is_an_act() -> None:
    """Whatever a surface imports from runtime and takes a company is marked; none opens the file itself."""
    found = []
    for module in (*modules(SRC / "tieout" / "cli"), *modules(SRC / "tieout" / "api")):
        for node in ast.walk(module.syntax):
            if isinstance(node, ast.Attribute) and node.attr == "database":
                found.append(f"{module.path}:{node.lineno} reaches into the company's file")
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("tieout.runtime"):
                for name in node.names:
                    found += _unmarked(module, str(node.module), name.name, name.asname or name.name)
    assert not found


def _unmarked(module: Module, home: str, name: str, called: str) -> Iterator[str]:
    """Functions a module imports from runtime, or calls of a module it imports, that are no acts."""
    thing = getattr(importlib.import_module(home), name, None) or importlib.import_module(f"{home}.{name}")
    inside = inspect.ismodule(thing)
    for one in vars(thing).values() if inside else [thing]:
        if inspect.isfunction(one) and _takes_company(one) and not hasattr(one, "act"):
            used = not inside or f"{called}.{one.__name__}(" in module.text
            if used and one.__name__ not in FREE and one.__module__.startswith("tieout.runtime"):
                yield f"{module.path} calls {home}.{one.__name__}, which is no act"


def _takes_company(function: Any) -> bool:
    first = next(iter(inspect.signature(function).parameters.values()), None)
    return first is not None and first.annotation in ("Company", Company)


def roles_for(act: str) -> frozenset[Role]:
    return access.PERMISSIONS[act].roles


@pytest.mark.covers("S000-18", "S002-11", "S002-60")
def test_finance_owns_the_mapping_and_operations_neither_post_nor_see_accounts() -> None:
    assert roles_for("mapping set") == {Role.CONTROLLER}
    seen = {act for act in access.PERMISSIONS if Role.OPERATIONS in roles_for(act)}
    assert seen == {"status", "cases", "load", "cases release", "cost", "stock"}


@pytest.mark.covers("S002-59", "S002-61")
def test_finance_sees_costs_and_audit_trail_and_changes_no_operational_record() -> None:
    for act in ("trace", "explain", "reconcile", "run", "export"):
        assert {Role.CONTROLLER, Role.ACCOUNTANT} <= roles_for(act)
    changing = {"load"}  # brings in what a source stated, and changes none of it
    assert not [act for act in access.PERMISSIONS if "production" in act or "order" in act]
    assert changing <= set(access.PERMISSIONS)


@pytest.mark.covers("S001-113", "S003-55")
def test_auditors_read_and_administrators_decide_nothing() -> None:
    changing = {
        act
        for act in access.PERMISSIONS
        if act.split()[-1]
        in {"load", "run", "release", "retry", "resolve", "write-off", "reverse", "accept", "restore"}
        or act.split()[-1] in {"set", "link", "create"}
        or act in {"connect", "keys rotate", "users manage"}
    }
    assert not [act for act in changing if Role.AUDITOR in roles_for(act)]
    managed = {act for act in changing if Role.ADMINISTRATOR in roles_for(act)}
    assert managed == {"connect", "keys rotate", "users manage"}


@pytest.mark.covers("S001-97", "S001-119")
def test_a_refused_act_is_said_with_whom_to_ask_and_is_kept(company: Company) -> None:
    give(company, STRANGER, frozenset({Role.OPERATIONS}))
    give(company, "carla", frozenset({Role.CONTROLLER}))
    said = say("mapping set", STRANGER)
    assert "eve may not change the mapping in acme." in said
    assert "eve is operations; it takes one of these roles: controller." in said
    assert "Ask ann or carla" in said
    with company.database.read() as connection:
        row = connection.exec_driver_sql(
            "SELECT who, act, subject, after FROM audit ORDER BY n DESC"
        ).first()
        assert audit_chain(connection)[1] == []
    assert row
    assert (row.who, row.act, row.subject) == (STRANGER, "refused: mapping set", NAME)
    assert row.after == "eve may not change the mapping in acme."


def test_a_stranger_may_not_even_look(company: Company) -> None:
    assert "nobody has no role here" in say("status", "nobody")


def test_a_company_without_users_is_nobodys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tieout.storage.database import Database

    bare = Company("bare", tmp_path, Database(tmp_path / "books.sqlite"), Settings())
    with pytest.raises(TerminalError) as stopped:
        cases.list_cases(bare)
    assert stopped.value.problem.code == "act_not_permitted"
    assert "an administrator" in stopped.value.problem.next_step
    bare.database.close()


def test_an_act_within_an_act_is_asked_for_once_and_only_for_its_own_company(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIEOUT_USER", STRANGER)
    give(company, STRANGER, frozenset({Role.AUDITOR}))
    other = replace(company, name="other")

    @access.act("run")
    def inner(_company: Company) -> str:
        return "done"

    @access.act("status")
    def outer(of: Company, then: Company) -> str:
        return inner(then)

    @access.act("status")
    def each(of: Company) -> Iterator[str]:
        yield inner(of)

    assert outer(company, company) == "done"
    assert list(each(company)) == ["done"]
    with pytest.raises(TerminalError):
        outer(company, other)
    with pytest.raises(TerminalError):
        inner(company)


def test_the_person_named_is_the_person_asked_about(company: Company) -> None:
    give(company, STRANGER, frozenset())
    with pytest.raises(TerminalError):
        cases.release(company, [], STRANGER, acts.clock())
    assert cases.release(company, [], "ann", acts.clock()) == []


def test_an_act_that_the_table_does_not_have_cannot_be_marked() -> None:
    with pytest.raises(ProgrammerError):
        access.act("steal")


# Two people, with a real case.


@pytest.fixture
def quarantine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Company]:
    """A company in which `ann` loaded a receipt of a supplier nobody knows."""
    monkeypatch.setenv("TIEOUT_HOME", str(tmp_path))
    monkeypatch.setenv("TIEOUT_USER", "ann")
    made = create_company(NAME, Settings())
    facts = [*shop.MASTER, {**shop.received("GR-9", "2026-03-02", 1), "supplier": "S-404"}]
    acts.load(made, [shop.file(tmp_path, "facts", *facts)], lambda _path, _size: None)
    acts.cost(made)
    assert [case.problem.code for case in cases.list_cases(made)] == ["party_unknown"]
    yield made
    made.database.close()


def only(made: Company) -> str:
    [case] = cases.list_cases(made)
    return case.id


def test_alone_a_person_resolves_what_they_loaded(quarantine: Company) -> None:
    assert cases.resolve(quarantine, [only(quarantine)], "entered twice", "ann", acts.clock())


@pytest.mark.covers("S001-111")
def test_of_two_the_one_who_loaded_the_fact_leaves_it_to_the_other(quarantine: Company) -> None:
    add_user(quarantine, "carla", [Role.CONTROLLER], "ann", acts.clock())
    case = only(quarantine)
    with pytest.raises(TerminalError) as stopped:
        cases.resolve(quarantine, [case], "entered twice", "ann", acts.clock())
    assert stopped.value.problem.code == "duties_not_apart"
    assert stopped.value.problem.next_step == "Ask carla to decide it."
    with quarantine.database.read() as connection:
        row = connection.exec_driver_sql("SELECT who, act FROM audit ORDER BY n DESC").first()
        assert len(open_cases_of(connection)) == 1
    assert row
    assert tuple(row) == ("ann", "refused: cases resolve")
    assert cases.resolve(quarantine, [case], "entered twice", "carla", acts.clock())


def test_somebody_who_could_not_decide_keeps_nobody_apart(quarantine: Company) -> None:
    add_user(quarantine, "olga", [Role.OPERATIONS], "ann", acts.clock())
    assert cases.resolve(quarantine, [only(quarantine)], "entered twice", "ann", acts.clock())


def test_the_duties_are_acts_of_the_table() -> None:
    assert {duty.second for duty in duties.DUTIES} <= set(access.PERMISSIONS)
    assert all(duty.why for duty in duties.DUTIES)


@pytest.mark.covers("S002-60", "S002-62")
def test_operations_see_and_release_their_own_exceptions_only(
    quarantine: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_user(quarantine, "olga", [Role.OPERATIONS], "ann", acts.clock())
    monkeypatch.setenv("TIEOUT_USER", "olga")
    seen = cases.list_cases(quarantine)
    assert all(case.problem.owner == "operations" for case in seen)
    theirs = [replace(case, problem=replace(case.problem, owner="controller")) for case in seen]
    assert access.visible(quarantine, "olga", theirs) == []
    assert access.visible(quarantine, "ann", theirs) == theirs
