"""Counted: one thing is one thing."""

from __future__ import annotations

import re
from pathlib import Path

from tieout.core.counted import counted

CLI = Path(__file__).parents[2] / "src" / "tieout" / "cli"


def test_one_is_singular_and_all_else_is_not() -> None:
    assert [counted(n, "document") for n in (0, 1, 2)] == ["0 documents", "1 document", "2 documents"]
    assert counted(1, "entry", "entries") == "1 entry"
    assert counted(3, "entry", "entries") == "3 entries"


def test_no_verb_writes_a_count_before_a_fixed_plural() -> None:
    """Counts are whole numbers of things, so each goes through `counted`; limits are no counts."""
    fixed = re.compile(
        r"\{(?:len\([^{}]*\)|[\w.]*(?:count|cases|costed|sealed|seen|made|lines))\} [a-z]+s\b"
    )
    found = [
        f"{path.name}: {hit[0]}"
        for path in CLI.rglob("*.py")
        for hit in fixed.finditer(path.read_text(encoding="utf-8"))
    ]
    assert found == ["chain.py: {count} entries"], "written only of more than one"
