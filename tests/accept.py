"""Accept: write what the engine says into every scenario; the difference is for a person to read."""

from __future__ import annotations

from pathlib import Path

from tests.scenarios.scenario import accept


def main() -> None:
    """Rewrite the answered blocks of all scenarios; `git diff` shows what changed."""
    for path in sorted((Path(__file__).parent / "scenarios").glob("*/*.md")):
        accept(path)


if __name__ == "__main__":
    main()
