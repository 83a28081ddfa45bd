"""The number of an item, where a thing with a history is asked for."""

from __future__ import annotations

from tests.acceptance import shop
from tests.problems.premises import company, verb

from tieout.core.problem import Problem


def problems() -> list[Problem]:
    """What `tieout trace` says of it."""
    with company({**shop.ITEM, "id": "article-7"}):
        return verb("trace", "JAM")
