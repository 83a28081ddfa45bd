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

import random
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2
import pytest

from tests.acceptance.company import company, load, run
from tests.acceptance.dump import Dump, first_differences
from tests.acceptance.files import month_files
from tests.acceptance.process import SETTINGS, Site
from tests.connectors.emulator import REALM, TOKEN, running
from tieout.connectors.quickbooks_online import Client, QuickBooksOnline
from tieout.core.errors import TransientError
from tieout.runtime import acts
from tieout.runtime.company import keep_settings, reread
from tieout.runtime.status import status

SPEED = 60
PATIENCE = httpx2.Timeout(connect=5, read=0.6, write=5, pool=5)
WRITES = (
    *("late_commit", "timeout_after", "drop_after", "status_after", "malformed", "empty"),
    *("timeout_before", "drop_before", "status"),
)


def faults(seed: int, chance: float) -> list[dict[str, object]]:
    """Every kind of fault on writes once at a random request, and again with its own dice; so on reads."""
    kinds: list[dict[str, object]] = [{"kind": kind, "path": "/batch", "seconds": 1.0} for kind in WRITES]
    kinds.append({"kind": "status", "status": 429, "path": "/batch.requestid"})
    places = random.Random(seed).sample(range(len(kinds) + 4), len(kinds))
    once = [kind | {"times": 1, "after": place} for kind, place in zip(kinds, places, strict=True)]
    reads: list[dict[str, object]] = [
        {"kind": kind, "status": 500, "path": "/query"} for kind in ("status", "drop_before")
    ]
    dice = [
        kind | {"probability": chance, "seed": seed + number}
        for number, kind in enumerate([*kinds, *reads])
    ]
    return [*once, *dice]


def hurry(patch: pytest.MonkeyPatch) -> None:
    """Make tieout's time run faster, and its client less patient accordingly."""
    begun, origin, really = datetime.now(UTC), time.monotonic(), time.sleep

    def clock() -> datetime:
        return begun + SPEED * timedelta(seconds=time.monotonic() - origin)

    @contextmanager
    def target(url: str, realm: str, token: str, _pace: object) -> Iterator[QuickBooksOnline]:
        with closing(Client(url, realm, lambda: token, times=PATIENCE)) as client:
            yield QuickBooksOnline.of_company(client)

    for user in ("acts", "dispatch", "quickbooks"):
        patch.setattr(f"tieout.runtime.{user}.clock", clock)
    patch.setattr("tieout.runtime.quickbooks._target", target)
    patch.setattr(time, "sleep", lambda seconds: really(seconds / SPEED))


@dataclass(frozen=True)
class Outcome:
    """What a delivered month left behind."""

    dump: Dump
    counts: dict[str, int]
    trial_balance: dict[str, str]
    twice: list[str]
    struck: Counter[str]


def delivered(folder: Path, files: list[Path], rules: list[dict[str, object]], *settings: str) -> Outcome:
    """A month delivered under a script of faults."""
    options = [part for setting in (*SETTINGS, *settings) for part in ("--set", setting)]
    with running(*options) as emulator, pytest.MonkeyPatch.context() as patch:
        made = company(folder, emulator.url, patch, realm=REALM, token=TOKEN)
        load(made, files)
        real = replace(made.settings.connection, longest_request_seconds=120, margin_seconds=30)
        with made.database.write() as connection:
            keep_settings(connection, replace(made.settings, connection=real))
        made = reread(made)
        hurry(patch)
        emulator.faults(*rules)
        for _ in range(20):
            with suppress(TransientError):
                run(made)
            if set(status(made, acts.clock()).crossings) == {"confirmed"}:
                break
        struck: Counter[str] = Counter()
        for rule in emulator.lever("faults")["rules"]:
            struck[f"{rule['kind']} {rule['path']}"] += rule["fired"]
        emulator.faults()
        site = Site(folder, emulator)
        made.database.close()
        return Outcome(site.dump(), site.counts(), site.trial_balance(), site.twice(), struck)


@pytest.mark.covers("S002-48", "S001-88", "S001-90", "S001-94")
@pytest.mark.parametrize(("requestid", "seed"), [("honoured", 1), ("ignored", 2)])
def test_every_document_arrives_once_whatever_goes_wrong_on_the_wire(
    tmp_path: Path, requestid: str, seed: int, capsys: pytest.CaptureFixture[str]
) -> None:
    files = month_files(tmp_path / "files", 3, 200)
    measure = delivered(tmp_path / "calm", files, [])
    found = delivered(tmp_path / "storm", files, faults(seed, 0.04), f"requestid={requestid}")
    with capsys.disabled():
        print(f"\nrequestid {requestid}: {found.struck.total()} faults: {dict(found.struck)}")
    assert len(found.struck) == len(WRITES) + 3
    assert all(found.struck.values()), "every kind of fault struck at least once"
    assert not found.twice
    assert found.counts == measure.counts
    assert found.trial_balance == measure.trial_balance
    assert not first_differences(measure.dump, found.dump)
