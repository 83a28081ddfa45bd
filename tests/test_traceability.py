"""Traceability: the list of requirements is whole, and every claim of a test names one of them."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.reference.requirements import KINDS, SECTIONS, claims, claims_of, requirements
from tests.reference.tree import ROOT, Module

ELSEWHERE = ROOT.parent / "shared" / "requirements.md"


def test_the_list_holds_every_requirement_once() -> None:
    listed = requirements()
    assert len(listed) == 388
    assert len({one.id for one in listed}) == 388
    assert {one.kind for one in listed} == set(KINDS)
    assert [*dict.fromkeys(one.section for one in listed)] == [*SECTIONS]


@pytest.mark.parametrize("seed", ["S000", "S001", "S002", "S003", "S004"])
def test_the_numbers_of_a_seed_have_no_gap(seed: str) -> None:
    numbers = [int(one.id.removeprefix(f"{seed}-")) for one in requirements() if one.id.startswith(seed)]
    assert sorted(numbers) == list(range(1, len(numbers) + 1))


def test_every_claim_names_a_requirement() -> None:
    known = {one.id for one in requirements()}
    unknown = [claim for claim in claims() if claim.requirement not in known]
    assert not unknown, f"these tests cover requirements that do not exist: {unknown}"


def test_the_list_equals_the_document_it_was_taken_from() -> None:
    if not ELSEWHERE.exists():
        pytest.skip("the source document of the requirements is not beside this tree")
    pattern = re.compile(r"^## ([A-Z]+)\.|^- \*\*(S\d{3}-\d+)\*\* \[([RFMWX])\]", re.MULTILINE)
    stated, letter = [], ""
    for section, name, kind in pattern.findall(ELSEWHERE.read_text(encoding="utf-8")):
        letter = section or letter
        if name:
            stated.append((name, kind, letter))
    assert stated == [tuple(one) for one in requirements()]


def _test_file(text: str) -> Module:
    return Module("tests/test_sample.py", text, ast.parse(text))


def test_a_claim_belongs_to_the_test_or_class_it_marks() -> None:
    sample = _test_file(
        "pytestmark = pytest.mark.covers('S000-01')\n"
        "class TestClose:\n"
        "    @pytest.mark.covers('S000-02', 'S001-03')\n"
        "    def test_lock(self): ...\n"
    )
    assert [tuple(claim) for claim in claims_of(sample)] == [
        ("S000-01", "tests/test_sample.py"),
        ("S000-02", "tests/test_sample.py::TestClose::test_lock"),
        ("S001-03", "tests/test_sample.py::TestClose::test_lock"),
    ]


@pytest.mark.parametrize(
    "marker", ["covers()", "covers(NAME)", "covers('S000-01', NAME)", "covers(ids='x')"]
)
def test_a_marker_that_cannot_be_read_is_refused(marker: str) -> None:
    sample = _test_file(f"@pytest.mark.{marker}\ndef test_x(): ...\n")
    with pytest.raises(ValueError, match="takes requirement ids as plain strings"):
        list(claims_of(sample))


def test_a_scenario_in_markdown_claims_by_a_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.reference.requirements.ROOT", tmp_path)
    (tmp_path / "sale.md").write_text("# A sale\n\nCovers: S000-01, S001-02\n", encoding="utf-8")
    assert [tuple(claim) for claim in claims(tmp_path)] == [
        ("S000-01", "sale.md «A sale»"),
        ("S001-02", "sale.md «A sale»"),
    ]
