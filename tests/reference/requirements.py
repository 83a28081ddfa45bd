"""Traceability: which test shows which requirement, read off the markers without running anything.

A test says `@pytest.mark.covers("S000-46")`; a scenario in Markdown says `Covers: S000-46` on a line
of its own, and is named by its heading. The list of ids, with kind and section, is `requirement_ids.txt`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from tests.reference.tree import ROOT, TESTS, Module, dotted, modules

IDS_FILE: Final = Path(__file__).with_name("requirement_ids.txt")
KINDS: Final = {"R": "rule", "F": "feature", "M": "measure", "W": "workflow", "X": "failure to survive"}
SECTIONS: Final = {
    "A": "Who owns what",
    "B": "Sources",
    "C": "Master data",
    "D": "Gates and approvals",
    "E": "Mapping",
    "F": "Posting",
    "G": "Tax",
    "H": "Currency",
    "I": "Cost of goods sold",
    "J": "Stock",
    "K": "Buying",
    "L": "Money in and out",
    "M": "Subscriptions",
    "N": "Periods and close",
    "O": "Delivery",
    "P": "Log and audit trail",
    "Q": "Exceptions and alerts",
    "R": "Reconciliation",
    "S": "Access",
    "T": "Security and privacy",
    "U": "Going live",
    "V": "Testing",
    "W": "Reports and key figures",
    "X": "Planning",
    "Y": "Anomalies",
    "Z": "Training and support",
    "AA": "Editions and Desktop",
    "AB": "Scale and extension",
}
_SCENARIO_LINE = re.compile(r"^(?:# (.+)|Covers: (.+))$", re.MULTILINE)


class Requirement(NamedTuple):
    """One numbered line of the mission: its id, kind and section letter."""

    id: str
    kind: str
    section: str


class Claim(NamedTuple):
    """A test's statement that it shows a requirement."""

    requirement: str
    test: str


def requirements() -> list[Requirement]:
    """Every requirement, in the order of the list."""
    rows = IDS_FILE.read_text(encoding="utf-8").splitlines()
    return [Requirement(*row.split()) for row in rows]


def claims(folder: Path = TESTS) -> list[Claim]:
    """Every claim below a folder of tests, sorted.

    Raises:
        ValueError: a marker whose ids are not plain strings, or that names none.
    """
    found = [claim for module in modules(folder) for claim in claims_of(module)]
    for path in sorted(folder.rglob("*.md")):
        where = path.relative_to(ROOT).as_posix()
        title = ""
        for heading, ids in _SCENARIO_LINE.findall(path.read_text(encoding="utf-8")):
            title = heading or title
            place = f"{where} «{title}»" if title else where
            found += [Claim(name, place) for name in re.split(r"[,\s]+", ids.strip()) if name]
    return sorted(set(found))


def claims_of(module: Module) -> Iterator[Claim]:
    """The claims of one test file; a marker belongs to the function or class it decorates."""
    yield from _claims_in(module.syntax, module.path)


def _claims_in(node: ast.AST, owner: str) -> Iterator[Claim]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        owner = f"{owner}::{node.name}"
    if isinstance(node, ast.Call) and dotted(node.func).endswith("mark.covers"):
        for name in _marked(node, owner):
            yield Claim(name, owner)
    for child in ast.iter_child_nodes(node):
        yield from _claims_in(child, owner)


def _marked(call: ast.Call, owner: str) -> list[str]:
    ids = [arg.value for arg in call.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
    if not ids or len(ids) != len(call.args) or call.keywords:
        raise ValueError(f"{owner}: covers(...) takes requirement ids as plain strings, at least one")
    return ids


def page() -> str:
    """docs/reference/requirements.md."""
    tests: dict[str, list[str]] = {}
    for claim in claims():
        tests.setdefault(claim.requirement, []).append(claim.test)
    listed = requirements()
    covered = sum(1 for one in listed if one.id in tests)
    parts = [
        "# Requirements and the tests that show them",
        "Written by `make docs` from the markers in `tests/`; do not edit.",
        f"**{covered} of {len(listed)}** requirements are shown by at least one test.",
        _summary(listed, tests),
    ]
    for letter, title in SECTIONS.items():
        rows = [one for one in listed if one.section == letter]
        parts += [f"## {letter}. {title}", _table(rows, tests)]
    return "\n\n".join(parts) + "\n"


def _summary(listed: list[Requirement], tests: Mapping[str, list[str]]) -> str:
    rows = ["| section | requirements | shown |", "|---|---:|---:|"]
    for letter, title in SECTIONS.items():
        ids = [one.id for one in listed if one.section == letter]
        rows.append(f"| {letter}. {title} | {len(ids)} | {sum(1 for name in ids if name in tests)} |")
    return "\n".join(rows)


def _table(rows: list[Requirement], tests: Mapping[str, list[str]]) -> str:
    lines = ["| requirement | kind | shown by |", "|---|---|---|"]
    for one in rows:
        shown = "<br>".join(f"`{test}`" for test in tests.get(one.id, [])) or "not yet"
        lines.append(f"| {one.id} | {KINDS[one.kind]} | {shown} |")
    return "\n".join(lines)
