"""Plan: one number becomes one history: what a company posts, which faults strike, where processes die.

Every (crash point, fault) pair is aimed at in turn, so that a few thousand seeds in a row hit each of them
often; the rest of a history is drawn by its own random numbers.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import Any, Final

from tests.simulation.faults import (
    OF_PEOPLE,
    OF_READS,
    OF_REQUESTS,
    OF_TOKENS,
    UNANSWERED,
    Fault,
    Strike,
)
from tests.simulation.points import AFTER, BEFORE, POINTS, READINGS, UNDER_WAY, Crash, Point

FAULTS: Final = tuple(Fault)
PAIRS: Final = tuple((point, fault) for point in POINTS for fault in FAULTS)
STRIDE, OTHER_STRIDE, THIRD_STRIDE = 7919, 104_729, 1_299_709
"""Primes, so that neighbouring seeds aim at pairs far from each other and all pairs have their turn."""

RARE_POINTS: Final = frozenset(
    {
        *(Point("retry", moment) for moment in (BEFORE, AFTER)),
        *(Point("read-back", moment) for moment in (BEFORE, AFTER)),
        *(Point("batch", moment) for moment in (UNDER_WAY, AFTER)),
        Point("prioritise", AFTER),
        Point("changes", AFTER),
        Point("release", BEFORE),
        Point("token attempt", AFTER),
    }
)
RARE_FAULTS: Final = frozenset(
    {Fault.TOKEN_LOST, Fault.ERROR_BEFORE, Fault.DUPLICATE, Fault.DELETED_UNCERTAIN}
)
RARE_PAIRS: Final = tuple(pair for pair in PAIRS if pair[0] in RARE_POINTS or pair[1] in RARE_FAULTS)
"""Pairs that come together less often by themselves: each seed aims at one of them besides."""

OFTEN: Final = frozenset({"claim", "attempt", "settle", "batch", "quota", *READINGS, "notices"})
"""Steps a process comes to several times."""

RARE: Final = frozenset({Fault.DUPLICATE, Fault.REORDERED})
"""Faults that want a second request besides the one they strike."""

LOST: Final = (*UNANSWERED, Fault.TIMEOUT_BEFORE, Fault.DROPPED_BEFORE)


@dataclass(frozen=True, slots=True)
class PersonAct:
    """What a person does in QuickBooks to a document of ours, the `nth` time there is an occasion."""

    fault: Fault
    nth: int
    variant: str


@dataclass(slots=True)
class Plan:
    """One history, before it happens. `world` seeds what is drawn while it happens."""

    seed: int
    world: int
    crashes: list[Crash] = field(default_factory=list)
    strikes: list[Strike] = field(default_factory=list)
    acts: list[PersonAct] = field(default_factory=list)
    emulator: dict[str, Any] = field(default_factory=dict)
    forced: set[str] = field(default_factory=set)
    faults: set[Fault] = field(default_factory=set)
    policy: str = "next_open"
    lanes: int = 1
    batch_size: int = 3
    stale_token: bool = False
    swept: bool = True
    closing: tuple[int, int] | None = None


def aimed_at(seed: int) -> list[tuple[Point, Fault]]:
    """The pairs a seed aims at."""
    turn = seed // len(PAIRS)
    first = seed * STRIDE
    second = seed * OTHER_STRIDE + turn * 31 + 17
    return [
        *(PAIRS[place % len(PAIRS)] for place in (first, second)),
        RARE_PAIRS[seed * THIRD_STRIDE % len(RARE_PAIRS)],
    ]


def planned(seed: int) -> Plan:
    """The plan of a seed."""
    random = Random(f"tieout {seed}")
    plan = Plan(seed=seed, world=random.getrandbits(64))
    plan.lanes, plan.batch_size = random.choice((1, 1, 2, 3)), random.choice((2, 2, 3))
    plan.policy = random.choice(("next_open", "next_open", "adjust", "hold"))
    plan.stale_token, plan.swept = random.random() < 0.3, random.random() < 0.8
    plan.emulator = {
        "custom_txn_numbers": random.random() < 0.5,
        "batch_order": random.choice(("given", "reverse", f"shuffle:{seed}")),
        "webhook_form": random.choice(("cloudevents", "older")),
        "payment_bumps_linked": random.random() < 0.5,
        "requestid_mismatch": random.choice(("replay", "600", "2600")),
        "requestid_replays_faults": random.random() < 0.5,
        "retry_after": random.random() < 0.5,
    }
    for point, fault in aimed_at(seed):
        _crash(plan, random, point)
        _fault(plan, random, fault)
    if random.random() < 0.3:
        _fault(plan, random, random.choice(FAULTS))
    if random.random() < 0.2:
        _crash(plan, random, random.choice(POINTS))
    return plan


def _crash(plan: Plan, random: Random, point: Point) -> None:
    """A crash at a point, and what makes a process come there."""
    often = point.step in OFTEN and random.random() < 0.3
    nth = random.randint(2, 3) if often else 1
    down = random.choice((0, 1, 5, 30, 200, 3600, 90_000))
    plan.crashes.append(Crash(point, nth, down))
    if point.step in ("doubt", "look-up"):
        _strike(plan, random, random.choice(LOST))
    if point.step == "release":
        _strike(plan, random, Fault.THROTTLED)
    if point.step == "refuse":
        plan.forced.add("below zero")
    if point.step in ("redate", "retry"):
        plan.closing = (random.choice((3, 4)), 25)
        plan.policy = random.choice(("next_open", "adjust"))
    if point.step in ("refresh", "token attempt", "token outcome"):
        plan.stale_token = True


def _fault(plan: Plan, random: Random, fault: Fault) -> None:
    """A fault, and what makes it matter."""
    plan.faults.add(fault)
    if fault in OF_REQUESTS:
        _strike(plan, random, fault)
    elif fault in OF_TOKENS:
        plan.stale_token = True
        plan.emulator["refresh_rotation"] = "always"
        plan.strikes.append(Strike(fault, "refresh", 1))
    elif fault in (Fault.IGNORED, Fault.EXPIRED):
        if fault is Fault.IGNORED:
            plan.emulator["requestid"] = "ignored"
        else:
            plan.emulator["requestid_seconds"] = 30
        _strike(plan, random, random.choice(LOST))
    elif fault is Fault.HOOK_TWICE:
        plan.emulator["webhook_duplicate_every"] = 1
    elif fault is Fault.HOOK_REORDERED:
        plan.emulator |= {"webhook_order": random.choice(("reverse", f"shuffle:{plan.seed}"))}
    elif fault is Fault.CLOSED:
        _close(plan, random)
    else:
        _act(plan, random, fault)


def _act(plan: Plan, random: Random, fault: Fault) -> None:
    variant = random.choice(("amount", "memo", "day", "unmarked"))
    plan.acts.append(PersonAct(fault, 1 if random.random() < 0.7 else 2, variant))
    if OF_PEOPLE[fault][1]:
        _strike(plan, random, random.choice(UNANSWERED))


def _strike(plan: Plan, random: Random, fault: Fault) -> None:
    """A fault of a request: most strike a batch, some a single record, some a reading."""
    step = random.choices(("batch", "name", "reading"), (70, 20, 10))[0]
    if step == "reading":
        step = random.choice(READINGS) if fault in OF_READS else "batch"
    nth = 1 if random.random() < 0.7 or fault in RARE else random.randint(2, 3)
    seconds = random.choice((1, 20, 60, 119, 120))
    status = 429 if fault is Fault.THROTTLED else random.choice((500, 503))
    plan.strikes.append(Strike(fault, step, nth, seconds, status))


def _close(plan: Plan, random: Random) -> None:
    """The closing date is set before the n-th request that writes, so many days after the first day."""
    if plan.closing is None:
        plan.closing = (random.choice((3, 4, 5)), random.choice((3, 9, 25)))
