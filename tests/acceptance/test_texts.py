"""Texts that QuickBooks cannot take: what was sent fits, and the full text is shown beside it.

A US company takes Latin-1 only; a number has 21 characters, a line 4,000. Each change is named with both
texts by `tieout explain document`, and the trace leads to the record as its source said it.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.acceptance import shop
from tests.acceptance.company import company, load, quickbooks, run, with_controller
from tests.acceptance.process import NAME
from tests.acceptance.test_tampered import call
from tests.company import tieout
from tieout.runtime.cases import list_cases
from tieout.runtime.explain import explain_document
from tieout.runtime.trace import candidates, only, trace

NUMBER = "INV-2026-03-05-CORNER-STORE-0000017"
LINE = "Plum jam, Œuvre \N{SNOWMAN}, Łódź " + "very " * 80 + "good"
CUSTOMER = "Łukasz's \N{SNOWMAN}: Corner Store"


@pytest.mark.covers("S000-36")
def test_the_full_text_stands_beside_the_one_that_was_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    party = shop.CUSTOMER | {"name": CUSTOMER}
    billed = shop.invoiced("SO-1", "2026-03-05", 2, "20.00") | {"number": NUMBER}
    billed["lines"] = [billed["lines"][0] | {"description": LINE}]
    facts = [
        *(one for one in shop.MASTER if one is not shop.CUSTOMER),
        party,
        shop.received("R-1", "2026-03-02", 9),
        *shop.sold("SO-1", "2026-03-05", 2, "20.00")[:2],
        billed,
    ]
    with quickbooks() as books:
        made = with_controller(
            company(tmp_path / "home", books.url, monkeypatch, keys=("revenue(shop)",), daily=())
        )
        assert [one.why for one in load(made, [shop.file(tmp_path, "facts", *facts)])] == []
        run(made)
        assert list_cases(made) == []
        objects = call(books.url, "state?full=true")["objects"]
        [invoice], [customer] = objects["Invoice"], objects["Customer"]
        told = {one.field: (one.full, one.sent) for one in explain_document(made, NUMBER).texts}
        line = next(one for one in invoice["Line"] if one.get("Id"))
        assert told.pop("number") == (NUMBER, invoice["DocNumber"])
        assert told.pop("Customer C-1") == (CUSTOMER, customer["DisplayName"])
        [(full, sent)] = told.values()
        assert (full, line["Description"].startswith(sent)) == (LINE, True)
        for kept in (invoice["DocNumber"], customer["DisplayName"], line["Description"]):
            kept.encode("latin-1")
        shown = tieout("explain", "document", NUMBER, "--company", NAME).out
        assert all(part in " ".join(shown.split()) for part in (NUMBER, invoice["DocNumber"], CUSTOMER))
        chain = trace(made, only(NUMBER, candidates(made, NUMBER)))
        said = next(one.raw for one in chain.events if one.raw.get("number") == NUMBER)
        assert said["lines"][0]["description"] == LINE
        made.database.close()
