"""Page: `docs/reliability.md`, made of the figures of a long run and of nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from tests.reference.tree import ROOT
from tests.simulation.figures import Figures

LONG: Final = 10_000
FIGURES: Final = Path(__file__).with_name("figures.json")
PAGE: Final = ROOT / "docs" / "reliability.md"


def written(figures: Figures) -> str:
    """The page."""
    return str(figures.runs)
