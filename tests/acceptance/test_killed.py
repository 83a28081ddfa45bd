"""Killed at any moment, loaded twice, in another order and in other splits: the same books.

An undisturbed company loads a small month and runs once. Then other machines do the same work under
`kill -9`: the files are shuffled and cut anew, loaded, killed while loading, loaded again from the
start, run and killed at random moments, started again each time. QuickBooks (the emulator) is a process
of its own and goes on. At the end the trial balance, the number of QuickBooks' objects of each kind and
the canonical dump must equal those of the undisturbed company, and no mark of ours may stand twice.

Most kills wait for a phase and strike at a random moment within its measured length, so that loading,
costing, sealing and delivering are all hit; the others strike anywhere. A process counts from when it
has become the company's writer, so that no kill is spent on its imports. What a kill hit is
read from the company's books afterwards, counted and printed.
"""

from __future__ import annotations

import random
import sqlite3
import subprocess
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.acceptance.dump import first_differences
from tests.acceptance.files import month_files, recut
from tests.acceptance.process import RUN, Site, site

SEED, ORDERS = 11, 220
KILLS, LEAST_PER_PHASE, MOST_LIVES = 25, 3, 12
PHASES = ("loading", "costing", "sealing", "delivering")
HELD = 1
"""Entries the month leaves unsealed: its channel without an account."""


def phase(books: Path, events: int) -> str:
    """How far a company has come."""
    with closing(sqlite3.connect(f"file:{books}?mode=ro", uri=True)) as database:

        def one(sql: str) -> int:
            return int(database.execute(sql).fetchone()[0] or 0)

        seen = one("SELECT MAX(seq) FROM event")
        if seen < events:
            return "loading"
        costed = "SELECT MAX(c.watermark) FROM cycle c JOIN cycle_mark m ON m.cycle = c.id WHERE m.done = 1"
        if one(costed) < seen:
            return "costing"
        if one("SELECT COUNT(*) FROM unsealed") > HELD:
            return "sealing"
        if one("SELECT COUNT(*) FROM crossing_state WHERE state <> 'confirmed'"):
            return "delivering"
        return "done"


@dataclass
class Timing:
    """When each phase began and how long the whole took, in seconds since the verb began its work."""

    began: dict[str, float] = field(default_factory=dict)
    total: float = 0.0

    def length(self, wanted: str) -> float:
        """How long a phase lasted; the whole where it was too short to be seen."""
        start = self.began.get(wanted, 0.0)
        return next((end for end in sorted(self.began.values()) if end > start), self.total) - start


def working(made: Site, process: subprocess.Popen[bytes]) -> bool:
    """Whether a process has become the company's writer: its imports are over, its verb has begun."""
    lock = made.books.with_name("writer.lock")
    return lock.exists() and lock.read_text(encoding="utf-8").startswith(f"{process.pid} ")


def watched(made: Site, events: int, *arguments: str) -> Timing:
    """Run a verb to its end, noting when each phase is first seen."""
    timing, begun = Timing(), 0.0
    process = made.start(*arguments)
    while process.poll() is None:
        if working(made, process):
            begun = begun or time.monotonic()
            timing.began.setdefault(phase(made.books, events), time.monotonic() - begun)
        time.sleep(0.005)
    timing.total = time.monotonic() - begun
    return timing


@dataclass
class Undisturbed:
    """The measure of all others."""

    events: int
    load: Timing
    run: Timing
    dump: dict[str, list[str]]
    trial_balance: dict[str, str]
    counts: dict[str, int]


def undisturbed(folder: Path, files: Sequence[Path]) -> Undisturbed:
    names = [str(path) for path in files]
    with site(folder) as made:
        load = watched(made, 10**9, "load", *names)
        events = made.events()
        run = watched(made, events, *RUN)
        assert phase(made.books, events) == "done"
        return Undisturbed(events, load, run, made.dump(), made.trial_balance(), made.counts())


@dataclass
class Killer:
    """Strikes processes and keeps count.

    `haste` follows, phase by phase, how fast the machine is just now: a strike that came too late makes
    the next one of its phase come sooner, one that hit lets the next wait a little longer.
    """

    measure: Undisturbed
    chance: random.Random
    hits: Counter[str] = field(default_factory=Counter)
    haste: dict[str, float] = field(default_factory=dict)

    def strike(self, made: Site, wanted: str, *arguments: str) -> bool:
        """Kill one verb: in a phase, or anywhere where none is wanted; False = it ended before."""
        process = made.start(*arguments)
        try:
            self._wait(made, process, wanted, arguments[0])
        finally:
            process.kill()
            code = process.wait()
        hit = "" if code >= 0 else phase(made.books, self.measure.events)
        late = code >= 0 or wanted not in ("", hit)
        self.haste[wanted] = self.haste.get(wanted, 1.0) * (0.5 if late else 1.1)
        self.hits.update([hit] if hit else [])
        return bool(hit)

    def _wait(self, made: Site, process: subprocess.Popen[bytes], wanted: str, verb: str) -> None:
        timing = self.measure.load if verb == "load" else self.measure.run
        while process.poll() is None and not working(made, process):
            time.sleep(0.003)
        while wanted and process.poll() is None and phase(made.books, self.measure.events) != wanted:
            time.sleep(0.003)
        length = timing.length(wanted) if wanted else timing.total
        time.sleep(self.chance.random() * self.haste.get(wanted, 1.0) * length)


def life(made: Site, killer: Killer, files: Sequence[Path]) -> None:
    """One company's month under fire, to its end; most fire goes where little was hit so far."""
    names = [str(path) for path in files]
    for _ in range(2):
        killer.strike(made, "", "load", *names)
    assert made.finish("load", *names) == 1, "the planted faults of the files are reported every time"
    for wanted in ("costing", "", "sealing", "sealing", "delivering", "", "delivering", "delivering"):
        now = phase(made.books, killer.measure.events)
        ahead = PHASES[PHASES.index(now) :] if now in PHASES else ()
        if wanted in ahead or (ahead and not wanted):
            killer.strike(made, wanted, *RUN)
    made.run_to_the_end()


@pytest.mark.covers("S002-46", "S002-47", "S001-88", "S001-94")
def test_killed_at_random_moments_the_books_are_those_of_an_undisturbed_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paths = month_files(tmp_path / "files", SEED, ORDERS)
    chance = random.Random(26)
    measure = undisturbed(tmp_path / "undisturbed", paths)
    killer = Killer(measure, chance)
    for number in range(MOST_LIVES):
        files = recut(paths, tmp_path / f"cut-{number}", chance, parts=chance.randint(2, 9))
        with site(tmp_path / f"life-{number}") as made:
            life(made, killer, files)
            assert not first_differences(measure.dump, made.dump())
            assert made.counts() == measure.counts
            assert made.trial_balance() == measure.trial_balance
            assert not made.twice()
        enough = all(killer.hits[one] >= LEAST_PER_PHASE for one in PHASES)
        if enough and killer.hits.total() - killer.hits["done"] >= KILLS:
            break
    with capsys.disabled():
        told = ", ".join(f"{count} {one}" for one, count in sorted(killer.hits.items()))
        print(f"\n{killer.hits.total()} kills in {number + 1} lives: {told}")
    assert killer.hits.total() - killer.hits["done"] >= 25
    assert all(killer.hits[one] >= LEAST_PER_PHASE for one in PHASES), killer.hits
