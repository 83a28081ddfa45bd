"""Every problem, triggered by the smallest case, says exactly what its page says; the good is taken."""

from __future__ import annotations

import ast
import runpy
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest

from tests.problems.catalogue import CASES, FOLDER, reasons, shown
from tests.problems.journey import Shop, shop
from tests.reference.tree import calls, product
from tieout.core.catalogue import CATALOGUE
from tieout.core.problem import Problem, Where

WORLD: Final = (FOLDER / "world.jsonl").read_bytes()
GOOD: Final = (
    b'{"kind":"party","source":"erp","id":"good","date":"2026-03-10",'
    b'"party":"C-GOOD","roles":["customer"],"name":"Good neighbour"}\n'
)
"""The neighbour of every bad line: it is taken whatever stands before it."""

NOTHING_TO_TAKE: Final = frozenset(
    {"file_empty", "file_header_only", "file_utf16", "file_compressed", "line_ends_unknown"}
    | {"csv_header_missing", "csv_header_twice", "csv_separator_unknown"}
)
"""Where no line of the file can be read as one."""


class Input(NamedTuple):
    """One file of a case."""

    name: str
    content: bytes


def inputs(folder: Path) -> list[Input]:
    """The files of a case, in the order they are loaded; those of its trigger where it has one."""
    trigger = _trigger(folder)
    if "content" in trigger:
        return [Input(trigger["FILE"], trigger["content"]())]
    return [Input(path.name, path.read_bytes()) for path in sorted(folder.glob("input*"))]


def _trigger(folder: Path) -> dict[str, Any]:
    path = folder / "trigger.py"
    return runpy.run_path(str(path)) if path.exists() else {}


def _code(folder: Path) -> str:
    return folder.name.partition("--")[0]


def _with_neighbour(folder: Path, file: Input) -> bytes:
    beside = file.name.endswith(".jsonl") and _code(folder) not in (*NOTHING_TO_TAKE, "line_cut_off")
    return file.content + GOOD if beside else file.content


def journey(folder: Path, company: Shop) -> list[Problem]:
    """The problems of a case: those of its files, then the cases opened when it was costed."""
    known = company.cases()
    found: list[Problem] = []
    for file in inputs(folder):
        found += company.load(_with_neighbour(folder, file), file.name).problems
        company.cost()
    return found + company.cases()[len(known) :]


def words(folder: Path, found: list[Problem]) -> str:
    """The problems as a page shows them; where very many are alike, only the code's own."""
    some = [one for one in found if one.code == _code(folder)] if len(found) > 100 else found
    return "\n".join(shown(problem) for problem in some)


@pytest.mark.covers("S000-40", "S001-99", "S003-50")
@pytest.mark.parametrize("name", CASES)
def test_the_problem_reads_as_its_page_says(name: str) -> None:
    """And the rows beside it are taken, and what was accepted before is unharmed."""
    folder = FOLDER / name
    expected = (folder / "expected.txt").read_text(encoding="utf-8")
    assert any(line == _code(folder) for line in expected.splitlines())
    trigger = _trigger(folder)
    if "problems" in trigger:
        assert words(folder, trigger["problems"]()) == expected
        return
    with shop() as company:
        assert company.load(WORLD).problems == []
        company.cost()
        assert company.cases() == []
        before = company.digest()
        assert words(folder, journey(folder, company)) == expected
        assert company.kept(before)
        assert ("good" in company.costed()) == (_code(folder) not in NOTHING_TO_TAKE)


MENDED: Final = [path.parent.name for path in sorted(FOLDER.glob("*/mended.*"))]


@pytest.mark.covers("S001-101")
@pytest.mark.parametrize("name", MENDED)
def test_the_mended_file_loads_and_ends_the_problem(name: str) -> None:
    folder = FOLDER / name
    (mended,) = folder.glob("mended.*")
    with shop() as company:
        company.load(WORLD)
        journey(folder, company)
        assert company.load(mended.read_bytes(), mended.name).problems == []
        company.cost()
        company.release()
        assert company.cases() == []
        assert company.ids() == company.costed()


def test_the_same_bad_file_twice_changes_nothing() -> None:
    for name in ("duplicate_id", "csv_event_incomplete", "total_mismatch", "field_invalid--not_a_date"):
        with shop() as company:
            company.load(WORLD)
            journey(FOLDER / name, company)
            before, said = company.digest(), company.cases()
            journey(FOLDER / name, company)
            assert company.digest() == before
            assert company.cases() == said


def test_every_code_is_reached_or_has_its_reason() -> None:
    reached = {name.partition("--")[0] for name in CASES}
    reached |= {
        line
        for name in CASES
        for line in (FOLDER / name / "expected.txt").read_text(encoding="utf-8").splitlines()
        if line in CATALOGUE
    }
    given = reasons()
    assert not sorted(set(CATALOGUE) - reached - set(given)), "give these a folder, or a reason"
    assert not sorted(set(given) & reached), "these are reached: take them out of reasons.toml"


def test_every_code_the_product_names_is_in_the_catalogue() -> None:
    named = {
        str(call.args[0].value)
        for module in product()
        for name, call in calls(module)
        if name in ("problem", "NotCostable") and call.args and isinstance(call.args[0], ast.Constant)
    }
    assert sorted(named - set(CATALOGUE)) == []


@pytest.mark.covers("S001-99")
def test_each_problem_has_words_of_its_own() -> None:
    pages = {name: (FOLDER / name / "expected.txt").read_text(encoding="utf-8") for name in CASES}
    assert len(set(pages.values())) == len(pages)


BY_A_PATH: Final = ("file_format_unknown", "file_is_folder", "file_missing")
"""Checks of `tieout load` that a path brings about, not the content of a file."""


def test_at_least_sixty_checks_are_reached_by_bad_input(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Variants of one check count once: cases of a code do, but each check of a field's value counts."""
    by_file = [name for name in CASES if "problems" not in _trigger(FOLDER / name)]
    checks = {name if name.startswith("field_invalid--") else _code(FOLDER / name) for name in by_file}
    checks |= set(BY_A_PATH)
    with capsys.disabled():
        print(f"\n{len(checks)} checks of bad input, each with its message")
    assert len(checks) >= 60
    told = {
        line
        for name in by_file
        for line in (FOLDER / name / "expected.txt").read_text(encoding="utf-8").splitlines()
    }
    assert {name.partition("--")[0] for name in checks if name not in BY_A_PATH} <= told


TYPES: Final = {
    "tax mismatch": ("tax_agency_differs", "tax_code_unknown"),
    "rejected posting": ("refused_by_quickbooks", "echo_differs"),
    "currency mismatch": ("currency_differs", "currency_not_enabled"),
    "zero value": ("zero_line",),
    "missing mapping": ("account_unmapped",),
    "name length": ("text_too_long",),
    "duplicate": ("duplicate_id", "name_taken", "number_taken"),
}


@pytest.mark.covers("S000-41", "S000-27")
@pytest.mark.parametrize("kind", TYPES)
def test_each_type_of_exception_finance_asks_for_is_a_problem_of_its_own(kind: str) -> None:
    for code in TYPES[kind]:
        text = (FOLDER / code / "expected.txt").read_text(encoding="utf-8")
        assert f"\n{code}\n" in f"\n{text}"


def test_every_problem_says_what_to_do_next() -> None:
    for code, text in CATALOGUE.items():
        assert text.next_step.endswith((".", "`")), code
        assert all((text.what, text.why, text.next_step, text.owner)), code


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
