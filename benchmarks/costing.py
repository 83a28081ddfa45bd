"""Costing: `python -m benchmarks.costing [--movements 10000 1000000]` measures what lots cost to cost.

For each size, in a process of its own:

- **first costing**: from the event file to lots, takes, costs and entries stored durably (SQLite,
  synchronous=FULL), loading apart;
- **again in memory**: every lot's and take's value worked out again from what came in, down the
  genealogy, as `tieout verify` does it; nothing may differ. Reading what is stored is counted apart;
- **engine replay**: the same events in the same order through the same engine without a store, picks and
  all; what it makes must be what is stored, lot for lot and take for take;
- **a late bill**: of a lot that ten runs used and a hundred shipments carry, the same in every size;
  the middle of five, loading included.

Then, where the size allows, beancount (lots booked first in, first out) and hledger on the same.
"""

from __future__ import annotations

import argparse
import json
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from itertools import islice
from pathlib import Path

from sqlalchemy import Connection

from benchmarks.journey import Progress, Tick, founded
from benchmarks.ledgers import WRITERS, compared
from benchmarks.movements import TRACERS, late_bill, write_movements
from tieout.core.lot import LotBorn, Take
from tieout.core.master import MasterData
from tieout.costing.cost import Context, cost_step
from tieout.costing.genealogy import NoGenealogy
from tieout.costing.recosting import Recosting
from tieout.costing.shelf import Shelf
from tieout.cycle.collector import rare_collections
from tieout.runtime import acts
from tieout.runtime.company import Company
from tieout.storage.costed import costed_steps, held_lots
from tieout.storage.events import Cycle, master_steps, order_of, steps_of
from tieout.storage.step import Step

CHUNK = 1000
Figures = dict[str, float]


