"""Cases kept: a problem is open once, has a due time, ends by an act, and opens again when it returns."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tieout.core.problem import Problem, Where
from tieout.storage.cases import DUE_HOURS, open_case_ids, open_cases, open_cases_of, resolve_cases
from tieout.storage.database import Database

NOW = datetime(2026, 4, 1, 8, tzinfo=UTC)
MAPPING = Problem(
    code="account_unmapped",
    what="revenue(popup) has no account.",
    why="Nobody mapped it.",
    next_step="Map it.",
    owner="controller",
    where=Where(subject="revenue(popup)"),
)
OTHER = Problem(code="lot_unknown", what="w.", why="y.", next_step="n.", owner="operations")


@pytest.mark.covers("S003-49")
def test_a_case_has_an_owner_a_cause_a_next_step_and_a_due_time(database: Database) -> None:
    with database.write() as connection:
        open_cases(connection, "posting", [("revenue(popup)", MAPPING)], NOW)
        [case] = open_cases_of(connection)
    assert (case.stage, case.subject, case.opened) == ("posting", "revenue(popup)", NOW)
    assert case.due == NOW + timedelta(hours=DUE_HOURS)
    kept = case.problem
    assert (kept.code, kept.what, kept.why, kept.next_step, kept.owner, str(kept.where)) == (
        MAPPING.code,
        MAPPING.what,
        MAPPING.why,
        MAPPING.next_step,
        "controller",
        "revenue(popup)",
    )


def test_the_same_problem_is_open_once(database: Database) -> None:
    with database.write() as connection:
        open_cases(connection, "posting", [("a", MAPPING), ("a", MAPPING), ("b", MAPPING)], NOW)
        open_cases(connection, "posting", [("a", MAPPING)], NOW + timedelta(hours=1))
        open_cases(connection, "posting", [], NOW)
        assert [case.subject for case in open_cases_of(connection)] == ["a", "b"]


def test_a_case_is_found_by_stage_and_subject(database: Database) -> None:
    with database.write() as connection:
        open_cases(connection, "posting", [("a", MAPPING)], NOW)
        open_cases(connection, "admission", [("a", OTHER), ("b", OTHER)], NOW)
        assert [case.subject for case in open_cases_of(connection, "admission")] == ["a", "b"]
        assert [case.stage for case in open_cases_of(connection, subject="a")] == ["posting", "admission"]


def test_a_resolved_case_is_closed_with_who_and_why_and_opens_again_when_it_returns(
    database: Database,
) -> None:
    later = NOW + timedelta(hours=2)
    with database.write() as connection:
        open_cases(connection, "posting", [("a", MAPPING), ("b", MAPPING)], NOW)
        first, second = open_case_ids(connection)
        resolve_cases(connection, [first], "kim", NOW + timedelta(hours=1), "mapped")
        resolve_cases(connection, [], "kim", NOW, "nothing")
        assert open_case_ids(connection) == [second]
        acts = connection.exec_driver_sql('SELECT "case", act, who, why FROM case_act').all()
        assert acts == [(first, "resolved", "kim", "mapped")]
        open_cases(connection, "posting", [("a", MAPPING)], later)
        assert open_case_ids(connection) == [second, first]
        assert [case.opened for case in open_cases_of(connection, subject="a")] == [later]


def test_a_case_that_returns_in_the_instant_of_its_end_is_open(database: Database) -> None:
    with database.write() as connection:
        open_cases(connection, "posting", [("a", MAPPING)], NOW)
        resolve_cases(connection, open_case_ids(connection), "kim", NOW, "mapped")
        open_cases(connection, "posting", [("a", MAPPING)], NOW)
        assert len(open_case_ids(connection)) == 1


def test_a_closed_case_is_not_closed_again(database: Database) -> None:
    with database.write() as connection:
        open_cases(connection, "posting", [("a", MAPPING)], NOW)
        [id_] = open_case_ids(connection)
        resolve_cases(connection, [id_, id_], "kim", NOW, "mapped")
        resolve_cases(connection, [id_], "lee", NOW, "again")
        open_cases(connection, "posting", [("a", MAPPING)], NOW)
        assert open_case_ids(connection) == [id_]
