"""Every problem, triggered by the smallest case, says exactly what its page says."""

from __future__ import annotations

import runpy
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

import pytest

from tests.problems.catalogue import catalogue, shown
from tieout.core.problem import Problem, Where

JOURNEY: Final[Callable[[Path], Iterable[Problem]] | None] = None
"""What runs the events of an `input.jsonl` through tieout and gives the problems found."""


def triggered(folder: Path) -> str:
    """The problems of a folder's case, as the page shows them."""
    trigger = folder / "trigger.py"
    if trigger.exists():
        found = runpy.run_path(str(trigger))["problems"]()
    else:
        assert JOURNEY, f"{folder.name}: input.jsonl needs the journey; use trigger.py until it is wired"
        found = JOURNEY(folder / "input.jsonl")
    return "\n".join(shown(problem) for problem in found)


@pytest.mark.parametrize(
    "code", [*catalogue()] or [pytest.param("", marks=pytest.mark.skip("no page yet"))]
)
def test_the_problem_reads_as_its_page_says(code: str) -> None:
    folder = catalogue()[code]
    expected = (folder / "expected.txt").read_text(encoding="utf-8")
    assert expected.startswith(f"{code}\n")
    assert triggered(folder) == expected


def test_a_page_is_a_folder_with_its_expected_words(tmp_path: Path) -> None:
    folder = tmp_path / "unbalanced_sale"
    folder.mkdir()
    assert catalogue(tmp_path) == {}
    (folder / "expected.txt").write_text("unbalanced_sale\n", encoding="utf-8")
    assert catalogue(tmp_path) == {"unbalanced_sale": folder}


def test_a_problem_is_shown_one_thing_per_line() -> None:
    problem = Problem(
        code="unbalanced_sale",
        what="Sale S-1 does not add up.",
        why="Its lines make 10.00; its total says 11.00.",
        next_step="Correct it and send it again.",
        owner="operations",
        where=Where(file="sales.jsonl", line=1, field="total"),
    )
    assert shown(problem) == (
        "unbalanced_sale\n"
        "what:  Sale S-1 does not add up.\n"
        "why:   Its lines make 10.00; its total says 11.00.\n"
        "next:  Correct it and send it again.\n"
        "where: sales.jsonl:1 field total\n"
        "owner: operations\n"
    )


def test_a_trigger_gives_the_words(tmp_path: Path) -> None:
    (tmp_path / "trigger.py").write_text(
        "from tieout.core.problem import Problem\n"
        "def problems():\n"
        "    return [Problem(code='a_b', what='W.', why='Y.', next_step='N.', owner='controller')]\n",
        encoding="utf-8",
    )
    assert triggered(tmp_path) == "a_b\nwhat:  W.\nwhy:   Y.\nnext:  N.\nwhere:\nowner: controller\n"
