"""Journey: a wild month through the command line into the emulator, and what must hold at its end."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from tests.company import Said, tieout
from tests.wild.acts import decided
from tests.wild.author import loads

NAME: Final = "wild"
LAST_DAY: Final = "2026-09-10"


def travelled(seed: int, folder: Path, *, acts: bool = False) -> list[str]:
    """Load and run a month piece by piece, closing periods between; what is wrong then.

    With `acts` people decide things between the runs, too.
    """
    draw = random.Random(seed)
    found = list[str]()
    found += _failed(_say("init", "--emulator", "--yes", "--start", "2025-12-31", *_mode(draw)))
    for place, facts in enumerate(loads(seed)):
        file = folder / f"{place}.jsonl"
        file.write_text("".join(json.dumps(fact) + "\n" for fact in facts), encoding="utf-8")
        found += _failed(_say("load", str(file)))
        found += _failed(_say("run", "--until-idle", "--today", f"2026-0{4 + place}-10"))
        if place and draw.random() < 0.6:
            found += _failed(
                _say("periods", "close", ("2026-01", "2026-02", "2026-03")[place - 1], "--yes")
            )
        if acts:
            found += _decided(draw)
    found += _failed(_say("run", "--until-idle", "--today", LAST_DAY))
    return found + list(_apart()) + _failed(_say("verify"), done=(0,))


def _decided(draw: random.Random) -> list[str]:
    """What acts of people bring about that no verb should say; that one is refused is no fault."""
    found = list[str]()
    for words in decided(NAME, draw):
        found += _failed(_say(*words), done=(0, 1, 2, 3))
    return found


def _mode(draw: random.Random) -> list[str]:
    return ["--home-only"] if draw.random() < 0.4 else []


def _say(*words: str) -> Said:
    return tieout(*words, "--company", NAME)


def _failed(said: Said, done: tuple[int, ...] = (0, 1)) -> list[str]:
    """What a verb says that did not do its work: a fault of its own above all."""
    whole = said.out + said.err
    return [] if said.code in done and "fault of its own" not in whole else [whole[-3000:]]


def _apart() -> Iterator[str]:
    """Accounts whose difference nothing explains, and registers that are not their account."""
    said = _say("reconcile", "--json")
    for account in said.json:
        if Decimal(account["unexplained"]):
            yield f"{account['role']}: {account['unexplained']} unexplained"
        yield from (one["what"] for one in account["unpaired"])
        yield from (_register(account["role"], one) for one in account["registers"] if _differs(one))


def _differs(register: dict[str, Any]) -> bool:
    return bool(Decimal(register["difference"]))


def _register(role: str, register: dict[str, Any]) -> str:
    texts = [one["text"] for one in register["differences"]]
    return f"{role}, {register['register']} {register['party']}: {register['difference']} {texts}"
