"""The catalogue of problems: which codes the source has, which have a page, and how a page reads."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path
from typing import Final

from tests.reference.tree import product
from tieout.core.problem import Problem

FOLDER: Final = Path(__file__).parent
CASES: Final = tuple(path.parent.name for path in sorted(FOLDER.glob("*/expected.txt")))
"""The folders: a code, or a code and one of its cases as `code--case`."""

_CODE = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)+")


def reasons() -> dict[str, str]:
    """Codes of the product's catalogue without a folder here: where they are tested, or why not."""
    return _reasons()["catalogue"]


def _reasons() -> dict[str, dict[str, str]]:
    return tomllib.loads((FOLDER / "reasons.toml").read_text(encoding="utf-8"))


def codes_in_source() -> set[str]:
    """Every problem code src/tieout can give: each `code="two_words"` in a call."""
    return {
        word.value.value
        for module in product()
        if module.path.startswith("src/tieout/") and "/demo/" not in module.path
        for node in ast.walk(module.syntax)
        if isinstance(node, ast.Call)
        for word in node.keywords
        if word.arg == "code" and isinstance(word.value, ast.Constant)
        if isinstance(word.value.value, str) and _CODE.fullmatch(word.value.value)
    }


def catalogue(folder: Path = FOLDER) -> dict[str, list[Path]]:
    """The folders that are pages: code to its folders."""
    pages: dict[str, list[Path]] = {}
    for path in sorted(folder.glob("*/expected.txt")):
        pages.setdefault(path.parent.name.partition("--")[0], []).append(path.parent)
    return pages


def missing() -> list[str]:
    """Codes that parts of tieout give in words of their own, tested where those parts are."""
    return list(_reasons()["elsewhere"])


def shown(problem: Problem) -> str:
    """A problem as the page shows it: the words a person reads, one thing per line."""
    lines = [problem.code, f"what:  {problem.what}", f"why:   {problem.why}", f"next:  {problem.next_step}"]
    return "\n".join([*lines, f"where: {problem.where}".rstrip(), f"owner: {problem.owner}"]) + "\n"
