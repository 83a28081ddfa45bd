"""The oracle shares no code with what it checks."""

from __future__ import annotations

import ast
from pathlib import Path


def test_the_oracle_knows_nothing_of_the_product() -> None:
    """What keeps the books, and what writes the histories, imports nothing of the product."""
    ours = ("engine", "engine_faults", "wide_faults", "__main__", "report")
    modules = [path for path in Path(__file__).parent.glob("*.py") if not path.stem.startswith("test_")]
    kept = [path for path in modules if path.stem not in ours]
    assert len(kept) > 15
    for path in kept:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [name.name for name in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not any(name.split(".")[0] in ("tieout", "quickbooks_emulator") for name in names), path
            among = {f"tests.oracle.{name}" for name in ours}
            assert not among & set(names), f"{path}: by way of what reads the product"
