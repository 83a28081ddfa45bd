"""Substitution: a change of cost split into causes by replacing one figure after the other.

Everything starts as it was. In the order of `Cause`, and within a cause pool by pool from the item
down, each figure that differs is replaced by what it is now; what that changes of the whole is the
figure's part. So the parts sum to the change exactly, whatever the figures.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import groupby
from typing import Final, NamedTuple

from tieout.core.scaled import text_of
from tieout.insight.cause import Cause, Explained, Step
from tieout.insight.drivers import CAUSES, NEUTRAL, REVALUED, Drivers, Key, Path
from tieout.insight.pool import MADE, ZERO, Evidence, Pool, Source

PLACES: Final = tuple(CAUSES)

SHARES: Final = "shares:"
"""How a change of sources begins; then each source follows with its share before and now."""

WORK: Final = "landed, suppliers' work for runs per unit begun"
"""What is billed for runs rather than receipts: plating, baking, packing by others."""

REST: Final = "rounding and backdated facts"
"""What no figure tells: quanta of rounding, and what a fact moved through later ones told before it."""


class Side(NamedTuple):
    """One period: units (10⁻⁶), their whole cost (10⁻⁸), and the pool of what went into them."""

    units: Fraction
    cost: Fraction
    pool: Pool


class Apart(NamedTuple):
    """An amount that stands beside the units' own cost, such as returns: before, after, evidence."""

    cause: Cause
    what: str
    before: Fraction
    after: Fraction
    evidence_before: tuple[Evidence, ...] = ()
    evidence_after: tuple[Evidence, ...] = ()


class Shown(NamedTuple):
    """The change as people see it: in minor units of `quanta` 10⁻⁸ each, and of a unit's cost (10⁻⁸).

    `beside` are amounts that stand beside the units' own cost under a cause that has a unit cost.
    """

    quanta: int
    minor: int
    unit: int | None = None
    beside: frozenset[str] = frozenset()


class _Change(NamedTuple):
    cause: Cause
    path: Path
    what: str
    before: Fraction
    after: Fraction
    value: Fraction
    keys: tuple[Key, ...] = ()


class _Tree:
    """Both periods' drivers over the same tree, with the values that hold at the moment."""

    def __init__(self, before: Drivers, after: Drivers) -> None:
        self.keys = sorted({*before.values, *after.values}, key=_order)
        self.before = {key: self._value(key, before, after) for key in self.keys}
        self.after = {key: self._value(key, after, before) for key in self.keys}
        self.now = dict(self.before)
        self.sources: dict[Path, list[Source]] = {}
        for path, source in sorted(before.sources | after.sources):
            self.sources.setdefault(path, []).append(source)
        self.items: dict[tuple[Path, Source], list[str]] = {}
        for key in self.keys:
            known = self.items.setdefault((key.path, key.source), [])
            if key.item and key.item not in known:
                known.append(key.item)

    @staticmethod
    def _value(key: Key, own: Drivers, other: Drivers) -> Fraction:
        """What a driver is in a period; where there was no such source, what it is in the other one.

        So is the usage of what the BOM of one period does not ask for: there is none to compare with.
        """
        there = key.path in own.nodes if key.name == "share" else (key.path, key.source) in own.sources
        there = there and key.name != "usage"
        if key in own.values:
            return own.values[key]
        return NEUTRAL.get(key.name, ZERO) if there else other.values.get(key, NEUTRAL.get(key.name, ZERO))

    def of(self, path: Path, source: Source, name: str, item: str = "") -> Fraction:
        return self.now.get(Key(path, source, name, item), NEUTRAL.get(name, ZERO))

    def unit(self, path: Path = ()) -> Fraction:
        """Cost of a unit of the pool as the drivers stand."""
        whole = self.of(path, REVALUED, "revalued")
        for source in self.sources.get(path, ()):
            share = self.of(path, source, "share") if source != REVALUED else ZERO
            if share:
                whole += share * self._source(path, source)
        return whole

    def _source(self, path: Path, source: Source) -> Fraction:
        of = self.of
        if source.what == "bought":
            return of(path, source, "price") * of(path, source, "rate") + of(path, source, "landed")
        if source.what == "stated":
            return of(path, source, "stated")
        conversion = sum((of(path, source, name) for name in ("landed", "labour", "overhead")), ZERO)
        whole = conversion * of(path, source, "begun") - of(path, source, "by-products")
        for item in self.items.get((path, source), ()):
            asked = of(path, source, "standard", item) * of(path, source, "usage", item)
            needed = asked + of(path, source, "beside", item)
            if needed:
                whole += needed * self.unit((*path, item))
        return whole


def _order(key: Key) -> tuple[int, int, Path, Source, int, str]:
    cause = list(Cause).index(CAUSES[key.name])
    return cause, len(key.path), key.path, key.source, PLACES.index(key.name), key.item


def explain(before: Side, after: Side, apart: Sequence[Apart], shown: Shown) -> tuple[Explained, ...]:
    """The causes of the change, every one of them, in order; their values sum to it exactly."""
    changes = [*_substituted(before, after), *_beside(apart)]
    steps: dict[Cause, list[Step]] = {cause: [] for cause in Cause}
    drivers = (Drivers(before.pool), Drivers(after.pool))
    for change, value in zip(changes, apportioned([one.value for one in changes]), strict=True):
        if value or change.before != change.after:
            steps[change.cause].append(_step(change, value, drivers, apart))
    totals = [sum(step.value for step in steps[cause]) for cause in Cause]
    minors = in_minor_units(totals, shown.quanta, shown.minor)
    units = _per_unit(changes, before, after, shown)
    return tuple(
        Explained(
            cause=cause,
            value=total,
            minor=minor,
            per_unit=unit,
            steps=tuple(sorted(steps[cause], key=lambda step: -abs(step.value))),
        )
        for cause, total, minor, unit in zip(Cause, totals, minors, units, strict=True)
    )


