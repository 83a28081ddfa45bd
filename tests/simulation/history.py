"""History: one seed from its first document to its verdict."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Final

from tests.simulation.documents import Wanted, ordered, wanted
from tests.simulation.faults import Fault
from tests.simulation.machine import Machine
from tests.simulation.plan import Plan, planned
from tests.simulation.points import Point, ProcessDied, Reaper
from tests.simulation.process import Begin, Ended, Process
from tests.simulation.world import REALM, START, World

LONGEST: Final = timedelta(days=10)
"""By then everything must have come to its end or to somebody's desk."""

MOST_LIVES: Final = 60
LONGEST_TELLING: Final = 40 * 3600
"""Seconds: longer than QuickBooks takes to repeat what was not acknowledged."""


@dataclass
class History:
    """What happened; `stuck` says why it did not end."""

    plan: Plan
    wanted: list[Wanted]
    machine: Machine
    died: list[Point] = field(default_factory=list)
    lives: int = 0
    last: Ended | None = None
    stuck: str = ""
    steps: list[str] = field(default_factory=list)

    @property
    def world(self) -> World:
        """QuickBooks and everybody around it."""
        return self.machine.world

    @property
    def struck(self) -> dict[Fault, int]:
        """How often each fault happened."""
        return self.world.struck


def happened(
    seed: int,
    begin: Begin = Process,
    *,
    plan: Plan | None = None,
    orders: bool = False,
    tell: Callable[[str], None] | None = None,
) -> History:
    """Let the history of a seed happen; `tell` hears each step as it does.

    `orders` = a purchase order and its later states are there besides.
    """
    plan = plan or planned(seed)
    steps: list[str] = []
    world: World | None = None

    def trace(text: str) -> None:
        at = world.books.clock.now().strftime("%d %H:%M:%S") if world else "start"
        steps.append(f"{at}  {text}")
        if tell:
            tell(steps[-1])

    world = World(plan, trace)
    chosen = wanted(Random(f"documents {seed}"), plan.forced)
    if orders:
        chosen += ordered(Random(f"orders {seed}"))
    reaper = Reaper(plan.crashes, trace)
    history = History(plan, chosen, Machine(world, reaper, chosen), steps=steps)
    if plan.stale_token:
        world.pass_time(4000)
    _lived(history, begin)
    history.died = [crash.point for crash in reaper.died]
    return history


def _lived(history: History, begin: Begin) -> None:
    """One life after the other until nothing is left to do."""
    world, machine = history.world, history.machine
    while True:
        history.lives += 1
        if history.lives > MOST_LIVES or world.now() - START > LONGEST:
            history.stuck = f"no end after {history.lives} lives and {world.now() - START}"
            return
        ended = _life(history, begin)
        if ended is None:
            continue
        history.last = ended
        if ended.problem:
            world.trace(f"a person must act: {ended.problem.code}")
            world.pass_time(3 * 3600)
            machine.sign_in(machine.company())
        elif ended.next_at:
            world.pass_time(max((ended.next_at - world.now()).total_seconds(), 60))
        elif not _still_to_come(machine):
            return


def _life(history: History, begin: Begin) -> Ended | None:
    """One life; None = it died, and the machine stood still for a while."""
    machine, world = history.machine, history.world
    machine.reaper.begin()
    world.trace(f"process {history.lives} begins")
    machine.busy = True
    try:
        return begin(machine).live()
    except ProcessDied:
        machine.up = machine.busy = False
        world.pass_time(machine.reaper.died[-1].down_seconds)
        return None
    finally:
        machine.place.close()
        machine.up, machine.busy = True, False


def _still_to_come(machine: Machine) -> bool:
    """Whether another run is wanted: something landed, somebody acted, or QuickBooks told of a change."""
    world, shared = machine.world, machine.registry
    before = (len(world.births), len(world.done), shared.last_notice(REALM))
    world.pass_time(300)
    waited = 0
    while world.pending and waited < LONGEST_TELLING:
        world.pass_time(3600)
        waited += 3600
    return before != (len(world.births), len(world.done), shared.last_notice(REALM))
