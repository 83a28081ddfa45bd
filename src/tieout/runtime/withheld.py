"""Withheld: what who loads may not state; that they tried is kept in the audit log."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from tieout.core.event.decision import DECISIONS
from tieout.core.problem import Problem
from tieout.cycle.load import NOTHING, Withheld
from tieout.runtime import actor
from tieout.runtime.access import may, refuse
from tieout.runtime.company import Company

ACT: Final = "load decisions"
CODE: Final = "decision_of_finance"


def withheld(company: Company) -> Withheld:
    """The kinds of facts that who acts now may not state: what finance decides, unless they may."""
    who = actor.who()
    return NOTHING if may(company, who, ACT) else Withheld(who, DECISIONS)


def keep_tries(company: Company, name: str, problems: Iterable[Problem]) -> None:
    """Keep in the audit log that a file or call of this name stated what its sender may not (law 10)."""
    tried = [one for one in problems if one.code == CODE]
    if tried:
        refuse(company, actor.who(), ACT, name, tried[0].what)
