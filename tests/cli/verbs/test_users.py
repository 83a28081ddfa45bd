"""users: as an administrator types it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.company import small, tieout


def test_users_are_added_changed_listed_and_removed(
    small_company: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    [founder] = small("users", "--json").json
    assert founder["roles"] == ["administrator", "controller"]
    assert small("users", "add", "bob", "--role", "operations").out == "bob is operations.\n"
    said = small("users", "role", "bob", "--role", "auditor", "--json")
    assert said.json == {"user": "bob", "roles": ["auditor"]}
    assert "bob" in small("users").out
    monkeypatch.setenv("TIEOUT_USER", "bob")
    assert small("reconcile", "--json").code in {0, 1}
    said = small("run")
    assert said.code == 3
    assert "act_not_permitted" in said.err
    monkeypatch.setenv("TIEOUT_USER", founder["user"])
    assert small("users", "remove", "bob").out == "bob is no longer a user.\n"
    assert len(small("users", "--json").json) == 1


def test_what_cannot_be_is_said(small_company: Path) -> None:
    assert small("users", "add", "bob", "--role", "king").code == 3
    assert small("users", "add", "bob").code == 2
    assert small("users", "remove", "bob").code == 3
    assert tieout("users").code == 2
