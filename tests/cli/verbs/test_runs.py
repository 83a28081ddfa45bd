"""runs: production runs on the command line."""

from __future__ import annotations

from tests.api.conftest import NAME, company, month_home
from tests.company import tieout
from tieout.runtime.company import Company

__all__ = ["company", "month_home"]


def test_runs_as_they_stand(company: Company) -> None:
    [run] = tieout("runs", "--company", NAME, "--json").json
    assert (run["run"], run["status"], run["made"]) == ("RUN-1", "partly complete", {"BOX": "4"})
    assert "4 JAM, 8 JAR" in tieout("runs", "--company", NAME, "--open").out
    assert tieout("runs", "--company", NAME, "--run", "RUN-9", "--json").json == []