def _step(change: _Change, value: int, drivers: tuple[Drivers, Drivers], apart: Sequence[Apart]) -> Step:
    """A change with where both its figures come from."""
    found: list[tuple[Evidence, ...]] = [(), ()]
    if change.keys:
        found = [tuple(one for key in change.keys for one in side.evidence(key)) for side in drivers]
    for one in apart:
        if (one.cause, one.what) == (change.cause, change.what):
            found = [one.evidence_before, one.evidence_after]
    return Step(
        cause=change.cause,
        path=change.path,
        what=change.what,
        before=change.before,
        after=change.after,
        value=value,
        evidence_before=found[0],
        evidence_after=found[1],
    )


def _per_unit(changes: Sequence[_Change], before: Side, after: Side, shown: Shown) -> list[int]:
    """Each cause's part of the change of a unit's cost, in 10⁻⁸; none where one period sold nothing."""
    if shown.unit is None or not before.units or not after.units:
        return [0 for _ in Cause]
    wholes = dict.fromkeys(Cause, ZERO)
    for change in changes:
        if change.cause not in {Cause.VOLUME, Cause.PRIOR} and change.what not in shown.beside:
            wholes[change.cause] += change.value * 10**6 / after.units
    parts = [whole.numerator // whole.denominator for whole in wholes.values()]
    order = sorted(
        (place for place, whole in enumerate(wholes.values()) if whole),
        key=lambda place: (parts[place] - list(wholes.values())[place], place),
    )
    for place in order[: shown.unit - sum(parts)]:
        parts[place] += 1
    return parts


def _substituted(before: Side, after: Side) -> Iterator[_Change]:
    """One change per figure that differs, in order; they sum to the change of cost."""
    tree = _Tree(Drivers(before.pool), Drivers(after.pool))
    unit = tree.unit()
    rest = _rest(before, unit)
    tree.now = tree.after
    rests = (rest, _rest(after, tree.unit()))
    tree.now = dict(tree.before)
    first = rests[0] if before.units else rests[1]
    yield _Change(
        Cause.VOLUME, (), "units", before.units, after.units, (after.units - before.units) * (unit + first)
    )
    for keys in _together(tree.keys):
        moved = [key for key in keys if tree.before[key] != tree.after[key]]
        if moved:
            tree.now |= {key: tree.after[key] for key in moved}
            now = tree.unit()
            yield _replaced(tree, moved, after.units * (now - unit))
            unit = now
    last = rests[1] if after.units else first
    lump = (after.cost if not after.units else ZERO) - (before.cost if not before.units else ZERO)
    yield _Change(Cause.OTHER, (), REST, first, last, after.units * (last - first) + lump)


def _together(keys: Sequence[Key]) -> Iterator[list[Key]]:
    """Figures that are replaced in one: the shares of a pool, which only together are whole."""
    for _, group in groupby(keys, key=lambda key: (key.path, "share") if key.name == "share" else key):
        yield list(group)


def _replaced(tree: _Tree, keys: Sequence[Key], value: Fraction) -> _Change:
    """The change that these figures make; of several only the words say what each was and is."""
    first = keys[0]
    old, new = tree.before[first], tree.after[first]
    what = _what(first)
    if first.name == "share":
        told = (f"{key.source} {_percent(tree.before[key])} → {_percent(tree.after[key])}" for key in keys)
        what, old, new = f"{SHARES} {', '.join(told)}", ZERO, ZERO
    return _Change(CAUSES[first.name], first.path, what, old, new, value, tuple(keys))


def _percent(share: Fraction) -> str:
    return f"{text_of(round(share * 10**4), 2)} %"


def _rest(side: Side, unit: Fraction) -> Fraction:
    """What a unit costs beyond its figures: quanta of rounding, and what no figure tells."""
    return side.cost / side.units - unit if side.units else ZERO


def _beside(apart: Sequence[Apart]) -> Iterator[_Change]:
    for one in apart:
        yield _Change(one.cause, (), one.what, one.before, one.after, one.after - one.before)


def _what(key: Key) -> str:
    if key.source == MADE and key.name == "landed":
        return WORK
    item = f" of {key.item}" if key.item else ""
    return f"{key.name}{item}" if key.source in {REVALUED, MADE} else f"{key.name}, {key.source}"


def apportioned(values: Sequence[Fraction]) -> list[int]:
    """Whole quanta that sum as the values do: what rounding down leaves goes to the largest remainders.

    Raises:
        ValueError: the values do not sum to whole quanta.
    """
    whole = sum(values, ZERO)
    if whole.denominator != 1:
        raise ValueError(f"{whole} is no whole number of quanta")
    parts = [value.numerator // value.denominator for value in values]
    remainders = sorted(range(len(parts)), key=lambda place: (parts[place] - values[place], place))
    for place in remainders[: int(whole) - sum(parts)]:
        parts[place] += 1
    return parts


def in_minor_units(values: Sequence[int], quanta: int, whole: int) -> list[int]:
    """Values (10⁻⁸) in minor units that sum to `whole`, by largest remainder; nothing stays nothing.

    `whole` is less than one minor unit from their sum.
    """
    parts = [value // quanta for value in values]
    order = sorted(
        (place for place, value in enumerate(values) if value),
        key=lambda place: (-(values[place] % quanta), place),
    )
    for place in order[: whole - sum(parts)]:
        parts[place] += 1
    return parts
