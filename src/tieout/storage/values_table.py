"""Values table: rows of values to look up, as a table of a query."""

from __future__ import annotations


def values_table(columns: int, rows: int) -> str:
    """Rows of values to look up, as a table `w` that is read first: `IN (VALUES …)` uses no index."""
    one = f"({','.join('?' * columns)})"
    return f"(VALUES {','.join([one] * rows)}) w"
