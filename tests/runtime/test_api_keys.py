"""API keys: issued for a role their user has, kept as hashes, listed, revoked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tieout.core.errors import TerminalError
from tieout.core.role import Role
from tieout.runtime.api_keys import acting_by_key, hashed, issue_key, list_keys, revoke_key, scope_named
from tieout.runtime.company import Company, Connection, Settings, create_company
from tieout.runtime.users import add_user

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def company(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Company]:
    monkeypatch.setenv("TIEOUT_HOME", str(tmp_path))
    monkeypatch.setenv("TIEOUT_USER", "ann")
    made = create_company("acme", Settings(connection=Connection(emulator=False)))
    add_user(made, "erp", [Role.OPERATIONS], "ann", NOW)
    yield made
    made.database.close()


def code(stopped: pytest.ExceptionInfo[TerminalError]) -> str:
    return stopped.value.problem.code


@pytest.mark.covers("S001-114")
def test_a_key_is_issued_listed_and_revoked_and_the_log_says_so(company: Company) -> None:
    key = issue_key(company, "erp", Role.OPERATIONS, 30, "ann", NOW)
    assert key.text not in repr(key)
    assert [(one.user, one.scope, one.standing) for one in list_keys(company, NOW)] == [
        ("erp", "operations", "in force")
    ]
    assert list_keys(company, NOW + timedelta(days=30))[0].standing == "expired"
    revoke_key(company, key.id, "ann", NOW)
    revoke_key(company, key.id, "ann", NOW)
    assert list_keys(company, NOW)[0].standing == "revoked"
    with company.database.read() as connection:
        rows = connection.exec_driver_sql(
            "SELECT act, subject, before, after FROM audit WHERE act LIKE 'API key%' ORDER BY n"
        ).all()
    assert [(row.act, row.subject) for row in rows] == [
        ("API key issued", key.id),
        ("API key revoked", key.id),
    ]
    assert rows[0].after.startswith("erp, scope operations, until 2026-03-31")
    assert rows[1].before == "erp, scope operations"


def test_what_is_kept_of_a_key_does_not_open_anything(company: Company) -> None:
    key = issue_key(company, "erp", Role.OPERATIONS, 0, "ann", NOW)
    file = b"".join(path.read_bytes() for path in company.folder.iterdir() if path.is_file())
    secret = key.text.split("_", 2)[2].encode()
    assert secret not in file
    assert hashed(key.text).encode() in file
    with pytest.raises(TerminalError) as stopped, acting_by_key(company, hashed(key.text), NOW):
        pass
    assert code(stopped) == "api_key_unknown"


def test_a_key_lends_a_role_its_user_has(company: Company) -> None:
    for user, scope, found in (
        ("erp", Role.AUDITOR, "scope_not_held"),
        ("nobody", Role.OPERATIONS, "user_unknown"),
        ("ann", Role.ADMINISTRATOR, "scope_unknown"),
    ):
        with pytest.raises(TerminalError) as stopped:
            issue_key(company, user, scope, 1, "ann", NOW)
        assert code(stopped) == found
    with pytest.raises(TerminalError) as stopped:
        scope_named("god")
    assert code(stopped) == "scope_unknown"


def test_only_a_key_that_was_issued_is_revoked(company: Company) -> None:
    with pytest.raises(TerminalError) as stopped:
        revoke_key(company, "nothing", "ann", NOW)
    assert code(stopped) == "api_key_absent"


def test_keys_are_given_out_by_administrators(company: Company) -> None:
    with pytest.raises(TerminalError) as stopped:
        issue_key(company, "erp", Role.OPERATIONS, 1, "erp", NOW)
    assert code(stopped) == "act_not_permitted"
