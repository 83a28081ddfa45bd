"""`python -m tests.simulation`: run histories, replay one, or write the page of figures anew.

python -m tests.simulation --runs 10000 --from-seed 0        all figures and the matrix; fails on a finding
python -m tests.simulation --seed 4711 --trace               one history, step by step
python -m tests.simulation --orders --runs 1000              with purchase orders and their updates besides
python -m tests.simulation --write                           10,000 seeds, then docs/reliability.md
"""

from __future__ import annotations

import argparse
import sys
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from typing import Final

from tests.simulation.clients import simple
from tests.simulation.figures import CLIENTS, Figures, added, measured, rows
from tests.simulation.history import happened
from tests.simulation.judge import counted, judged
from tests.simulation.machine import environment
from tests.simulation.page import FIGURES, LONG, PAGE, written
from tests.simulation.process import Process

PART: Final = 100
"""Seeds of one part."""


def main(arguments: list[str]) -> int:
    """The command; 1 = something is wrong, or a pair was not hit often enough in a long run."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation")
    parser.add_argument("--runs", type=int, default=300)
    parser.add_argument("--from-seed", type=int, default=0)
    parser.add_argument("--seed", type=int, help="one history only")
    parser.add_argument("--trace", action="store_true", help="print its steps")
    parser.add_argument("--client", choices=CLIENTS, help="with a simpler client")
    parser.add_argument("--orders", action="store_true", help="with purchase orders besides")
    parser.add_argument("--processes", type=int, default=1, help="how many share the seeds")
    parser.add_argument("--page", action="store_true", help="the page anew from the kept figures")
    parser.add_argument("--write", action="store_true", help=f"{LONG} seeds, then the page of figures")
    chosen = parser.parse_args(arguments)
    if chosen.seed is not None:
        with environment():
            return _one(chosen.seed, chosen.client, trace=chosen.trace, orders=chosen.orders)
    if chosen.page:
        PAGE.write_text(written(Figures.read(FIGURES)), encoding="utf-8")
        return 0
    if chosen.write and chosen.orders:
        parser.error("the page is written of the histories without --orders")
    runs = LONG if chosen.write else chosen.runs
    figures = _all(chosen.from_seed, runs, chosen.processes, orders=chosen.orders)
    _print(figures)
    if chosen.write:
        FIGURES.write_text(figures.as_text(), encoding="utf-8")
        PAGE.write_text(written(figures), encoding="utf-8")
    return int(bool(figures.failed) or (figures.runs >= LONG and bool(figures.unhit)))


def _all(first: int, runs: int, processes: int, *, orders: bool) -> Figures:
    """Parts of some seeds each, one after the other or several at once; added up in order."""
    last = first + runs
    parts = [(start, min(PART, last - start)) for start in range(first, last, PART)]
    if processes == 1:
        return added(map(partial(_part, orders=orders), parts))
    with ProcessPoolExecutor(processes) as pool:
        return added(pool.map(partial(_part, orders=orders), parts))


def _part(seeds: tuple[int, int], *, orders: bool) -> Figures:
    with environment():
        figures = measured(*seeds, _told, orders=orders)
    print(f"… {sum(seeds)}", file=sys.stderr, flush=True)
    return figures


def _one(seed: int, client: str | None, *, trace: bool, orders: bool) -> int:
    begin = simple(with_ids=client == CLIENTS[1]) if client else Process
    history = happened(seed, begin, tell=print if trace else None, orders=orders)
    findings = (counted if client else judged)(history).findings
    history.machine.close()
    print("\n".join(findings) or "nothing lost, duplicated, stuck or unexplained")
    return int(bool(findings))


def _told(seed: int, findings: list[str]) -> None:
    for finding in findings:
        print(f"seed {seed}: {finding}", flush=True)


def _print(figures: Figures) -> None:
    width = max(len(name) for name, _ in rows(figures))
    print("How often each crash point (rows) came together with each fault (columns):")
    for name, counts in rows(figures):
        print(f"{name:{width}} " + " ".join(f"{count:4}" for count in counts))
    print(f"{figures.runs} histories, {sum(figures.crashes.values())} crashes, rarest pair {figures.least}")
    print(f"tieout: {dict(figures.found)}; failed seeds {figures.failed}")
    for name, sums in figures.others.items():
        print(f"{name}: {dict(sums)}")
    for name in figures.unhit[:20] if figures.runs >= LONG else []:
        print(f"too rare: {name}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
