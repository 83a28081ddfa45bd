"""Documents QuickBooks refused: tried again once mended, given up with a reason, never left to nobody.

A supplier was entered in QuickBooks by hand under the name of a customer, after tieout had looked.
QuickBooks takes a name once, so the customer is refused and its invoices are blocked.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from quickbooks_emulator.online.server import REALM, TOKEN
from tests.acceptance import shop
from tests.acceptance.company import TODAY, Books, company, load, quickbooks, run
from tests.acceptance.process import NAME
from tests.acceptance.test_tampered import call
from tests.company import Said, tieout
from tieout.connectors.quickbooks_online import Client, QuickBooksOnline
from tieout.runtime.company import Company
from tieout.runtime.tieout import reconcile
from tieout.storage.standing import stuck

SOLD = [*shop.sold("SO-1", "2026-03-05", 2, "10.00"), *shop.sold("SO-2", "2026-03-06", 1, "5.00")]
PAID = shop.paid("P-1", "2026-03-09", "SO-1", "10.00")


@dataclass
class Stopped:
    company: Company
    books: Books
    vendor: str

    def counts(self) -> dict[str, int]:
        counted: dict[str, int] = verb("status", "--json").json["crossings"]
        return counted

    def rename_vendor(self) -> None:
        change = {"DisplayName": "Corner Store (supplier)"}
        call(self.books.url, "edit", {"entity": "Vendor", "id": self.vendor, "change": change})

    def stuck(self) -> list[object]:
        with self.company.database.read() as connection:
            return list(stuck(connection, NAME))

    def tied(self) -> bool:
        with closing(Client(self.books.url, REALM, lambda: TOKEN)) as client:
            through = TODAY - timedelta(days=1)
            return reconcile(self.company, QuickBooksOnline.of_company(client), through).tied


def verb(*words: str) -> Said:
    return tieout(*words, "--company", NAME)


def cases(code: str) -> list[str]:
    return [one["id"] for one in verb("cases", "--json").json if one["code"] == code]


@pytest.fixture
def stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stopped]:
    with quickbooks() as books:
        made = company(tmp_path / "home", books.url, monkeypatch, keys=("revenue(shop)",), daily=())
        vendor = call(books.url, "create", {"entity": "Vendor", "body": {"DisplayName": "Corner Store"}})
        load(
            made, [shop.file(tmp_path, "facts", *shop.MASTER, shop.received("R-1", "2026-03-02", 9), *SOLD)]
        )
        load(made, [shop.file(tmp_path, "paid", PAID)])
        run(made)
        yield Stopped(made, books, vendor["Vendor"]["Id"])
        made.database.close()


@pytest.mark.covers("S001-101", "S001-88")
def test_a_refused_record_is_tried_again_once_mended_and_all_that_waited_follows(stopped: Stopped) -> None:
    counts = stopped.counts()
    assert (counts["refused"], counts["blocked"]) == (1, 3)
    stopped.rename_vendor()
    said = verb("cases", "retry", *cases("name_taken"))
    assert (said.code, said.out) == (0, "1 ready again; run `tieout run` to send them.\n")
    run(stopped.company)
    assert set(stopped.counts()) == {"confirmed"}
    assert verb("cases", "--stage", "delivery", "--json").json == []
    assert stopped.tied()


def test_of_a_blocked_document_what_blocks_it_is_tried_again(stopped: Stopped) -> None:
    stopped.rename_vendor()
    blocked = cases("needs_refused_document")
    assert verb("cases", "retry", blocked[0], blocked[1], "--json").code == 0
    run(stopped.company)
    assert set(stopped.counts()) == {"confirmed"}


def test_all_are_tried_again_at_once_and_refused_again_where_nothing_was_mended(stopped: Stopped) -> None:
    before = cases("name_taken")
    assert len(verb("cases", "retry", "--all", "--json").json) == 1
    assert stopped.stuck() == []
    run(stopped.company)
    assert cases("name_taken") == before
    assert stopped.counts()["blocked"] == 3
    assert verb("cases", "retry").code == 2
    assert verb("cases", "retry", before[0], "--all").code == 2


@pytest.mark.covers("S003-23")
def test_what_is_given_up_is_expected_no_more_and_what_needs_it_has_its_owner(stopped: Stopped) -> None:
    said = verb("cases", "write-off", *cases("name_taken"), "--why", "closed its doors")
    assert (said.code, said.out) == (0, "1 written off.\n")
    assert stopped.counts()["blocked"] == 3
    assert stopped.stuck() == []
    left = cases("needs_refused_document")
    assert len(left) == 3
    said = verb("cases", "retry", left[0])
    assert said.code == 3
    assert "need_not_refused" in said.err
    assert verb("cases", "write-off", left[0], "--why", "its customer is gone", "--following").code == 0


def test_what_needs_it_is_given_up_with_it_where_that_is_said(stopped: Stopped) -> None:
    words = ("--why", "closed its doors", "--following", "--json")
    assert len(verb("cases", "write-off", *cases("name_taken"), *words).json) == 4
    assert stopped.counts()["written_off"] == 4
    assert cases("needs_refused_document") == []
    assert stopped.tied()
    with stopped.company.database.read() as connection:
        acts = connection.exec_driver_sql(
            "SELECT act, after FROM audit WHERE act LIKE '%written off'"
        ).all()
    assert [tuple(act) for act in acts] == [("document written off", "written_off: closed its doors")] * 4


def test_the_only_owner_of_a_stopped_document_cannot_be_taken_away(stopped: Stopped) -> None:
    for code in ("name_taken", "needs_refused_document"):
        said = verb("cases", "resolve", cases(code)[0], "--why", "no time")
        assert said.code == 3
        assert "case_needs_an_act" in said.err
    assert stopped.stuck() == []


def test_a_case_about_something_else_is_neither_retried_nor_written_off(
    stopped: Stopped, tmp_path: Path
) -> None:
    stranger = shop.invoiced("SO-9", "2026-03-09", 1, "1.00") | {"customer": "C-9"}
    load(stopped.company, [shop.file(tmp_path, "more", stranger)])
    run(stopped.company)
    for words in (("retry",), ("write-off", "--why", "x")):
        said = verb("cases", words[0], *cases("party_unknown"), *words[1:])
        assert said.code == 3
        assert "case_not_refused" in said.err


def test_a_document_that_did_not_cross_is_not_reversed_but_given_up(stopped: Stopped) -> None:
    said = verb("reverse", "INV-SO-1", "--why", "wrong")
    assert said.code == 3
    assert "not_held_yet" in said.err
    assert "write-off" in said.err
