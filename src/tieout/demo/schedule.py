"""The production schedule: which run starts when, spread over the working days of the month."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Final

from tieout.demo.days import WEEKDAYS
from tieout.demo.plan import RUNS
from tieout.demo.recipes import LEVELS

SLOW: Final = "FG-HOT"
"""Ages two working days in the vat: issued first, then completed in two parts."""
BOILED_OVER: Final = ("FG-MARINARA", 1)
BROKEN_GLASS: Final = ("FG-APRICOT", 1)
"""Item and turn of the two runs that lose more than their yield allows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A planned run: `turn` counts the runs of its item from 0; `start` indexes the working days."""

    key: str
    number: int
    sku: str
    turn: int
    start: int


def runs(rng: Random) -> list[Run]:
    """The 40 runs of the month, numbered by day and, within a day, from blends up to boxes."""
    planned = []
    for level, skus in enumerate(LEVELS):
        for sku in skus:
            for turn in range(RUNS[sku]):
                latest = len(WEEKDAYS) - (4 if sku == SLOW else 1)
                planned.append(((turn * latest + rng.randint(0, latest)) // RUNS[sku], level, sku, turn))
    return [
        Run(key=f"R-{number:03}", number=number, sku=sku, turn=turn, start=start)
        for number, (start, _, sku, turn) in enumerate(sorted(planned), start=1)
    ]
