"""The long proof: thousands of random histories, engine against oracle, and what other methods err by.

    python -m tests.oracle --histories 10000 --write docs/costing-proof.md
    python -m tests.oracle --seed 4711          replays one history and shows what differs

Results are kept, a line for each seed, in `--results` (default `build/oracle.jsonl`); a run that was
broken off goes on where it was. Histories are the same every time for their seed.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from tests.oracle.engine import differences, engine_books, oracle_answer
from tests.oracle.methods import METHODS, books_by, cost_of_sales, inventory_value
from tests.oracle.report import report
from tests.oracle.seeds import long_history
from tieout.core.errors import ProgrammerError

Result = dict[str, Any]


def result_of(seed: int) -> Result:
    """One history: what differs between engine and oracle, and cost and stock by each method."""
    cycles, books = long_history(seed)
    try:
        found = differences(engine_books(cycles), oracle_answer(books))
    except (AssertionError, ArithmeticError, LookupError, TypeError, ValueError, ProgrammerError) as why:
        found = [f"the engine stopped: {why!r}"]
    kinds: dict[str, int] = {}
    for event in (event for cycle in cycles for event in cycle):
        kinds[event["kind"]] = kinds.get(event["kind"], 0) + 1
    methods = sorted({event.get("costing_method", "lot_actual") for event in events_of(cycles, "item")})
    by_method = {name: books_by(name, cycles) for name in METHODS}
    by_method["lot"] = books if methods == ["lot_actual"] else books_by("lot", cycles)
    return {
        "seed": seed,
        "differences": found,
        "events": sum(kinds.values()),
        "kinds": kinds,
        "lots": len(books.lots),
        "depth": depth_of(cycles),
        "cycles": len(cycles),
        "methods": methods,
        "cogs": {name: cost_of_sales(kept) for name, kept in by_method.items()},
        "stock": {name: inventory_value(kept) for name, kept in by_method.items()},
    }


def events_of(cycles: list[list[dict[str, Any]]], kind: str) -> Iterator[dict[str, Any]]:
    """The events of one kind, over all cycles."""
    return (event for cycle in cycles for event in cycle if event["kind"] == kind)


def depth_of(cycles: list[list[dict[str, Any]]]) -> int:
    """Levels of the deepest item that was made of what was made before."""
    level: dict[str, int] = {}
    runs = list(events_of(cycles, "production_completed"))
    parts: dict[str, set[str]] = {}
    for event in runs:
        for output in event["outputs"]:
            parts.setdefault(output["item"], set()).update(
                line["item"] for line in event.get("consumed", ())
            )

    def depth(item: str, seen: frozenset[str]) -> int:
        if item in seen or item not in parts:
            return 0
        if item not in level:
            level[item] = 1 + max((depth(part, seen | {item}) for part in parts[item]), default=0)
        return level[item]

    return max((depth(item, frozenset()) for item in parts), default=0)


def kept(path: Path) -> list[Result]:
    """Results of an earlier run; a last line cut off is left out."""
    if not path.exists():
        return []
    lines = path.read_text(encoding="utf-8").split("\n")
    return [json.loads(line) for line in lines[:-1] if line]


def run(seeds: Iterable[int], path: Path) -> Iterator[Result]:
    """Work each history, keep its result at once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        for seed in seeds:
            result = result_of(seed)
            file.write(json.dumps(result) + "\n")
            file.flush()
            yield result


def prove(wanted: int, path: Path) -> list[Result]:
    """All results of the first seeds, with a progress bar for those still to be worked."""
    results = {one["seed"]: one for one in kept(path) if one["seed"] < wanted}
    start, todo = time.monotonic(), [seed for seed in range(wanted) if seed not in results]
    failed = sum(bool(one["differences"]) for one in results.values())
    for done, result in enumerate(run(todo, path), start=1):
        results[result["seed"]] = result
        failed += bool(result["differences"])
        bar = "#" * (40 * len(results) // wanted)
        left = (time.monotonic() - start) / done * (len(todo) - done)
        end = "\r" if sys.stderr.isatty() else "\n"
        if end == "\r" or done % 100 == 0 or done == len(todo):
            text = f"[{bar:<40}] {len(results)} of {wanted}, {failed} differ, {left:.0f} s left"
            print(text, end=end, file=sys.stderr, flush=True)
    return [results[seed] for seed in sorted(results)]


def main() -> int:
    """Run the proof; 1 if any history differs."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.oracle", description=(__doc__ or "").split("\n")[0]
    )
    parser.add_argument("--histories", type=int, default=10_000, help="how many seeds, from 0")
    parser.add_argument("--seed", type=int, help="replay this history alone")
    parser.add_argument("--results", type=Path, default=Path("build/oracle.jsonl"))
    parser.add_argument("--write", type=Path, help="write the report to this file")
    given = parser.parse_args()
    if given.seed is not None:
        found = result_of(given.seed)["differences"]
        print("\n".join(found) or f"history {given.seed}: no difference")
        return int(bool(found))
    results = prove(given.histories, given.results)
    text = report(results)
    print(text)
    if given.write:
        given.write.write_text(text, encoding="utf-8")
    return int(any(result["differences"] for result in results))


if __name__ == "__main__":
    sys.exit(main())
