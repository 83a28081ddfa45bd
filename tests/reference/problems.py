"""The problems a person can meet, read off `tieout.core.catalogue` and the folders of tests/problems."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from tests.problems.catalogue import catalogue
from tests.reference.tree import SRC
from tieout.core.catalogue import CATALOGUE, Words

INTRODUCTION: Final = """\
# Problems

Written by `make docs` from `src/tieout/core/catalogue.py` and `tests/problems/`; do not edit.

A problem says what is wrong, why, what to do next, where (the file and line, the field, the event), and
whose it is. All problems of an event or a document are told at once. Words in braces are filled in.

- **What a file says wrong** is listed by `tieout load`; the good lines are taken. Mend the file and load
  it again: what was taken is not taken twice ([files](files.md)).
- **What may not enter the books** is quarantined with a case (`tieout cases`). Load what is missing, then
  `tieout cases release`; a corrected event loaded with the same id takes the place of the first.
- **What may not cross to QuickBooks** is held with a case; costing and posting go on."""

OTHERS: Final = """\
## What QuickBooks answers, and what the logs show

The words of these depend on the answer; each stands here as its smallest case brings it about. What
QuickBooks said and its request id (intuit_tid) are always in it."""

_HEADING = re.compile(r"    # (?P<heading>[a-z].*)")
_CODE = re.compile(r'    "(?P<code>[a-z_]+)": Words\(')


def page() -> str:
    """docs/reference/problems.md."""
    folders = catalogue()
    parts = [INTRODUCTION]
    for heading, codes in _sections().items():
        parts.append(f"## {heading[:1].upper()}{heading[1:]}")
        parts += [_section(code, CATALOGUE[code], folders.get(code, [])) for code in codes]
    parts += [OTHERS, *(_other(code, shown) for code, shown in folders.items() if code not in CATALOGUE)]
    return "\n\n".join(parts) + "\n"


def _other(code: str, folders: list[Path]) -> str:
    """A code with the words of its smallest case."""
    block = next(block for folder in folders for block in _blocks(folder) if block.startswith(f"{code}\n"))
    words = dict(line.split(":", 1) for line in block.splitlines()[1:])
    said = {name: text.strip() for name, text in words.items()}
    return (
        f"### {code}\n\n**What:** {said['what']}<br>**Why:** {said['why']}<br>"
        f"**What to do:** {said['next']}<br>**Owner:** {said['owner']}"
    )


def _blocks(folder: Path) -> list[str]:
    return (folder / "expected.txt").read_text(encoding="utf-8").split("\n\n")


def _sections() -> dict[str, list[str]]:
    """The codes under the headings of the catalogue's source, in its order."""
    found: dict[str, list[str]] = {}
    heading = ""
    source = SRC / "tieout" / "core" / "catalogue.py"
    for line in source.read_text(encoding="utf-8").splitlines():
        if match := _HEADING.fullmatch(line):
            heading = match["heading"]
        elif match := _CODE.match(line):
            found.setdefault(heading, []).append(match["code"])
    return found


def _section(code: str, words: Words, folders: list[Path]) -> str:
    parts = [
        f"### {code}",
        (
            f"**What:** {_plain(words.what)}<br>**Why:** {_plain(words.why)}<br>"
            f"**What to do:** {_plain(words.next_step)}<br>**Owner:** {words.owner}"
        ),
    ]
    shown = [text for folder in folders for text in _examples(code, folder)]
    if shown:
        parts.append("```text\n" + "\n".join(dict.fromkeys(shown)) + "\n```")
    return "\n\n".join(parts)


def _plain(text: str) -> str:
    return text.replace("{{", "{").replace("}}", "}")


def _examples(code: str, folder: Path) -> list[str]:
    """Where, what and why of the code's own problems in a folder, one line each."""
    found = []
    for block in _blocks(folder):
        lines = {
            part[0]: part[1].strip() for line in block.splitlines() if len(part := line.split(":", 1)) == 2
        }
        if block.startswith(f"{code}\n"):
            found.append(f"{lines['where']}: {lines['what']} {lines['why']}".removeprefix(": "))
    return found
