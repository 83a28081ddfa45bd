"""The same month in other files: cut elsewhere, in another order, every statement still there once."""

from __future__ import annotations

import json
import random
from pathlib import Path

from tieout.demo.files import write_month


def month_files(folder: Path, seed: int, orders: int) -> list[Path]:
    """The month as it is generated."""
    return write_month(folder, seed, orders)


def recut(paths: list[Path], folder: Path, chance: random.Random, parts: int) -> list[Path]:
    """All JSON lines of a month shuffled and dealt into `parts` files; a CSV file stays as it is.

    Two statements with one id contradict each other only inside one file, so they stay together.
    """
    folder.mkdir(parents=True)
    lines = [
        line
        for path in paths
        if path.suffix == ".jsonl"
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    together: dict[str, list[str]] = {}
    for line in lines:
        together.setdefault(_fact(line), []).append(line)
    facts = list(together.values())
    chance.shuffle(facts)
    made = [_copied(path, folder) for path in paths if path.suffix != ".jsonl"]
    for number in range(parts):
        path = folder / f"part-{number}.jsonl"
        text = "".join(f"{line}\n" for fact in facts[number::parts] for line in fact)
        path.write_text(text, encoding="utf-8")
        made.append(path)
    chance.shuffle(made)
    return made


def _fact(line: str) -> str:
    try:
        plain = json.loads(line)
    except ValueError:
        return line
    return f"{plain['kind']}/{plain['source']}/{plain['id']}"


def _copied(path: Path, folder: Path) -> Path:
    copy = folder / path.name
    copy.write_bytes(path.read_bytes())
    return copy
