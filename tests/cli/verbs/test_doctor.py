"""doctor: every finding is fine or has a next step, and nothing is changed."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator

import pytest

from tests.cli.saying import say
from tieout.runtime.company import Company
from tieout.runtime.doctor import examine
from tieout.runtime.preflight.checks import CHECKS

LOCAL = [
    *("versions", "disk", "schema", "append-only", "writer", "crossings", "keys", "sign-in"),
    *("call budget", "connection"),
]


@pytest.mark.usefixtures("pantry")
def test_every_check_is_listed_with_its_level_and_next_step() -> None:
    told = say("doctor", "--json").json
    names = [one["check"] for one in told]
    assert {*LOCAL, *(check.name for check in CHECKS)} <= set(names)
    assert names.index("connection") < names.index(CHECKS[0].name)
    for one in told:
        assert (one["level"] == "ok") == (one["problems"] == [])
        assert one["text"]
    assert "Pre-flight of pantry" in say("doctor").text


@pytest.fixture
def busy(pantry: Company) -> Iterator[None]:
    with (pantry.folder / "writer.lock").open("a+", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@pytest.mark.usefixtures("busy")
def test_a_busy_writer_is_named(pantry: Company) -> None:
    writer = next(one for one in examine(pantry) if one.check == "writer")
    assert writer.problems[0].code == "writer_busy"
    assert "run since" in writer.problems[0].what
