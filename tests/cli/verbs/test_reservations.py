"""reservations: what is set aside, on the command line."""

from __future__ import annotations

import json

from tests.api.conftest import NAME, company, month_home
from tests.api.routes.test_plans import KEPT
from tests.company import tieout
from tieout.runtime.company import Company
from tieout.runtime.facts import state_facts

__all__ = ["company", "month_home"]


def test_what_is_set_aside_and_for_which_order(company: Company) -> None:
    assert tieout("reservations", "--company", NAME, "--json").json == []
    state_facts(company, json.dumps(KEPT).encode())
    assert tieout("reservations", "--company", NAME, "--json").json == [
        {"reservation": "R-1", "location": "MAIN", "order": "SO-1", "day": "2026-03-06"}
        | {"item": "BOX", "lot": "", "asked": "2", "left": "2"}
    ]
    assert tieout("reservations", "--company", NAME, "--order", "SO-2", "--json").json == []
    assert "R-1" in tieout("reservations", "--company", NAME).out
