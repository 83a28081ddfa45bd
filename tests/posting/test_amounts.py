"""Amounts: each is a sum of primitive parts, and rules use them all."""

from __future__ import annotations

from tieout.posting.amounts import AMOUNTS
from tieout.posting.rulebook import load_rulebook


def test_every_amount_is_a_sum_of_parts() -> None:
    assert all(parts and all(parts.values()) for parts in AMOUNTS.values())


def test_every_amount_is_used_by_a_rule() -> None:
    used = {line.amount for rule in load_rulebook().rules for line in rule.lines}
    assert set(AMOUNTS) - used <= {"tax", "gross"} | set()
