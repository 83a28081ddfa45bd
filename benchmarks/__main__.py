"""Run the benchmarks and print their ratios: `python -m benchmarks [--events 10000 100000]`."""

from __future__ import annotations

import argparse
import json
import platform
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.bare import insert_again
from benchmarks.history import write_history
from benchmarks.ledgers import check_command, timed, write_beancount, write_hledger


def main() -> None:
    """Measure each size: the journey, the bare insert of the same rows, beancount and hledger."""
    options = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    options.add_argument("--events", type=int, nargs="+", default=[10_000, 100_000])
    options.add_argument("--ledgers-up-to", type=int, default=100_000, help="largest size for the others")
    chosen = options.parse_args()
    print(f"Python {platform.python_version()}, {platform.machine()}")
    first: float | None = None
    for events in chosen.events:
        cost = measure(events, with_ledgers=events <= chosen.ledgers_up_to)
        first = first or cost
        print(f"  cost per event against the smallest size: {cost / first:.2f}")


def measure(events: int, *, with_ledgers: bool) -> float:
    """Print the figures of one size; seconds per event."""
    folder = Path(tempfile.mkdtemp(prefix="tieout-bench-"))
    try:
        return _measure(events, folder, with_ledgers=with_ledgers)
    finally:
        shutil.rmtree(folder)


def _measure(events: int, folder: Path, *, with_ledgers: bool) -> float:
    file = folder / "events.jsonl"
    count = write_history(file, events)
    command = [sys.executable, "-m", "benchmarks.journey", str(file), str(folder)]
    stages = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    ours: float = stages["load"] + stages["cost and post"] + stages["seal"]
    bare, rows = insert_again(folder / "books.sqlite", folder / "bare.sqlite", count)
    print(f"\n{count:,} events, {stages['documents']:,} documents, {rows:,} rows")
    parts = ", ".join(f"{name} {stages[name]:.1f} s" for name in ("load", "cost and post", "seal"))
    speed = f"{count / ours:,.0f} events/s"
    print(f"  tieout       {ours:8.1f} s  {speed}  ({parts}), peak {stages['peak MiB']} MiB")
    print(f"  bare insert  {bare:8.1f} s  ratio {bare / ours:.2f} (goal 0.15, stretch 0.25)")
    if with_ledgers:
        _ledgers(file, folder, ours)
    return ours / count


def _ledgers(file: Path, folder: Path, ours: float) -> None:
    for kind, write in (("beancount", write_beancount), ("hledger", write_hledger)):
        journal = folder / f"books.{kind}"
        count = write(file, journal)
        seconds = timed(check_command(kind, journal))
        if seconds is None:
            print(f"  {kind:12} not installed here")
        else:
            ratio = f"tieout takes {ours / seconds:.2f} of it"
            print(f"  {kind:12} {seconds:8.1f} s  {count:,} transactions; {ratio}")


if __name__ == "__main__":
    main()
