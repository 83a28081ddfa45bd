"""Doctor: what is looked at on this machine, and a QuickBooks that cannot be reached."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tieout.core.catalogue import problem
from tieout.runtime import doctor
from tieout.runtime.company import Company, Connection


def test_a_finding_is_fine_or_has_its_worst_problem() -> None:
    assert doctor.look_at("disk", "error", "plenty").level == "ok"
    found = doctor.look_at("disk", "error", [problem("disk_short", free=3), problem("disk_short", free=2)])
    assert (found.level, found.problems[0]) == ("error", problem("disk_short", free=3))
    assert len(found.problems) == 2
    assert found.text.endswith("(and 1 more)")


def test_quickbooks_out_of_reach_is_one_error_and_the_rest_is_still_looked_at(
    pantry: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIEOUT_QUICKBOOKS_TOKEN", "t")
    link = Connection(url="http://127.0.0.1:9", realm="1")
    away = replace(pantry, settings=replace(pantry.settings, connection=link))
    found = list(doctor.examine(away))
    assert [one.check for one in found] == [*doctor.LOCAL, "connection"]
    assert found[-1].level == "error"
    assert found[-1].problems


def test_an_unconnected_company_is_told_to_connect(pantry: Company) -> None:
    alone = replace(pantry, settings=replace(pantry.settings, connection=Connection()))
    last = list(doctor.examine(alone))[-1]
    assert last.problems[0].code == "not_connected"


def test_a_full_disk_is_a_warning(pantry: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "LOW_MEGABYTES", 10**12)
    disk = next(one for one in doctor.examine(pantry) if one.check == "disk")
    assert disk.level == "warning"
