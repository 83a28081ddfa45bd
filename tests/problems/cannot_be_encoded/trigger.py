"""A document on an account that nobody mapped."""

from __future__ import annotations

from tests.delivery.company import Company, journal

from tieout.core.crossing import GENESIS
from tieout.core.mapping import Mapping
from tieout.core.problem import Problem
from tieout.storage.memory_outbox import MemoryOutbox


def problems() -> list[Problem]:
    """The case that its delivery leaves."""
    shop = Company(outbox=MemoryOutbox(mapping=Mapping({}), genesis=GENESIS))
    shop.seal(journal(1))
    shop.run()
    return list(shop.outbox.problems.values())
