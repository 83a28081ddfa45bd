"""Users: added, given roles, removed, by an administrator who is not the user themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from tieout.core.errors import TerminalError
from tieout.core.role import FOUNDER, Role
from tieout.runtime import users
from tieout.runtime.acts import clock
from tieout.runtime.chains import audit_chain
from tieout.runtime.company import Company, Settings, create_company
from tieout.runtime.users import add_user, change_roles, list_users, remove_user, role_named


@pytest.fixture
def company(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Company]:
    monkeypatch.setenv("TIEOUT_HOME", str(tmp_path))
    monkeypatch.setenv("TIEOUT_USER", "ann")
    made = create_company("acme", Settings())
    yield made
    made.database.close()


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(TerminalError) as stopped:
        act()
    return stopped.value.problem.code


def test_who_makes_a_company_is_its_administrator_and_controller(company: Company) -> None:
    assert list_users(company) == {"ann": frozenset(FOUNDER)}


@pytest.mark.covers("S001-112")
def test_users_come_change_and_go_and_the_log_says_so(company: Company) -> None:
    add_user(company, "bob", [Role.ACCOUNTANT], "ann", clock())
    change_roles(company, "bob", [Role.ACCOUNTANT, Role.APPROVER], "ann", clock())
    assert list_users(company)["bob"] == {Role.ACCOUNTANT, Role.APPROVER}
    remove_user(company, "bob", "ann", clock())
    assert set(list_users(company)) == {"ann"}
    with company.database.read() as connection:
        rows = connection.exec_driver_sql(
            "SELECT who, act, before, after FROM audit WHERE subject = 'bob' ORDER BY n"
        ).all()
        assert audit_chain(connection)[1] == []
    assert [tuple(row) for row in rows] == [
        ("ann", "user added", "", "accountant"),
        ("ann", "roles changed", "accountant", "accountant, approver"),
        ("ann", "user removed", "accountant, approver", "none"),
    ]


def test_nobody_changes_their_own_roles(company: Company) -> None:
    for roles in ([Role.ADMINISTRATOR], [Role.APPROVER]):
        code = refused(partial(change_roles, company, "ann", roles, "ann", clock()))
        assert code == "own_roles_fixed"
    assert refused(lambda: remove_user(company, "ann", "ann", clock())) == "own_roles_fixed"


def test_a_company_keeps_an_administrator(company: Company) -> None:
    """Nobody takes the role from themselves; the check holds for a table that lets others manage too."""
    add_user(company, "kim", [Role.ADMINISTRATOR], "ann", clock())
    change_roles(company, "ann", [Role.CONTROLLER], "kim", clock())
    with company.database.write() as connection, pytest.raises(TerminalError) as stopped:
        users._check(company, connection, "kim", frozenset({Role.AUDITOR}), "ann")
    assert stopped.value.problem.code == "last_administrator"
    assert list_users(company)["kim"] == {Role.ADMINISTRATOR}


@pytest.mark.covers("S001-111")
def test_roles_that_must_be_apart_are_not_given_together(company: Company) -> None:
    wrong = [Role.OPERATIONS, Role.APPROVER]
    assert refused(lambda: add_user(company, "bob", wrong, "ann", clock())) == "roles_conflict"
    add_user(company, "bob", [Role.OPERATIONS], "ann", clock())
    assert refused(lambda: change_roles(company, "bob", wrong, "ann", clock())) == "roles_conflict"
    assert list_users(company)["bob"] == {Role.OPERATIONS}


def test_names_that_are_none_and_people_unknown_are_said(company: Company) -> None:
    for name in ("", "two words", "a\nb", "x" * 101, "a;b"):
        code = refused(partial(add_user, company, name, [Role.AUDITOR], "ann", clock()))
        assert code == "user_name_unfit"
    assert refused(lambda: add_user(company, "ann", [Role.AUDITOR], "ann", clock())) == "user_exists"
    assert refused(lambda: change_roles(company, "bob", [], "ann", clock())) == "user_unknown"
    assert refused(lambda: remove_user(company, "bob", "ann", clock())) == "user_unknown"
    assert refused(lambda: role_named("king")) == "role_unknown"
    assert role_named(" Auditor ") is Role.AUDITOR


def test_only_an_administrator_manages_users(company: Company) -> None:
    add_user(company, "bob", [Role.CONTROLLER], "ann", clock())
    assert (
        refused(lambda: add_user(company, "eve", [Role.ADMINISTRATOR], "bob", clock()))
        == "act_not_permitted"
    )
    assert refused(lambda: add_user(company, "eve", [Role.AUDITOR], "eve", clock())) == "act_not_permitted"
    assert set(list_users(company)) == {"ann", "bob"}
