"""Writes the demo month's files into a folder: `python examples/demo/write_month.py FOLDER [SEED]`."""

from __future__ import annotations

import sys
from pathlib import Path

from tieout.demo import write_month

if __name__ == "__main__":
    folder, *seed = sys.argv[1:]
    for path in write_month(Path(folder), *map(int, seed[:1])):
        sys.stdout.write(f"{path}\n")
