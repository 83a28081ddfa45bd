"""Law 9: a problem always says what, why, and what to do next."""

from __future__ import annotations

from typing import Any

import pytest

from tieout.core.problem import Problem, Where

WORDS: dict[str, Any] = {
    "code": "a_b",
    "what": "What.",
    "why": "Why.",
    "next_step": "Next.",
    "owner": "controller",
}


@pytest.mark.parametrize("left_out", ["code", "what", "why", "next_step"])
def test_a_problem_without_a_word_of_it_cannot_exist(left_out: str) -> None:
    with pytest.raises(ValueError, match="a problem needs code, what, why and next step"):
        Problem(**{**WORDS, left_out: ""})


def test_where_shows_only_what_applies() -> None:
    assert str(Where(file="sales.jsonl", line=3, field="total", subject="INV-1")) == (
        "sales.jsonl:3 field total INV-1"
    )
    assert str(Where(file="sales.jsonl")) == "sales.jsonl"
    assert str(Where()) == ""
