"""doctor: every finding is fine or has a next step, and nothing is changed."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator

import pytest

from tests.cli.saying import say
from tieout.runtime.company import Company
from tieout.runtime.doctor import examine

CHECKS = [
    "versions",
    "disk",
    "schema",
    "append-only",
    "writer",
    "crossings",
    "call budget",
    "connection",
    "home currency",
]
CHECKS += ["multi-currency", "transaction numbers", "closing date", "sales tax", "tracked products"]
CHECKS += ["mapping complete", "mapped accounts", "names", "opening balances", "valuation"]


@pytest.mark.usefixtures("pantry")
def test_every_check_is_listed_with_its_level_and_next_step() -> None:
    told = say("doctor", "--json").json
    assert [one["check"] for one in told] == CHECKS
    for one in told:
        assert (one["level"] == "ok") == (one["problem"] is None)
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
    assert writer.problem
    assert writer.problem.code == "writer_busy"
    assert "run since" in writer.problem.what
