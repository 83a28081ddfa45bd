"""transfers: what is on the road, on the command line."""

from __future__ import annotations

import json

from tests.acceptance import shop
from tests.api.conftest import NAME, company, month_home
from tests.company import tieout
from tieout.runtime.company import Company
from tieout.runtime.facts import state_facts

__all__ = ["company", "month_home"]

PLACES = {"transfer": "T-2", "from_location": "MAIN", "to_location": "CELLAR"}
LINES = [{"item": "BOX", "quantity": "2"}]
FACTS = [
    shop.fact("transfer_requested", "T-2", "2026-03-08", **PLACES, requested_by="mia", lines=LINES),
    shop.fact("transfer_dispatched", "T-2", "2026-03-09", **PLACES, due="2026-03-10", lines=LINES),
]


def test_transfers_with_what_is_on_the_road(company: Company) -> None:
    state_facts(company, json.dumps(FACTS).encode())
    first, second = tieout("transfers", "--company", NAME, "--as-of", "2026-03-13", "--json").json
    assert (first["transfer"], first["status"], first["in_transit"]) == ("T-1", "arrived", {})
    assert (second["status"], second["in_transit"], second["unapproved"]) == (
        "on the road",
        {"BOX": "2"},
        True,
    )
    assert (second["age_days"], second["overdue_days"]) == (4, 3)
    said = tieout("transfers", "--company", NAME, "--open").out
    assert "T-1" not in said
    assert "Moved without the approval of somebody else than who asked: T-2." in " ".join(said.split())
    assert tieout("transfers", "--company", NAME, "--as-of", "2026-03-04", "--json").json == []
