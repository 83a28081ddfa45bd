"""Rules: each has its reason, and a reversal has the reason of what it takes back."""

from __future__ import annotations

import pytest

from tieout.posting.rulebook import load_rulebook
from tieout.runtime.rules import because_of


@pytest.mark.parametrize("name", sorted({rule.name for rule in load_rulebook().rules}))
def test_every_rule_says_why(name: str) -> None:
    assert because_of(name).endswith((".", "!"))
    assert because_of(f"reversal of {name}").endswith(because_of(name))


def test_a_rule_nobody_knows_says_nothing() -> None:
    assert because_of("no such rule") == ""
