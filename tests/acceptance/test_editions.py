"""Editions: the same month crosses and ties out in each, without what an edition lacks.

Revenue of the shop is mapped to a class and a location. Where the edition has neither, both stand in the
note of the document and somebody is told once; where it has no other currencies, the invoice in euro is
converted. Nothing fails for want of a feature.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from quickbooks_emulator.online.server import REALM, TOKEN
from tests.acceptance import shop
from tests.acceptance.company import TODAY, company, load, quickbooks, run, with_controller
from tests.acceptance.tampering import Json
from tests.acceptance.test_open_answers import facts
from tests.acceptance.test_tampered import call
from tieout.connectors.quickbooks_online import Client, QuickBooksOnline
from tieout.core.mapping import MappedAccount
from tieout.runtime import acts
from tieout.runtime.cases import list_cases
from tieout.runtime.company import Company, open_company
from tieout.runtime.mapping import stored_mapping
from tieout.runtime.tieout import reconcile
from tieout.runtime.verify import verify

LACKING: dict[str, str | bool] = {"track_classes": False, "track_departments": False}


@contextmanager
def month(
    folder: Path, patch: pytest.MonkeyPatch, **settings: str | bool
) -> Iterator[tuple[Company, list[Json]]]:
    """The company after its month, and its invoices as QuickBooks holds them."""
    with quickbooks(None, **settings) as books:
        inner = books.application.api.books
        now = inner.settings
        inner.settings = now.with_values({"edition": "plus"})  # the company was on Plus before
        inner.create("Class", {"Name": "Retail"})
        inner.create("Department", {"Name": "Main Street"})
        keys = ("revenue(shop)", "revenue(counter)", "sales_tax(CDTFA)")
        made = with_controller(company(folder / "home", books.url, patch, keys=keys, daily=("counter",)))
        account = next(one.name for key, one in stored(made) if key == "revenue(shop)")
        acts.map_account(made, "revenue(shop)", account, "Retail", "Main Street")
        inner.settings = now
        made = open_company(made.name)
        assert [one.what for one in load(made, [shop.file(folder, "facts", *facts())])] == []
        run(made)
        with closing(Client(books.url, REALM, lambda: TOKEN)) as client:
            assert reconcile(made, QuickBooksOnline.of_company(client), TODAY).tied
        assert verify(made).problems == []
        yield made, call(books.url, "state?full=true")["objects"]["Invoice"]
        made.database.close()


def stored(made: Company) -> Iterator[tuple[str, MappedAccount]]:
    return ((str(key), one) for key, one in stored_mapping(made))


def codes(made: Company) -> list[str]:
    return [case.problem.code for case in list_cases(made)]


@pytest.mark.parametrize("edition", ["plus", "advanced"])
def test_an_edition_that_has_them_bears_class_and_location(
    edition: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with month(tmp_path, monkeypatch, edition=edition, multi_currency=True) as (made, invoices):
        assert codes(made) == []
        for one in invoices:
            assert one["DepartmentRef"]["name"] == "Main Street"
            assert "Retail" not in one["PrivateNote"]
            lines = [line.get("SalesItemLineDetail", {}) for line in one["Line"] if line.get("Id")]
            assert "Retail" in [line.get("ClassRef", {}).get("name") for line in lines]
        assert {one.get("CurrencyRef", {}).get("value") for one in invoices} == {"USD", "EUR"}


@pytest.mark.parametrize("edition", ["essentials", "plus"])
def test_one_that_lacks_them_has_both_in_the_note(
    edition: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with month(tmp_path, monkeypatch, edition=edition, **LACKING) as (made, invoices):
        assert sorted(codes(made)) == ["classes_untracked", "locations_untracked"]
        for one in invoices:
            assert "DepartmentRef" not in one
            assert "Retail" in one["PrivateNote"]
            assert "Main Street" in one["PrivateNote"]
            assert one.get("CurrencyRef", {"value": "USD"})["value"] == "USD"
