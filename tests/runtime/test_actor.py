"""Actor: whose act it is."""

from __future__ import annotations

import os
import pwd

import pytest

from tieout.runtime import actor


def test_the_actor_is_the_owner_of_the_process_whatever_the_environment_says(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv(actor.VARIABLE, raising=False)
    for name in ("USER", "LOGNAME", "LNAME", "USERNAME"):
        monkeypatch.setenv(name, "somebody-else")
    assert actor.who() == pwd.getpwuid(os.geteuid()).pw_name


def test_a_service_names_its_actor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(actor.VARIABLE, " nightly ")
    assert actor.who() == "nightly"
    monkeypatch.setenv(actor.VARIABLE, " ")
    assert actor.who() == pwd.getpwuid(os.geteuid()).pw_name


def test_a_user_without_a_name_is_their_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(actor.VARIABLE, raising=False)
    monkeypatch.setattr(os, "geteuid", lambda: 2**31 - 7)
    assert actor.who() == f"uid-{2**31 - 7}"


def test_now_has_its_zone() -> None:
    assert actor.clock().tzinfo is not None
