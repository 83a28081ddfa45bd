"""The sweep: what people do in QuickBooks becomes an exception with its choices, and nothing else does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance import shop
from tests.acceptance.company import Books, company, load, quickbooks, run, with_controller
from tests.acceptance.process import NAME
from tests.acceptance.tampering import Json, dearer, journal, redated
from tests.acceptance.test_tampered import call
from tests.company import tieout
from tieout.connectors.quickbooks_online import QuickBooksOnline
from tieout.core.errors import TerminalError
from tieout.ports import OutcomeUnknown
from tieout.runtime import acts
from tieout.runtime.cases import list_cases
from tieout.runtime.company import Company
from tieout.runtime.reversal import reverse_document
from tieout.runtime.sweep import Swept, restore, sweep
from tieout.storage.settings import mapping_of

SOLD = [*shop.sold("SO-1", "2026-03-05", 2, "10.00"), *shop.sold("SO-2", "2026-03-06", 1, "5.00")]


@dataclass
class Watched:
    company: Company
    books: Books

    def sweep(self, days: int = 0) -> Swept:
        return sweep(self.company, acts.clock() + timedelta(days=days))

    def cases(self) -> list[tuple[str, str]]:
        return [(case.problem.code, case.id) for case in list_cases(self.company, "reconcile")]

    def codes(self) -> list[str]:
        return [code for code, _ in self.cases()]

    def audited(self, act: str) -> list[str]:
        """What the audit log says of an act."""
        with self.company.database.read() as connection:
            rows = connection.exec_driver_sql("SELECT after FROM audit WHERE act = ?", (act,))
            return [after for (after,) in rows]

    def held(self, entity: str, number: str) -> Json:
        rows: list[Json] = call(self.books.url, "state?full=true")["objects"][entity]
        return next(row for row in rows if row.get("DocNumber") == number)

    def act(self, lever: str, payload: Json) -> Json:
        said = call(self.books.url, lever, payload)
        assert "refused" not in said, said
        return said


@pytest.fixture
def watched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Watched]:
    with quickbooks() as books:
        made = with_controller(
            company(tmp_path / "home", books.url, monkeypatch, keys=("revenue(shop)",), daily=())
        )
        load(
            made, [shop.file(tmp_path, "facts", *shop.MASTER, shop.received("R-1", "2026-03-02", 9), *SOLD)]
        )
        run(made)
        found = Watched(made, books)
        assert found.sweep().drifts == ()
        yield found
        made.database.close()


def test_our_own_documents_are_no_differences(watched: Watched) -> None:
    again = watched.sweep()
    assert (again.kind, again.drifts) == ("capture", ())
    assert again.seen > 0
    assert watched.codes() == []


@pytest.mark.covers("S000-46", "S004-01")
def test_an_edit_is_an_exception_and_restored_by_an_act(watched: Watched) -> None:
    body = watched.held("Invoice", "INV-SO-1")
    watched.act(*redated(2)("Invoice", body))
    [drift] = watched.sweep().drifts
    assert (drift.kind, drift.type, drift.id) == ("edited", "Invoice", body["Id"])
    assert any("2026-03-07" in field for field in drift.fields)
    [(code, case)] = watched.cases()
    assert code == "drift_edited"
    said = tieout("cases", "restore", case, "--why", "not agreed", "--company", NAME)
    assert (said.code, said.out) == (0, "1 restored.\n")
    assert watched.audited("document restored") == ["restored: not agreed"]
    assert watched.held("Invoice", "INV-SO-1")["TxnDate"] == "2026-03-05"
    assert watched.sweep().drifts == ()
    assert watched.codes() == []


def test_an_accepted_edit_is_not_raised_again_but_another_one_is(watched: Watched) -> None:
    body = watched.held("Invoice", "INV-SO-1")
    watched.act(*redated(2)("Invoice", body))
    watched.sweep()
    [(_, case)] = watched.cases()
    said = tieout("cases", "accept", case, "--why", "agreed by phone", "--company", NAME)
    assert (said.code, said.out) == (0, "1 accepted.\n")
    assert watched.audited("difference accepted") == ["accepted: agreed by phone"]
    assert watched.sweep().drifts == ()
    watched.act(*dearer("Invoice", watched.held("Invoice", "INV-SO-1")))
    assert [one.kind for one in watched.sweep().drifts] == ["edited"]


def test_a_person_who_puts_it_right_ends_the_exception(watched: Watched) -> None:
    watched.act(*redated(2)("Invoice", watched.held("Invoice", "INV-SO-1")))
    watched.sweep()
    watched.act(*redated(-2)("Invoice", watched.held("Invoice", "INV-SO-1")))
    assert watched.sweep().drifts == ()
    assert watched.codes() == []


@pytest.mark.parametrize(("lever", "code"), [("void", "drift_voided"), ("delete", "drift_deleted")])
def test_what_is_gone_is_an_exception(watched: Watched, lever: str, code: str) -> None:
    body = watched.held("Invoice", "INV-SO-1")
    watched.act(lever, {"entity": "Invoice", "id": body["Id"]})
    watched.sweep()
    [(found, case)] = watched.cases()
    assert found == code
    assert tieout("cases", "accept", case, "--why", "it was wrong", "--company", NAME).code == 0
    assert watched.sweep().drifts == ()


def deleted(watched: Watched) -> str:
    """INV-SO-1 is deleted and found so; the id of its case."""
    watched.act("delete", {"entity": "Invoice", "id": watched.held("Invoice", "INV-SO-1")["Id"]})
    watched.sweep()
    [(_, case)] = watched.cases()
    return case


def test_what_was_deleted_is_made_again_once(watched: Watched) -> None:
    before = watched.held("Invoice", "INV-SO-1")
    case = deleted(watched)
    said = tieout("cases", "restore", case, "--why", "deleted by mistake", "--company", NAME)
    assert "duties_not_apart" in said.err, "who loaded the sale leaves it to somebody else"
    assert len(restore(watched.company, [case], "deleted by mistake", "carla", acts.clock())) == 1
    after = watched.held("Invoice", "INV-SO-1")
    assert after["Id"] != before["Id"]
    assert [after[name] for name in ("TotalAmt", "TxnDate", "PrivateNote")] == [
        before[name] for name in ("TotalAmt", "TxnDate", "PrivateNote")
    ]
    assert watched.audited("document restored") == ["restored: deleted by mistake"]
    assert watched.sweep().drifts == ()
    assert watched.codes() == []
    assert acts.tie_out(watched.company).tied


def test_after_a_lost_answer_nobody_makes_it_a_second_time(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = QuickBooksOnline.make_again

    def lost(self: QuickBooksOnline, *what: Any) -> Any:
        raise OutcomeUnknown("no answer")

    case = deleted(watched)
    monkeypatch.setattr(QuickBooksOnline, "make_again", lost)
    now = acts.clock()
    with pytest.raises(OutcomeUnknown):
        restore(watched.company, [case], "by mistake", "carla", now)
    monkeypatch.setattr(QuickBooksOnline, "make_again", made)
    with pytest.raises(TerminalError) as refused:
        restore(watched.company, [case], "by mistake", "carla", now)
    assert refused.value.problem.code == "remake_under_way"
    restore(watched.company, [case], "by mistake", "carla", now + timedelta(minutes=3))
    assert watched.sweep().drifts == ()


def test_what_landed_after_all_is_linked_not_sent(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = QuickBooksOnline.make_again

    def late(self: QuickBooksOnline, *what: Any) -> Any:
        made(self, *what)
        raise OutcomeUnknown("no answer")

    case = deleted(watched)
    monkeypatch.setattr(QuickBooksOnline, "make_again", late)
    with pytest.raises(OutcomeUnknown):
        restore(watched.company, [case], "by mistake", "carla", acts.clock())
    assert len(restore(watched.company, [case], "by mistake", "carla", acts.clock())) == 1
    assert watched.sweep().drifts == ()
    assert acts.tie_out(watched.company).tied


def test_nothing_is_made_again_in_a_closed_period(watched: Watched) -> None:
    case = deleted(watched)
    control = watched.books.application.control
    assert control._set_closing_date({"date": "2026-03-31"})["BookCloseDate"]
    watched.books.application.api.books.store.commit()
    with pytest.raises(TerminalError) as refused:
        restore(watched.company, [case], "by mistake", "carla", acts.clock())
    assert refused.value.problem.code == "remake_closed"


def test_a_name_that_people_gave_meanwhile_is_known_by_the_next_sweep(
    watched: Watched, tmp_path: Path
) -> None:
    """One of ours is renamed, another is new; parties that are called so come to no wrong record."""
    [ours] = call(watched.books.url, "state?full=true")["objects"]["Customer"]
    change = {"DisplayName": "Deli of the East"}
    watched.act("edit", {"entity": "Customer", "id": ours["Id"], "change": change})
    theirs = watched.act("create", {"entity": "Customer", "body": {"DisplayName": "Deli of the West"}})
    assert watched.sweep().drifts == ()
    told = []
    for key, name in (("C-2", "Deli of the East"), ("C-3", "Deli of the West")):
        told.append(
            shop.fact("party", key, "2026-03-01", party=key, roles=["customer"], name=name, currency="USD")
        )
        told += [one | {"customer": key} for one in shop.sold(f"SO-{key}", "2026-03-08", 1, "5.00")]
    load(watched.company, [shop.file(tmp_path, "more", *told)])
    run(watched.company)
    held = {
        one["DisplayName"]: one["Id"]
        for one in call(watched.books.url, "state?full=true")["objects"]["Customer"]
    }
    second = "Deli of the East (customer)"
    assert set(held) == {"Deli of the East", second, "Deli of the West"}
    assert watched.held("Invoice", "INV-SO-C-2")["CustomerRef"]["value"] == held[second]
    assert watched.held("Invoice", "INV-SO-C-3")["CustomerRef"]["value"] == theirs["Customer"]["Id"]
    assert [case.problem.code for case in list_cases(watched.company)] == []


def test_a_document_of_others_on_an_owned_account_is_an_exception(watched: Watched) -> None:
    with watched.company.database.read() as connection:
        mapped = {str(key): one.outside_id for key, one in mapping_of(connection).accounts.items()}
    owned, bank = mapped["inventory_merchandise"], mapped["bank"]
    made = watched.act("create", {"entity": "JournalEntry", "body": journal(owned, bank, "17.35")})
    [drift] = watched.sweep().drifts
    assert (drift.kind, drift.id) == ("foreign", made["JournalEntry"]["Id"])
    assert watched.codes() == ["drift_foreign"]


def test_what_was_entered_before_the_start_belongs_to_the_opening_balances(watched: Watched) -> None:
    with watched.company.database.read() as connection:
        mapped = {str(key): one.outside_id for key, one in mapping_of(connection).accounts.items()}
    opening = journal(mapped["inventory_merchandise"], mapped["bank"], "17.35") | {"TxnDate": "2026-01-01"}
    watched.act("create", {"entity": "JournalEntry", "body": opening})
    assert watched.sweep().drifts == ()


def test_on_an_account_people_write_to_as_well_it_is_none(watched: Watched) -> None:
    """Also where a role that only we write to stands on the same account."""
    with watched.company.database.read() as connection:
        mapped = {str(key): one.outside_id for key, one in mapping_of(connection).accounts.items()}
    acts.map_account(watched.company, "clearing(square)", mapped["bank"])
    mine = set(mapped.values())
    accounts = call(watched.books.url, "state?full=true")["objects"]["Account"]
    theirs = next(one["Id"] for one in accounts if one["Id"] not in mine and one["AccountType"] == "Equity")
    watched.act("create", {"entity": "JournalEntry", "body": journal(mapped["bank"], theirs, "17.35")})
    assert watched.sweep().drifts == ()


def test_after_a_gap_longer_than_capture_looks_back_everything_is_read(watched: Watched) -> None:
    body = watched.held("Invoice", "INV-SO-1")
    watched.act("delete", {"entity": "Invoice", "id": body["Id"]})
    found = watched.sweep(days=31)
    assert found.kind == "rebaseline"
    assert [one.kind for one in found.drifts] == ["deleted"]


def test_a_document_taken_back_ends_its_exception(watched: Watched) -> None:
    watched.act(*redated(2)("Invoice", watched.held("Invoice", "INV-SO-1")))
    watched.sweep()
    reverse_document(watched.company, "INV-SO-1", "edited beyond repair", "carla", acts.clock())
    assert watched.codes() == []


def test_a_case_about_something_else_is_neither_accepted_nor_restored(
    watched: Watched, tmp_path: Path
) -> None:
    stranger = shop.invoiced("SO-9", "2026-03-09", 1, "1.00") | {"customer": "C-9"}
    load(watched.company, [shop.file(tmp_path, "more", stranger)])
    run(watched.company)
    [case] = [one.id for one in list_cases(watched.company)]
    for verb in ("accept", "restore"):
        said = tieout("cases", verb, case, "--why", "x", "--company", NAME)
        assert said.code == 3
        assert "case_not_drift" in said.err


def test_notices_need_the_verifier_token(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TIEOUT_WEBHOOK_VERIFIER", raising=False)
    said = tieout("listen", "--port", "0")
    assert said.code == 3
    assert "verifier_missing" in said.err


def test_the_verb_looks_only_when_something_was_noticed(watched: Watched) -> None:
    said = tieout("sweep", "--if-noticed", "--company", NAME)
    assert (said.code, said.out) == (0, "QuickBooks said nothing since the last sweep.\n")
    watched.act(*redated(2)("Invoice", watched.held("Invoice", "INV-SO-1")))
    said = tieout("sweep", "--company", NAME)
    assert said.code == 1
    assert "edited: Invoice" in said.out
    [(_, case)] = watched.cases()
    said = tieout("cases", "accept", case, "missing", "--why", "x", "--company", NAME)
    assert said.code == 3
