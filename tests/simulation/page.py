"""Page: `docs/reliability.md`, made of the figures of a long run and of nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.reference.tree import ROOT
from tests.simulation.faults import Fault
from tests.simulation.figures import CLIENTS, WANTED_HITS, Figures, rows
from tests.simulation.mutations import MUTATIONS
from tests.simulation.plan import PAIRS
from tests.simulation.points import POINTS

LONG: Final = 10_000
FIGURES: Final = Path(__file__).with_name("figures.json")
PAGE: Final = ROOT / "docs" / "reliability.md"

_HEAD: Final = """\
# Reliability: each document exactly once, shown and not promised

Written by `python -m tests.simulation --write`; do not edit.

tieout's delivery runs in a **deterministic simulation**: the real store, the real connector, the real
tokens, sweep and tie-out, against the emulator of QuickBooks Online in the same process, on a simulated
clock. One number, the seed, decides what a company posts, which faults strike and where the process dies.
The same seed is the same history to the last step.

## What is shown

After each history, whatever happened in it:

- **lost = 0**: every document that QuickBooks can hold is there, unless a person took it out.
- **duplicated = 0**: none is there twice. Both are counted in QuickBooks' books, object by object as they
  appeared, not in tieout's own table of states.
- **stuck = 0**: every crossing is at rest, or somebody's exception; the runs come to an end.
- **unnamed = 0**: what a person edited, deleted or voided in QuickBooks is an exception of its own.
- **untied = 0**: what each document posts is what was sealed, account by account, and the tie-out explains
  every cent; where nobody changed anything there is no difference at all.
"""

_TAIL: Final = """\
## Replay a seed

```sh
python -m tests.simulation --seed 4711 --trace
python -m tests.simulation --seed 4711 --trace --client "requestid only"
python -m tests.simulation --runs 300 --from-seed 0
python -m tests.simulation --runs 300 --orders
```

The first prints every step: processes that begin and die, requests and answers, faults, webhooks, what
people do, and what QuickBooks holds from then on. A run of many seeds prints the seeds that failed, with
what was found, and the matrix. `make test` runs the seeds 0 to 299 each time.

With `--orders` each history holds a purchase order and one to three later states of it besides, each
written over the one before: at the end it is there once, in its last state. The figures above are without
them.

## What a crash is

A process dies at one point, with everything it had in memory; another begins, at once or up to a day later,
and knows only what is in the store. Durable is what a COMMIT has returned for: before it a crash leaves
nothing of a transaction, after it all. That a COMMIT survives the loss of power is SQLite's promise
(`synchronous=FULL`), which the simulation takes as given: it keeps the file in memory. A request that is
under way when its process dies is not done, done, or done up to 119 s later.

## What is not simulated

- Several processes of one company at once. On SQLite there is one writer; its lock is tested on its own.
- PostgreSQL. It has the same contract suite as SQLite; these histories run on SQLite.
- Power cuts, full disks, damaged files, and clocks that run backwards or apart by more than minutes.
- QuickBooks itself. The emulator is written from Intuit's documents and from recordings of real traffic,
  and where they leave a question open both answers are drawn; QuickBooks may have others.
- A person who changes the amount of a document *and* removes tieout's mark from its note within the minutes
  in which its outcome is uncertain: nothing is left to know it by. A document deleted in these minutes is
  posted again, once. With a request id that QuickBooks honours neither happens.
- A 429 that belongs to another request and was never heard before: nothing in it says what it is about.
- A proxy that repeats a request while QuickBooks ignores request ids: no client could tell.
- Documents in other currencies, attachments, reversals and sales tax: they have tests of their own.
"""


def written(figures: Figures) -> str:
    """The page."""
    return "\n".join((_HEAD, *_figures(figures), *_simpler(figures), *_matrix(figures), *_planted(), _TAIL))


def _figures(figures: Figures) -> Iterator[str]:
    last = figures.first + figures.runs - 1
    failed = ", ".join(map(str, figures.failed)) or "none"
    yield f"## Figures of seeds {figures.first} to {last}, tieout {figures.version}\n"
    yield "| | |\n|---|--:|"
    yield f"| histories | {figures.runs:,} |"
    yield f"| documents | {figures.documents:,} |"
    yield f"| requests | {figures.requests:,} |"
    yield f"| lives of a process | {figures.lives:,} |"
    yield f"| crashes | {sum(figures.crashes.values()):,} |"
    yield f"| faults that struck | {sum(figures.faults.values()):,} |"
    yield f"| documents changed by people | {figures.people:,} |"
    for kind in ("lost", "duplicated", "stuck", "unnamed", "untied"):
        yield f"| **{kind}** | **{figures.found[kind]}** |"
    yield f"| seeds that failed | {failed} |\n"
    yield "| fault | struck |\n|---|--:|"
    yield from (f"| {fault.value} | {figures.faults[fault.value]:,} |" for fault in Fault)
    yield (
        "\n*Requestid ignored* and *expired* (forgotten after 30 s) hold for a whole history and are "
        "counted once in it. A token rotation is lost when Intuit's answer to a renewal never arrives.\n"
    )


def _simpler(figures: Figures) -> Iterator[str]:
    runs = max((sums["runs"] for sums in figures.others.values()), default=0)
    yield "## The same histories with simpler clients\n"
    yield (
        f"The seeds 0 to {runs - 1} were run with two simpler clients too. The naive one posts, and posts "
        "again when it hears nothing good. The other keeps a request id for each document before it is "
        "first sent, uses it until there is an answer, and proves nothing. If they did as well, the "
        "histories would show nothing.\n"
    )
    yield "| client | lost | duplicated | histories with either |\n|---|--:|--:|--:|"
    for name in CLIENTS:
        sums = figures.others.get(name) or Counter()
        wrong = f"{sums['wrong']:,} of {sums['runs']:,}"
        yield f"| {name} | {sums['lost']:,} | {sums['duplicated']:,} | {wrong} |"
    wrong = f"{len(figures.failed):,} of {figures.runs:,}"
    yield f"| tieout | {figures.found['lost']} | {figures.found['duplicated']} | {wrong} |\n"


def _matrix(figures: Figures) -> Iterator[str]:
    yield "## Crash points and faults together\n"
    yield (
        f"{len(POINTS)} crash points and {len(tuple(Fault))} faults are {len(PAIRS):,} pairs. Each number "
        f"says in how many histories a process died at that point and that fault struck; the rarest is "
        f"{figures.least}. A long run in which one is below {WANTED_HITS} fails. Every pair can happen, "
        "none is left out.\n"
    )
    yield from (f"{place}. {fault.value}" for place, fault in enumerate(Fault, start=1))
    numbers = [str(place) for place, _ in enumerate(Fault, start=1)]
    yield "\n| the process dies | " + " | ".join(numbers) + " |"
    yield "|---|" + "--:|" * len(numbers)
    for name, counts in rows(figures):
        yield f"| {name} | " + " | ".join(map(str, counts)) + " |"
    yield ""


def _planted() -> Iterator[str]:
    yield "## Faults planted on purpose\n"
    yield "Each of these was put into the engine, and the simulation found it (a test does so each time):\n"
    yield from (f"- {name}" for name in MUTATIONS)
    yield ""
