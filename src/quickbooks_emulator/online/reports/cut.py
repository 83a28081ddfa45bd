"""The cut: a report of more than 400,000 cells ends early, with a sentence for its last row."""

from __future__ import annotations

from quickbooks_emulator.online.jsontext import Body

SENTENCE = "Unable to display more data. Please reduce the date range."


def cut(report: Body, most: int) -> Body:
    """The report as it is, or its first `most` cells and the sentence (0: never cut)."""
    rows = report["Rows"]["Row"]
    if not most or _count(rows, most) <= most:
        return report
    kept, _ = _kept(rows, most)
    width = len(report["Columns"]["Column"])
    last = {"ColData": [{"value": SENTENCE}, *[{"value": ""}] * (width - 1)], "type": "Data"}
    return {**report, "Rows": {"Row": [*kept, last]}}


def _count(rows: list[Body], most: int) -> int:
    """Cells, counted no further than need be."""
    found = 0
    for row in rows:
        found += _own(row) + _count(row.get("Rows", {}).get("Row", []), most)
        if found > most:
            break
    return found


def _own(row: Body) -> int:
    parts = (row, row.get("Header", {}), row.get("Summary", {}))
    return sum(len(part.get("ColData", [])) for part in parts)


def _kept(rows: list[Body], room: int) -> tuple[list[Body], int]:
    """The rows that fit, and the room that is left; a section that does not fit keeps its first rows."""
    kept: list[Body] = []
    for row in rows:
        room -= _own(row)
        if room < 0:
            return kept, room
        below = row.get("Rows", {}).get("Row")
        if below is not None:
            inner, room = _kept(below, room)
            row = {**row, "Rows": {"Row": inner}}
        kept.append(row)
        if room < 0:
            return kept, room
    return kept, room
