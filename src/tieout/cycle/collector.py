"""Collector: how often Python looks for garbage in cycles while a cycle of costing or a load runs.

A chunk makes hundreds of thousands of values that all live until it is committed, none of them in
reference cycles; looking through them every few hundred allocations cost a tenth of the time.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

ALLOCATIONS: Final = 200_000
"""New containers between two looks: about those of a chunk."""


@contextmanager
def rare_collections() -> Iterator[None]:
    """Within, garbage in cycles is looked for about once a chunk; afterwards as before."""
    before = gc.get_threshold()
    gc.set_threshold(ALLOCATIONS, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
