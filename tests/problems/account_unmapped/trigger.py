"""A role without an account."""

from __future__ import annotations

from tieout.core.account import account_key
from tieout.core.problem import Problem
from tieout.gates.crossing import mapping_problem


def problems() -> list[Problem]:
    """What one held entry says."""
    return [mapping_problem(account_key("revenue", channel="web", category="sauces"), 1)]
