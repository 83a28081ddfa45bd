"""Run the benchmarks and print their ratios: `python -m benchmarks [--events 10000 100000 1000000]`."""

from __future__ import annotations

import argparse
import json
import platform
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import NamedTuple

from benchmarks.bare import insert_again
from benchmarks.history import write_history
from benchmarks.journey import Progress
from benchmarks.ledgers import WRITERS, compared


class Cost(NamedTuple):
    """What an event cost: seconds on the clock and seconds of the processor."""

    seconds: float
    processor: float


def main() -> None:
    """Measure each size: the journey, the bare insert of the same rows, beancount and hledger."""
    options = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    options.add_argument("--events", type=int, nargs="+", default=[10_000, 100_000])
    options.add_argument("--ledgers-up-to", type=int, default=100_000, help="largest size for the others")
    options.add_argument("--limit", type=int, default=600, help="seconds the others may take for one size")
    chosen = options.parse_args()
    print(f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {platform.machine()}")
    print("  " + ", ".join(f"{name} {_version(name)}" for name in WRITERS), flush=True)
    first: Cost | None = None
    for events in chosen.events:
        cost = measure(events, limit=chosen.limit if events <= chosen.ledgers_up_to else 0)
        first = first or cost
        clock, processor = cost.seconds / first.seconds, cost.processor / first.processor
        print(
            f"  cost per event against the smallest size: {clock:.2f} on the clock, {processor:.2f} of the "
            "processor (goal at most 1.3)",
            flush=True,
        )


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        found = shutil.which(name)
        if found is None:
            return "not installed here"
        said = subprocess.run([found, "--version"], check=True, capture_output=True, text=True).stdout
        return said.split(",")[0].removeprefix(f"{name} ").strip()


def measure(events: int, *, limit: int) -> Cost:
    """Print the figures of one size; what an event cost. Without a limit the others are left out."""
    folder = Path(tempfile.mkdtemp(prefix="tieout-bench-"))
    try:
        return _measure(events, folder, limit)
    finally:
        shutil.rmtree(folder)


def _measure(events: int, folder: Path, limit: int) -> Cost:
    file = folder / "events.jsonl"
    count = write_history(file, events)
    print(f"\n{count:,} events", flush=True)
    command = [sys.executable, "-m", "benchmarks.journey", str(file), str(folder)]
    stages = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)
    ours: float = stages["load"] + stages["cost and post"] + stages["seal"]
    parts = ", ".join(f"{name} {stages[name]:.1f} s" for name in ("load", "cost and post", "seal"))
    print(f"  tieout       {ours:8.1f} s  {count / ours:,.0f} events/s ({parts})")
    work = f"{stages['processor']:.1f} s of the processor, peak {stages['peak MiB']:.0f} MiB"
    print(f"  {'':12} {work}, {stages['documents']:,.0f} documents", flush=True)
    progress = Progress()
    bare = insert_again(
        folder / "books.sqlite", folder / "bare.sqlite", count, lambda _events: progress.say("bare insert")
    )
    work = f"{bare.processor / stages['processor']:.2f} by processor time"
    print(
        f"  bare insert  {bare.seconds:8.1f} s  {bare.rows:,} rows; ratio {bare.seconds / ours:.2f}, "
        f"{work} (goal 0.15, stretch 0.25)",
        flush=True,
    )
    for kind in WRITERS if limit else ():
        print(f"  {kind:12} {compared(kind, file, folder, ours, limit)}", flush=True)
    return Cost(ours / count, stages["processor"] / count)


if __name__ == "__main__":
    main()
