"""Rules: why an entry is posted as it is, in the words a controller signed."""

from __future__ import annotations

from functools import cache
from typing import Final

from tieout.posting.rulebook import load_rulebook

_REVERSAL: Final = "reversal of "


@cache
def _reasons() -> dict[str, str]:
    return {rule.name: rule.because for rule in load_rulebook().rules}


def because_of(rule: str) -> str:
    """The reason of a rule by its name; a reversal takes back what its rule had posted."""
    if rule.startswith(_REVERSAL):
        return "What was posted was stated anew, so it is taken back: " + because_of(rule[len(_REVERSAL) :])
    return _reasons().get(rule, "")