def main() -> None:
    """Measure each size and print figures and ratios."""
    options = argparse.ArgumentParser(prog="benchmarks.costing", description=__doc__)
    options.add_argument("--movements", type=int, nargs="+", default=[10_000, 100_000])
    options.add_argument("--ledgers-up-to", type=int, default=100_000, help="largest size for the others")
    options.add_argument("--limit", type=int, default=600, help="seconds the others may take for one size")
    options.add_argument("--one", type=Path, help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.one:
        print(json.dumps(measured(chosen.one, Progress().say)))
        return
    print(f"Python {platform.python_version()}, {platform.machine()}", flush=True)
    first: Figures | None = None
    for movements in chosen.movements:
        found = _measure(movements, chosen.limit if movements <= chosen.ledgers_up_to else 0)
        first = first or found
        ratio = found["late bill"] / first["late bill"]
        print(f"  late bill against the smallest size: {ratio:.2f} (goal at most 1.5)", flush=True)


def _measure(movements: int, limit: int) -> Figures:
    """Print the figures of one size. Without a limit the others are left out."""
    folder = Path(tempfile.mkdtemp(prefix="tieout-costing-"))
    try:
        count = write_movements(folder / "events.jsonl", movements)
        print(f"\n{count:,} movements", flush=True)
        command = [sys.executable, "-m", "benchmarks.costing", "--one", str(folder)]
        found: Figures = json.loads(
            subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
        )
        _say(found, count)
        for kind in WRITERS if limit else ():
            told = compared(kind, folder / "events.jsonl", folder, found["first costing"], limit)
            print(f"  {kind:16} {told}", flush=True)
        return found
    finally:
        shutil.rmtree(folder)


def _say(found: Figures, count: int) -> None:
    for name, more in (
        ("first costing", f"{found['peak MiB']:.0f} MiB at most"),
        ("again in memory", f"{found['again peak MiB']:.0f} MiB at most, equal to what is stored"),
        ("and reading it", "the same with what it is read from the store"),
        ("engine replay", "equal to what is stored"),
    ):
        clock, processor = found[name], found[f"{name}, processor"]
        rates = f"{count / clock:,.0f} movements/s, {count / processor:,.0f} by processor time"
        print(f"  {name:16} {clock:8.1f} s  {rates}, {more}")
    print(f"  {'load before':16} {found['load']:8.1f} s  {found['events']:,.0f} events")
    reached = f"reaches {found['reached']:.0f} lots"
    print(f"  late bill        {found['late bill'] * 1000:8.1f} ms {reached}", flush=True)


def measured(folder: Path, tick: Tick) -> Figures:
    """All figures of one event file.

    Raises:
        AssertionError: costed again in memory, something comes out otherwise than it is stored.
    """
    company, found = founded(folder), Figures()
    found["load"] = _seconds(lambda: acts.load(company, [folder / "events.jsonl"], lambda *_: tick("load")))
    worked = time.process_time()
    found["first costing"] = _seconds(lambda: acts.cost(company, lambda _: tick("first costing")))
    found["first costing, processor"] = time.process_time() - worked
    found["peak MiB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    with company.database.read() as connection:
        found["events"] = connection.exec_driver_sql("SELECT COUNT(*) FROM event").scalar_one()
        found |= _again(connection, tick)
        found["again peak MiB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        found["engine replay"], found["engine replay, processor"] = _replayed(connection, tick)
    found |= _late(company, folder)
    company.database.close()
    return found


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


@rare_collections()
def _again(connection: Connection, tick: Tick) -> Figures:
    """Work every cost out again from what came in: seconds on the clock and of the processor.

    What is stored is read a chunk of steps at a time, so that reading can be told apart.
    """
    anew, steps = Recosting(), costed_steps(connection)
    began, seconds, worked = (time.perf_counter(), time.process_time()), 0.0, 0.0
    while chunk := list(islice(steps, CHUNK)):
        at, work = time.perf_counter(), time.process_time()
        for step in chunk:
            anew.step(step)
        seconds, worked = seconds + time.perf_counter() - at, worked + time.process_time() - work
        tick("again in memory")
    held = list(held_lots(connection))
    at, work = time.perf_counter(), time.process_time()
    anew.compare_held(held)
    ended = time.perf_counter(), time.process_time()
    assert anew.found == []
    return {
        "again in memory": seconds + ended[0] - at,
        "again in memory, processor": worked + ended[1] - work,
        "and reading it": ended[0] - began[0],
        "and reading it, processor": ended[1] - began[1],
    }


def _replayed(connection: Connection, tick: Tick) -> tuple[float, float]:
    """Cost everything again without a store: seconds on the clock and of the processor for the engine.

    Reading events and comparing what comes out are not counted.
    """
    (watermark,) = connection.exec_driver_sql("SELECT watermark FROM cycle").one()
    cycle = Cycle(id=1, after=0, watermark=watermark, position=None, done=False)
    master = MasterData("USD")
    for step in master_steps(connection, cycle):
        master.learn(step.event())
    master.at(date.max)
    shelf, context, seconds, worked = Shelf(NoGenealogy()), Context(), 0.0, 0.0
    stored = _Stored(connection)
    order = order_of(connection, cycle)
    for start in range(0, len(order), CHUNK):
        steps = steps_of(connection, cycle, order[start : start + CHUNK])
        took, work, made = _cost_chunk(shelf, master, context, steps)
        seconds, worked = seconds + took, worked + work
        stored.compare(*made)
        tick("engine replay")
    stored.over()
    return seconds, worked


@rare_collections()
def _cost_chunk(
    shelf: Shelf, master: MasterData, context: Context, steps: list[Step]
) -> tuple[float, float, tuple[list[LotBorn], list[Take]]]:
    read = [(step.id, step.event()) for step in steps]
    began, worked = time.perf_counter(), time.process_time()
    made = [cost_step(shelf, master, context, key, event) for key, event in read]
    shelf.drain_touched()
    shelf.drain_costs()
    seconds, worked = time.perf_counter() - began, time.process_time() - worked
    facts = [one for one in made if one is not None]
    return (
        seconds,
        worked,
        ([lot for one in facts for lot in one.born], [take for one in facts for take in one.takes]),
    )


class _Stored:
    """What is stored, read beside what is made again."""

    def __init__(self, connection: Connection) -> None:
        self._lots = connection.exec_driver_sql(
            "SELECT id, item, number, quantity, value FROM lot ORDER BY id"
        )
        self._takes = connection.exec_driver_sql(
            "SELECT lot, sink, quantity, value, role, weight, whole FROM take ORDER BY n"
        )

    def compare(self, born: list[LotBorn], takes: list[Take]) -> None:
        lots = [tuple(row) for row in self._lots.fetchmany(len(born))] if born else []
        assert lots == [(lot.id, lot.item, lot.number, lot.quantity, lot.value) for lot in born]
        assert [tuple(row) for row in (self._takes.fetchmany(len(takes)) if takes else ())] == takes

    def over(self) -> None:
        assert self._lots.fetchone() is None
        assert self._takes.fetchone() is None


def _late(company: Company, folder: Path) -> Figures:
    """The middle of five late bills, loaded and costed one after the other."""
    seconds, reached = [], []
    for tracer in range(TRACERS):
        file = folder / f"late-{tracer}.jsonl"
        file.write_text(json.dumps(late_bill(tracer)) + "\n", encoding="utf-8")
        before = _revaluations(company)
        began = time.perf_counter()
        acts.load(company, [file], lambda *_: None)
        acts.cost(company, lambda _: None)
        seconds.append(time.perf_counter() - began)
        reached.append(_revaluations(company) - before)
    return {"late bill": statistics.median(seconds), "reached": statistics.median(reached)}


def _revaluations(company: Company) -> int:
    with company.database.read() as connection:
        return int(connection.exec_driver_sql("SELECT COUNT(*) FROM revaluation").scalar_one())


if __name__ == "__main__":
    main()
