"""The states of a crossing as a table and a drawing, read off `tieout.core.crossing.MOVES`."""

from __future__ import annotations

from typing import Final

from tieout.core.crossing import FINAL, MOVES, State

INTRODUCTION: Final = """\
# States of a crossing

Written by `make docs` from `src/tieout/core/crossing.py`; do not edit.

A crossing is one document's passage into QuickBooks. It moves only as this table allows, and each move
is appended to its log, chained to the one before. A move that is not here is refused as a bug."""


def page() -> str:
    """docs/reference/crossing-states.md."""
    drawing = ["```mermaid", "stateDiagram-v2", *(_arrow(before, after) for before, after in MOVES), "```"]
    table = ["| from | to | because |", "|---|---|---|"]
    for (before, after), reason in MOVES.items():
        table.append(f"| {_name(before) or '(sealed)'} | {_name(after)} | {reason} |")
    rest = [state for state in State if state in FINAL]
    final = "At rest: " + ", ".join(f"`{state.value}`" for state in rest) + "."
    unmoving = [state for state in rest if all(before is not state for before, _ in MOVES)]
    never = "Never left: " + ", ".join(f"`{state.value}`" for state in unmoving) + "."
    return "\n\n".join([INTRODUCTION, "\n".join(drawing), final, never, "\n".join(table)]) + "\n"


def _name(state: State | None) -> str:
    return state.value if state else ""


def _arrow(before: State | None, after: State) -> str:
    return f"    {_name(before) or '[*]'} --> {_name(after)}"
