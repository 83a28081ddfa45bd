"""The files of the month: JSON Lines, and one flat CSV file.

The CSV form: columns are the field names of the event, `kind`, `source`, `id` and `date` among
them; a field of a list is written `list.field`, such as `lines.item`. Consecutive rows of the same
kind, source and id are the lines of one event, and repeat the event's own fields. An empty cell
means the field is left out.
"""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

from tieout.demo.book import COUNTS, FILES, WEBSTORE, Plain
from tieout.demo.faults import MALFORMED
from tieout.demo.month import make_month


def write_month(folder: Path, seed: int = 7, orders: int = 2000) -> list[Path]:
    """Write the demo month's files into a folder; the same seed writes the same bytes.

    Raises:
        ValueError: fewer orders than it takes to show every case once.
    """
    world = make_month(seed, orders)
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name in FILES:
        events = world.book.files[name]
        text = _flat(events) if name == COUNTS else _lines(events, torn=name == WEBSTORE)
        path = folder / name
        path.write_bytes(text.encode())
        paths.append(path)
    return paths


def _lines(events: list[Plain], *, torn: bool) -> str:
    """One event a line, by day and sequence; one line in the middle is torn off where asked for."""
    ordered = sorted(events, key=lambda event: (event["date"], event["sequence"]))
    lines = [json.dumps(event, ensure_ascii=False, separators=(",", ":")) for event in ordered]
    if torn:
        lines.insert(len(lines) // 2, MALFORMED)
    return "".join(f"{line}\n" for line in lines)


def _flat(events: list[Plain]) -> str:
    """The CSV form of events that have one list, `lines`."""
    rows = [
        {name: cell for name, cell in event.items() if name != "lines"}
        | {f"lines.{name}": cell for name, cell in line.items()}
        for event in events
        for line in event["lines"]
    ]
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()
