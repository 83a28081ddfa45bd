"""What changes between sealing and sending: the tax strategy, and what QuickBooks' edition has.

Sealed documents wait for days where QuickBooks cannot be reached or a person has to decide. What finance
sets meanwhile counts for them too, and what the company's edition lost is left out by its declared rule.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.acceptance import shop
from tests.acceptance.company import TODAY, load, run
from tests.acceptance.tampering import Json
from tests.acceptance.test_editions import LACKING, stored
from tests.acceptance.test_tampered import call
from tests.acceptance.test_taxes import TAXED, Taxed, taxed
from tieout.runtime import acts
from tieout.runtime.company import open_company
from tieout.runtime.quickbooks import quickbooks
from tieout.runtime.stopped import retry
from tieout.runtime.verify import verify


def sealed(made: Taxed, folder: Path, *more: shop.Fact) -> None:
    """An invoice of 100.00 with 8.00 of tax, sealed and not sent."""
    facts = [
        shop.received("R-1", "2026-03-02", 9),
        shop.ordered("SO-1", "2026-03-05", 2, "100.00"),
        shop.shipped("SO-1", "2026-03-05", 2),
        shop.invoiced("SO-1", "2026-03-05", 2, "100.00") | TAXED,
        *more,
    ]
    assert load(made.company, [shop.file(folder, "facts", *shop.MASTER, *facts)]) == []
    made.company = open_company(made.company.name)
    acts.cost(made.company)
    with quickbooks(made.company) as books:
        assert acts.seal(made.company, books.capabilities(), TODAY).documents
    assert "Invoice" not in call(made.books.url, "state?full=true")["objects"]


def sent(made: Taxed) -> Json:
    """The invoice, once a run has sent it."""
    made.company = open_company(made.company.name)
    run(made.company)
    found: list[Json] = call(made.books.url, "state?full=true")["objects"]["Invoice"]
    return found[0]


STRATEGIES = ("override", "tax_line", "native")


@pytest.mark.parametrize("after", STRATEGIES)
@pytest.mark.parametrize("before", STRATEGIES)
def test_the_tax_strategy_in_force_when_a_document_is_sent_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: str, after: str
) -> None:
    with taxed(tmp_path, monkeypatch) as made:
        made.set("tax.code.CDTFA", made.code)
        made.set("tax.strategy", before)
        sealed(made, tmp_path)
        made.set("tax.strategy", after)
        held = sent(made)
        assert held["TotalAmt"] == 108
        lines = [line for line in held["Line"] if line.get("Id")]
        assert len(lines) == (2 if after == "tax_line" else 1)
        assert ("Tax as billed: 8.00" in held["PrivateNote"]) == (after != "tax_line")
        assert made.codes() == []
        assert verify(made.company).problems == []


def test_what_was_refused_for_want_of_a_tax_code_may_cross_with_its_tax_as_a_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with taxed(tmp_path, monkeypatch, country="AU", ast=False) as made:
        made.set("tax.strategy", "native")
        sealed(made, tmp_path)
        with pytest.raises(KeyError):
            sent(made)
        assert made.codes() == ["tax_code_unmapped"]
        made.set("tax.strategy", "tax_line")
        retry(made.company, [], "carla", acts.clock())
        assert sent(made)["TotalAmt"] == 108
        assert made.codes() == []


def test_classes_and_locations_an_edition_lost_stand_in_the_note(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sealed on Plus with a class and a location, sent once the company is on Essentials."""
    with taxed(tmp_path, monkeypatch, edition="plus") as made:
        inner = made.books.application.api.books
        inner.create("Class", {"Name": "Retail"})
        inner.create("Department", {"Name": "Main Street"})
        account = next(one.name for key, one in stored(made.company) if key == "revenue(shop)")
        acts.map_account(made.company, "revenue(shop)", account, "Retail", "Main Street")
        sealed(made, tmp_path)
        inner.settings = inner.settings.with_values({"edition": "essentials", **LACKING})
        before = inner.store.objects["Preferences"]["1"]
        off = {"ClassTrackingPerTxn": False, "ClassTrackingPerTxnLine": False, "TrackDepartments": False}
        after = before | {"AccountingInfoPrefs": before["AccountingInfoPrefs"] | off}
        inner.store.put("Preferences", after)
        held = sent(made)
        assert "DepartmentRef" not in held
        assert all("ClassRef" not in line.get("SalesItemLineDetail", {}) for line in held["Line"])
        assert "Retail" in held["PrivateNote"]
        assert "Main Street" in held["PrivateNote"]
        assert sorted(made.codes()) == ["classes_untracked", "locations_untracked"]
        assert made.tied()
        assert verify(made.company).problems == []


def test_what_an_edition_can_no_longer_hold_at_all_is_somebodys(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bill of ours, sealed on Plus. Simple Start has none; it crosses once the plan has them again."""
    with taxed(tmp_path, monkeypatch, edition="plus") as made:
        inner = made.books.application.api.books
        sealed(made, tmp_path, shop.billed("B-1", "2026-03-04", "R-1", 9, "18.00"))
        inner.settings = inner.settings.with_values({"edition": "simple_start"})
        sent(made)
        assert "feature_missing" in made.codes()
        inner.settings = inner.settings.with_values({"edition": "plus"})
        retry(made.company, [], "carla", acts.clock())
        sent(made)
        assert len(call(made.books.url, "state?full=true")["objects"]["Bill"]) == 1
        assert made.codes() == []
        assert made.tied()
