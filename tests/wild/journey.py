"""Journey: a wild month through the command line into the emulator, and what must hold at its end."""

from __future__ import annotations

import json
import random
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from tests.company import Said, tieout
from tests.wild import people as theirs
from tests.wild.acts import answered, decided, restorable, stopped
from tests.wild.author import loads
from tieout.core.difference import Difference
from tieout.runtime.acts import tie_out
from tieout.runtime.company import open_company

NAME: Final = "wild"
LAST_DAY: Final = "2026-09-10"
OF_PEOPLE: Final = frozenset({"edited", "voided", "deleted", "moved_in_time", "not_as_read"})
"""Reasons of differences that end when what they are of is put right."""
SAID: Final = "verbs.txt"
"""The file beside the facts that tells every verb of a month and how it ended."""


@dataclass(slots=True)
class Journey:
    """A month under way in a folder; what was found wrong so far."""

    folder: Path
    found: list[str] = field(default_factory=list)

    def say(self, *words: str) -> Said:
        """A verb, as a person types it."""
        said = tieout(*words, "--company", NAME)
        self.note(str(said.code), *words)
        return said

    def note(self, *words: str) -> None:
        """One line more of what was done."""
        with (self.folder / SAID).open("a", encoding="utf-8") as kept:
            kept.write(f"{shlex.join(words)}\n")

    def swept(self) -> None:
        """A sweep, after which every difference must be named."""
        self.done("sweep")
        self.found.extend(_unexplained(self.say("reconcile", "--json").json))

    def done(self, *words: str, codes: tuple[int, ...] = (0, 1)) -> None:
        """A verb that must do its work, ending in one of these codes and with no fault of its own."""
        said = self.say(*words)
        whole = said.out + said.err
        if said.code not in codes or "fault of its own" in whole:
            self.found.append(whole[-3000:])


def travelled(seed: int, folder: Path, *, acts: bool = False, people: bool = False) -> list[str]:
    """Load and run a month piece by piece, closing periods between; what is wrong then.

    With `acts` a controller decides things between the runs, too; with `people` others work in QuickBooks.
    """
    draw, month = random.Random(seed), Journey(folder)
    month.done("init", "--emulator", "--yes", "--start", "2025-12-31", *_mode(draw))
    for place, facts in enumerate(loads(seed)):
        file = folder / f"{place}.jsonl"
        file.write_text("".join(json.dumps(fact) + "\n" for fact in facts), encoding="utf-8")
        month.done("load", str(file))
        month.done("run", "--until-idle", "--today", f"2026-0{4 + place}-10")
        if place and draw.random() < 0.6:
            month.done("periods", "close", ("2026-01", "2026-02", "2026-03")[place - 1], "--yes")
        if acts:
            for words in decided(NAME, draw, 4 + place):
                month.done(*words, codes=(0, 1, 2, 3))
        if people:
            for words in theirs.worked(NAME, draw, 4 + place):
                month.note("#", *words)
            month.swept()
            for words in answered(NAME, draw):
                month.done(*words, codes=(0, 1, 2, 3))
    if people:
        mended(month)
    return arrived(month)


def arrived(month: Journey) -> list[str]:
    """Everything that was wrong on the way, and what is at the end."""
    month.done("run", "--until-idle", "--today", LAST_DAY)
    month.found.extend([*_apart(month), *stopped(NAME)])
    month.done("verify", codes=(0,))
    return month.found


def mended(month: Journey) -> None:
    """What people changed and nobody accepted is put right as its problem says; nothing differs then.

    Ours is written again, a bill dated in a closed period is dated on an open day.
    """
    month.done("run", "--until-idle", "--today", LAST_DAY)
    month.done("sweep")
    for case in restorable(NAME):
        month.done("cases", "restore", case, "--why", "drawn", codes=(0, 1, 2, 3))
    for words in theirs.all_active(NAME):
        month.note("#", *words)
    month.done("cases", "retry", "--all")
    dated = {one.document for one in _of_people() if one.reason == "not_as_read"}
    for words in theirs.dated_openly(NAME, dated):
        month.note("#", *words)
    month.done("sweep")
    month.done("run", "--until-idle", "--today", LAST_DAY)
    for one in _of_people():
        month.found.append(f"account {one.account}: {one.reason} {one.document}: {one.text}")


def _of_people() -> list[Difference]:
    """What differs by what people did to documents in QuickBooks, where nobody accepted it."""
    company = open_company(NAME)
    try:
        with company.database.read() as connection:
            rows = connection.exec_driver_sql("SELECT subject FROM audit WHERE act = 'difference accepted'")
            accepted = set(rows.scalars())
        found = [one for row in tie_out(company).rows for one in row.differences]
        return [one for one in found if one.reason in OF_PEOPLE and one.document not in accepted]
    finally:
        company.database.close()


def _mode(draw: random.Random) -> list[str]:
    return ["--home-only"] if draw.random() < 0.4 else []


def _apart(month: Journey) -> Iterator[str]:
    """Accounts whose difference nothing explains, and registers that are not their account."""
    accounts = month.say("reconcile", "--json").json
    yield from _unexplained(accounts)
    for account in accounts:
        yield from (one["what"] for one in account["unpaired"])
        yield from (_register(account["role"], one) for one in account["registers"] if _differs(one))


def _unexplained(accounts: list[dict[str, Any]]) -> Iterator[str]:
    for account in accounts:
        if Decimal(account["unexplained"]):
            yield f"{account['role']}: {account['unexplained']} unexplained"


def _differs(register: dict[str, Any]) -> bool:
    return bool(Decimal(register["difference"]))


def _register(role: str, register: dict[str, Any]) -> str:
    texts = [one["text"] for one in register["differences"]]
    return f"{role}, {register['register']} {register['party']}: {register['difference']} {texts}"
