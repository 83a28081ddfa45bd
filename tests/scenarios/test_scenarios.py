"""Every scenario a controller can read is what the engine does."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scenarios.scenario import STATED, Scenario, accept, play, read
from tests.scenarios.statements import StatementError, event_of

FOLDER = Path(__file__).parent
SCENARIOS = [scenario for path in sorted(FOLDER.glob("*/*.md")) for scenario in read(path)]


@pytest.mark.parametrize(
    "scenario", SCENARIOS, ids=lambda scenario: f"{scenario.path.parent.name}: {scenario.title}"
)
def test_the_engine_does_what_the_scenario_says(scenario: Scenario) -> None:
    for block, answer in play(scenario):
        assert answer == block.lines, f"{scenario.path.name}: {block.word}\n" + "\n".join(answer)


def test_every_scenario_has_something_to_answer() -> None:
    assert len(SCENARIOS) >= 25
    for scenario in SCENARIOS:
        words = [block.word for block in scenario.blocks]
        assert words[0] in STATED
        assert "Then" in words


def test_a_statement_nobody_understands_is_refused() -> None:
    for line in ("2026-03-02 something odd", "2026-03-02 goods_shipped S1: some flour"):
        with pytest.raises(StatementError):
            event_of(line, 1)


def test_accepting_writes_what_the_engine_says(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "# Flour\n\n**When**\n\n    item FLOUR: raw, food\n"
        "    2026-03-02 goods_received R1: 2 FLOUR at 1.10\n\n**Then**\n\n    wrong\n",
        encoding="utf-8",
    )
    accept(page)
    assert page.read_text(encoding="utf-8").splitlines()[-3:] == [
        "    2026-03-02 goods received, supplier bill not yet in (JournalEntry)",
        f"      Dr {'inventory_raw':<38} {'2.20':>12}",
        f"      Cr {'grni':<38} {'2.20':>12}",
    ]


EDGES = {
    "partial refunds": "A refund of an invoice gives back its parts",
    "mixed-tax orders": "Taxes of two agencies on one invoice, as billed",
    "out-of-stock corrections": "Shipped before it came, and trued up",
    "failed payments": "A payment that failed moves nothing",
    "inventory corrections": "Stock lost and found",
    "orders": "An order is demand, not revenue",
    "invoices": "A service is earned when it is invoiced",
    "refunds": "A refund of a sale paid at once",
}


@pytest.mark.covers("S001-72", "S001-129")
@pytest.mark.parametrize("edge", EDGES)
def test_each_edge_that_finance_asks_for_has_its_scenario(edge: str) -> None:
    """Played here once more by its name, so that none is lost from the pages."""
    [scenario] = [one for one in SCENARIOS if one.title == EDGES[edge]]
    assert all(answer == block.lines for block, answer in play(scenario))


def test_accepting_a_page_without_blank_lines_doubles_nothing(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    source = FOLDER / "stock" / "transit.md"
    whole = source.read_text(encoding="utf-8").replace("**Stock**\n\n", "**Stock**\n")
    page.write_text(whole, encoding="utf-8")
    accept(page)
    assert page.read_text(encoding="utf-8") == whole
