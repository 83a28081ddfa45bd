"""Cause: why a cost changed from one period to another, and the order in which causes are counted."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from tieout.insight.pool import Evidence


class Cause(Enum):
    """The causes, in the order of substitution (docs/howto/explain.md)."""

    VOLUME = "volume"
    SOURCING = "sourcing mix"
    BOM = "BOM change"
    USAGE = "usage and yield"
    PRICE = "supplier price"
    EXCHANGE = "exchange rate"
    LANDED = "landed cost"
    LABOUR = "labour"
    OVERHEAD = "overhead"
    OTHER = "other"
    PRIOR = "prior-period adjustments"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One figure that differs: what it was and is, and what replacing it changes (10⁻⁸ home units).

    `path` are the materials on the way from the item; `what` names the figure; `before` and `after`
    are per unit, in the figure's own unit. The evidence of both periods says where they come from.
    """

    cause: Cause
    path: tuple[str, ...]
    what: str
    before: Fraction
    after: Fraction
    value: int
    evidence_before: tuple[Evidence, ...] = ()
    evidence_after: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """A cause with its value in 10⁻⁸ home units and in minor units, and its steps, the largest first.

    `per_unit` is its part of the change of a unit's cost (10⁻⁸), which volume and amounts that stand
    beside the units' own cost have none of.
    """

    cause: Cause
    value: int
    minor: int
    per_unit: int
    steps: tuple[Step, ...]
