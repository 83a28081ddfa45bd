"""Every cause of random histories is what the documented order of substitution makes it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.insight.plant import books_of
from tests.insight_oracle.compare import differences, questions
from tests.insight_oracle.histories import history
from tests.insight_oracle.ledger import Ledger


@pytest.mark.covers("S002-26", "S002-27", "S002-29")
@pytest.mark.parametrize("seed", range(7))
def test_every_cause_of_a_random_history_is_that_of_the_page(seed: int) -> None:
    """Each history in one or two cycles, cost of goods sold and stock, of three pairs of months in turn."""
    cycles = [cycle for cycle in history(seed) if cycle]
    ledger = Ledger(*cycles)
    with books_of(*cycles) as connection:
        assert not connection.exec_driver_sql("SELECT event FROM quarantine").all()
        for place, asked in enumerate(questions()):
            if (place + seed) % 3 == 0:
                assert differences(connection, ledger, asked) == []


def test_the_oracle_knows_nothing_of_the_product() -> None:
    """What works the causes out, and what writes the histories, imports nothing of the product."""
    ours = ("compare", "explaining_faults")
    modules = [path for path in Path(__file__).parent.glob("*.py") if not path.stem.startswith("test_")]
    kept = [path for path in modules if path.stem not in ours]
    assert len(kept) > 4
    for path in kept:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [name.name for name in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not any(name.split(".")[0] == "tieout" for name in names), path
            assert not {f"tests.insight_oracle.{name}" for name in ours} & set(names), path
