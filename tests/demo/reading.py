"""Reads a demo month back from its files, with nothing of the generator but `write_month`."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tieout.demo import PLANTED, write_month

Plain = dict[str, Any]


@dataclass(frozen=True)
class Month:
    """Every readable line by file, and what could not be read."""

    files: dict[str, list[Plain]]
    unreadable: tuple[str, ...]

    def all(self) -> list[Plain]:
        return [event for events in self.files.values() for event in events]

    def of(self, kind: str) -> list[Plain]:
        return [event for event in self.all() if event["kind"] == kind]

    def sound(self) -> list[Plain]:
        """Everything that is not planted; of an id stated twice, the first."""
        planted = {(fault.kind, fault.event) for fault in PLANTED if fault.found != "matching"}
        return [event for event in self.all() if (event["kind"], event["id"]) not in planted]

    def sound_of(self, kind: str) -> list[Plain]:
        return [event for event in self.sound() if event["kind"] == kind]


def _flat(path: Path) -> list[Plain]:
    events = []
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    for _, group in groupby(rows, key=lambda row: (row["kind"], row["source"], row["id"])):
        lines = list(group)
        event: Plain = {name: cell for name, cell in lines[0].items() if not name.startswith("lines.")}
        event["lines"] = [
            {name.removeprefix("lines."): cell for name, cell in row.items() if name.startswith("lines.")}
            for row in lines
        ]
        events.append(event)
    return events


@cache
def month(seed: int = 7, orders: int = 2000) -> Month:
    files: dict[str, list[Plain]] = {}
    unreadable: list[str] = []
    with TemporaryDirectory() as folder:
        for path in write_month(Path(folder), seed, orders):
            if path.suffix == ".csv":
                files[path.name] = _flat(path)
                continue
            files[path.name] = []
            for line in path.read_text(encoding="utf-8").splitlines():
                try:
                    files[path.name].append(json.loads(line))
                except json.JSONDecodeError:
                    unreadable.append(line)
    return Month(files=files, unreadable=tuple(unreadable))


SEEDS = [(7, 2000), *((seed, 400) for seed in range(1, 21)), (3, 200)]
"""The month as shipped, twenty other seeds, and the smallest month there is."""
