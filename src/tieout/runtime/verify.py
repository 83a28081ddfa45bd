"""Verify: proof that what is kept is whole, and that it follows from the records (design law 3)."""

from __future__ import annotations

from typing import TextIO

from tieout.runtime.company import Company
from tieout.storage.dump import canonical_dump


def write_dump(company: Company, output: TextIO) -> int:
    """Write the canonical dump, a line per fact; the number of lines."""
    count = 0
    for text in canonical_dump(company.database):
        output.write(text + "\n")
        count += 1
    return count
