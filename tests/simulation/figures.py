"""Figures: what many histories came to, added up, and kept as text so that a page can be made of them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final, Self

from tests.simulation.clients import simple
from tests.simulation.faults import Fault
from tests.simulation.history import History, happened
from tests.simulation.judge import counted, judged
from tests.simulation.plan import PAIRS
from tests.simulation.points import POINTS, Point

WANTED_HITS: Final = 20
"""How often each pair of crash point and fault must come together in the long run."""

CLIENTS: Final = ("naive", "requestid only")
KINDS: Final = ("lost", "duplicated", "stuck", "unnamed", "untied")


@dataclass
class Figures:
    """Sums over the histories of some seeds; `pairs` counts those in which both came together.

    `version` is that of the tieout that was run.
    """

    version: str = ""
    first: int = 0
    runs: int = 0
    documents: int = 0
    lives: int = 0
    requests: int = 0
    people: int = 0
    crashes: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    pairs: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    failed: list[int] = field(default_factory=list)
    others: dict[str, Counter[str]] = field(default_factory=dict)

    @property
    def unhit(self) -> list[str]:
        """Pairs that did not come together often enough."""
        return [name for name in map(pair_name, PAIRS) if self.pairs[name] < WANTED_HITS]

    @property
    def least(self) -> int:
        """How often the rarest pair came together."""
        return min(self.pairs[pair_name(pair)] for pair in PAIRS)

    def add(self, history: History, findings: dict[str, int]) -> None:
        """One history of tieout's own client."""
        self.runs += 1
        self.documents += len(history.wanted)
        self.lives += history.lives
        self.requests += history.machine.network.requests
        self.people += len(history.world.done)
        self.crashes.update(str(point) for point in history.died)
        self.faults.update({fault.value: count for fault, count in history.struck.items()})
        self.found.update(findings)
        both = {(point, fault) for point in history.died for fault in history.struck}
        self.pairs.update(pair_name(pair) for pair in both)
        if any(findings.values()):
            self.failed.append(history.plan.seed)

    def as_text(self) -> str:
        """Written out, the same for the same figures."""
        plain = {name: _plain(getattr(self, name)) for name in self.__dataclass_fields__}
        return json.dumps(plain, indent=1, sort_keys=True) + "\n"

    @classmethod
    def read(cls, path: Path) -> Self:
        """Figures written before."""
        plain: dict[str, Any] = json.loads(path.read_text("utf-8"))
        for name in ("crashes", "faults", "pairs", "found"):
            plain[name] = Counter(plain[name])
        plain["others"] = {name: Counter(sums) for name, sums in plain["others"].items()}
        return cls(**plain)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    return value


def pair_name(pair: tuple[Point, Fault]) -> str:
    """A pair in words."""
    return f"{pair[0]} / {pair[1].value}"


Told = Callable[[int, list[str]], None]


COMPARED: Final = 10_000
"""So many seeds, from 0 on, are run with the simpler clients too."""


def measured(first: int, runs: int, told: Told, *, orders: bool = False) -> Figures:
    """The figures of seeds in a row; `told` hears of each seed and what was found wrong.

    With `orders`, purchase orders are there besides, and no simpler client runs: none of them updates.
    """
    figures = Figures(version=version("tieout"), first=first)
    for seed in range(first, first + runs):
        history = happened(seed, orders=orders)
        verdict = judged(history)
        figures.add(history, {kind: len(getattr(verdict, kind)) for kind in KINDS})
        history.machine.close()
        told(seed, verdict.findings)
        for name in CLIENTS if seed < COMPARED and not orders else ():
            _compare(figures, name, seed)
    return figures


def added(parts: Iterable[Figures]) -> Figures:
    """The figures of parts that follow each other, as those of the whole."""
    whole: Figures | None = None
    for part in parts:
        if whole is None:
            whole = part
            continue
        for name in ("runs", "documents", "lives", "requests", "people"):
            setattr(whole, name, getattr(whole, name) + getattr(part, name))
        for name in ("crashes", "faults", "pairs", "found"):
            getattr(whole, name).update(getattr(part, name))
        whole.failed += part.failed
        for client, sums in part.others.items():
            whole.others.setdefault(client, Counter()).update(sums)
    return whole or Figures()


def _compare(figures: Figures, name: str, seed: int) -> None:
    """The same seed with a simpler client."""
    history = happened(seed, simple(with_ids=name == "requestid only"))
    verdict = counted(history)
    history.machine.close()
    sums = figures.others.setdefault(name, Counter())
    sums.update({"lost": len(verdict.lost), "duplicated": len(verdict.duplicated)})
    sums["wrong"] += bool(verdict.findings)
    sums["runs"] += 1


def rows(figures: Figures) -> list[tuple[str, list[int]]]:
    """The matrix: for each crash point how often each fault came together with it."""
    return [(str(point), [figures.pairs[pair_name((point, fault))] for fault in Fault]) for point in POINTS]
