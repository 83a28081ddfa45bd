"""Whatever goes wrong on the wire, every document arrives exactly once.

Every fault the emulator knows is thrown at random at a whole month's delivery: requests that time out
before or after they were done, that land long after the client gave up, connections cut before and
after, 429, 500 before and after, answers cut in half and empty; reads fail too. QuickBooks once
honours the request id and once ignores it, for it is not trusted alone. Then QuickBooks must hold the
same number of objects of each kind as after an undisturbed run, none of our marks twice, and the same
trial balance; and the canonical dump must be the same.

Time runs sixty times faster for tieout, so that the real numbers (120 s for a request, a minute after
a 429) are waited for in earnest.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2
import pytest

from tests.acceptance.company import company, load, run
from tests.acceptance.process import SETTINGS, Site
from tests.connectors.emulator import REALM, TOKEN, running
from tieout.connectors.quickbooks_online import Client, QuickBooksOnline
from tieout.runtime.company import change_setting

SPEED = 60
PATIENCE = httpx2.Timeout(connect=5, read=0.6, write=5, pool=5)
AFTER = ("timeout_after", "drop_after", "status_after", "malformed", "empty")
BEFORE = ("timeout_before", "drop_before", "late_commit", "status")


def faults(seed: int, chance: float) -> list[dict[str, object]]:
    """Every kind of fault on writes, with its own dice; some on reads."""
    rules: list[dict[str, object]] = [
        {"kind": kind, "path": "/batch", "probability": chance, "seed": seed + number, "seconds": 1.0}
        for number, kind in enumerate((*AFTER, *BEFORE))
    ]
    rules.append({"kind": "status", "status": 429, "path": "/batch", "probability": chance, "seed": seed})
    rules.append({"kind": "status", "status": 500, "path": "/query", "probability": chance, "seed": seed})
    rules.append({"kind": "drop_before", "path": "/query", "probability": chance, "seed": seed + 1})
    return rules


def hurry(patch: pytest.MonkeyPatch) -> None:
    """Make tieout's time run faster, and its client less patient accordingly."""
    begun, origin, really = datetime.now(UTC), time.monotonic(), time.sleep

    def clock() -> datetime:
        return begun + SPEED * timedelta(seconds=time.monotonic() - origin)

    def target(url: str, realm: str, token: str) -> QuickBooksOnline:
        return QuickBooksOnline.of_company(Client(url, realm, lambda: token, times=PATIENCE))

    patch.setattr("tieout.runtime.acts.clock", clock)
    patch.setattr("tieout.runtime.quickbooks._target", target)
    patch.setattr(time, "sleep", lambda seconds: really(seconds / SPEED))


def delivered(
    folder: Path, files: list[Path], rules: list[dict[str, object]], *settings: str
) -> tuple[Site, dict[str, int], dict[str, str], list[str], list[dict[str, int]]]:
    """A month delivered under a script of faults; what QuickBooks then holds."""
    options = [part for setting in (*SETTINGS, *settings) for part in ("--set", setting)]
    with running(*options) as emulator, pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            "tests.acceptance.company.FAST", (("request", 10**6, 60, 1000), ("batch", 10**5, 60, 100))
        )
        made = company(folder, emulator.url, patch, realm=REALM, token=TOKEN)
        link = {
            name: getattr(made.settings.connection, name) for name in made.settings.connection.__slots__
        }
        change_setting(made, "connection", link | {"longest_request_seconds": 120, "margin_seconds": 30})
        load(made, files)
        hurry(patch)
        emulator.faults(*rules)
        for _ in range(20):
            if not (run(made).delivered or None) or not made_waiting(made):
                break
        emulator.faults()
        site = Site(folder, emulator)
        struck = emulator.lever("faults")["rules"]
        made.database.close()
        return site, site.counts(), site.trial_balance(), site.twice(), struck
