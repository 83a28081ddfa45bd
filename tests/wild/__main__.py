"""Many wild months: `python -m tests.wild FIRST LAST [acts] [people]`; one that fails keeps its folder."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

from tests.wild.journey import travelled


def main(first: int, last: int, *, acts: bool, people: bool) -> int:
    failed = 0
    for seed in range(first, last + 1):
        folder = Path(tempfile.mkdtemp(prefix=f"wild-{seed}-"))
        os.environ["TIEOUT_HOME"] = str(folder / "home")
        found = travelled(seed, folder, acts=acts, people=people)
        failed += bool(found)
        print(f"{seed}: {'; '.join(found) + f' ({folder})' if found else 'ties out'}", flush=True)
        if not found:
            shutil.rmtree(folder)
    print(f"{last - first + 1 - failed} of {last - first + 1} months tie out")
    return int(failed > 0)


if __name__ == "__main__":
    more = sys.argv[3:]
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2]), acts="acts" in more, people="people" in more))
