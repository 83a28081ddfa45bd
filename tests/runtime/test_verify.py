"""Verify: a difference names its table, its row and what differs."""

from __future__ import annotations

import io

from tieout.runtime.company import Company
from tieout.runtime.verify import Verified, compare, verify, write_dump


def test_whole_books_have_no_problem(pantry: Company) -> None:
    assert verify(pantry).problems == []


def test_the_first_row_that_differs_is_named_with_its_columns() -> None:
    found = Verified()
    kept = [{"id": "a", "value": 1}, {"id": "b", "value": 2}]
    made = [{"id": "a", "value": 1}, {"id": "b", "value": 3}]
    compare("lot", iter(kept), iter(made), "replay_differs", found)
    [problem] = found.problems
    assert problem.what == "lot b does not follow from the records."
    assert problem.why == "Made anew from the records it is different: value is '2', derived '3'."
    assert found.counts == {"lot": 2}


def test_a_row_too_many_and_a_row_too_few_are_told_apart() -> None:
    for kept, made, words in (
        ([{"id": "a"}], [], "it is kept and cannot be derived"),
        ([], [{"id": "a"}], "it follows from the records and is missing"),
        ([{"id": "a"}], [{"id": "b"}], "a stands where b follows from the records"),
    ):
        found = Verified()
        compare("take", iter(kept), iter(made), "replay_differs", found)
        assert words in found.problems[0].why


def test_the_dump_has_a_line_for_every_fact(pantry: Company) -> None:
    output = io.StringIO()
    assert write_dump(pantry, output) == output.getvalue().count("\n")
