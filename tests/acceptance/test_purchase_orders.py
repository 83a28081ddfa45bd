"""Purchase orders in QuickBooks, where finance wants them there: shown once, kept up to date, never posted.

Each test is a story between the source that places and changes orders, a run, and people who work on the
same orders in QuickBooks.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance import shop
from tests.acceptance.company import run
from tests.acceptance.payables import TODAY, Payables, payables, payables_of
from tests.acceptance.process import NAME
from tests.acceptance.tampering import Json
from tests.acceptance.test_tampered import call
from tests.company import tieout
from tieout.core.case import Case
from tieout.core.crossing import State
from tieout.runtime import acts
from tieout.runtime.cases import list_cases
from tieout.runtime.company import reread
from tieout.runtime.purchase_orders import purchase_orders
from tieout.runtime.sweep import restore

__all__ = ["payables"]


def line(quantity: str = "10", price: str = "2.00", name: str = "1") -> Json:
    return {"line": name, "item": "JAM", "quantity": quantity, "unit_price": price}


def placed(order: str = "PO-1", day: str = "2026-03-02", *lines: Json, **more: Any) -> Json:
    fields = {"order": order, "supplier": "S-1", "currency": "USD", **more}
    return shop.fact("purchase_order_placed", order, day, lines=list(lines) or [line()], **fields)


def changed(day: str, *lines: Json) -> Json:
    return shop.fact("purchase_order_changed", f"C-{day}", day, order="PO-1", lines=list(lines))


def closed(day: str) -> Json:
    return shop.fact("purchase_order_closed", f"X-{day}", day, order="PO-1")


def received(quantity: int, key: str = "R-1") -> Json:
    return shop.received(key, "2026-03-05", quantity) | {"order": "PO-1"}


def draft(made: Payables) -> Payables:
    """The company with its orders shown in QuickBooks."""
    said = tieout("settings", "set", "purchase-orders", "draft", "--company", NAME)
    assert said.code == 0, said.err
    made.company = reread(made.company)
    return made


@pytest.fixture
def drafts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Payables]:
    """A company that shows its orders in QuickBooks."""
    with payables_of(tmp_path, monkeypatch) as found:
        yield draft(found)


def order(drafts: Payables) -> Json:
    [held] = drafts.held("PurchaseOrder")
    return held


def states(drafts: Payables) -> list[str]:
    """The states of the documents of orders, in order of sealing."""
    with drafts.company.database.read() as connection:
        rows = connection.exec_driver_sql(
            "SELECT s.state FROM document d JOIN crossing_state s ON s.document = d.id "
            "WHERE d.type = 'PurchaseOrder' ORDER BY d.seq"
        )
        return [state for (state,) in rows]


CONFIRMED, SUPERSEDED, REFUSED = (one.value for one in (State.CONFIRMED, State.SUPERSEDED, State.REFUSED))


def test_without_the_setting_no_order_is_sent(payables: Payables) -> None:
    payables.load(placed())
    payables.run()
    assert payables.held("PurchaseOrder") == []


def test_an_order_shows_open_and_moves_no_account(drafts: Payables) -> None:
    drafts.load(placed("PO-1", "2026-03-02", line("10", "2.00"), line("2.5", "1.33", "2")))
    drafts.run()
    held = order(drafts)
    assert [held[name] for name in ("DocNumber", "TxnDate", "POStatus", "TotalAmt")] == [
        *("PO-1", "2026-03-02", "Open"),
        Decimal("23.32"),
    ], "2.5 at 1.33 is 3.325: half to even is 3.32"
    assert [one["Description"] for one in held["Line"]] == ["JAM: 10 at 2.00", "JAM: 2.5 at 1.33"]
    drafts.settled()
    assert drafts.codes() == []
    drafts.run()
    assert states(drafts) == [CONFIRMED], "what stands is not sent again"


def test_a_change_goes_over_the_same_order_and_a_part_received_changes_nothing(drafts: Payables) -> None:
    drafts.load(placed())
    drafts.run()
    before = order(drafts)
    drafts.load(changed("2026-03-03", line("12"), line("1", "5.00", "2")), received(5))
    drafts.run()
    after = order(drafts)
    assert (after["Id"], after["TotalAmt"], after["POStatus"]) == (before["Id"], 29, "Open")
    assert states(drafts) == [SUPERSEDED, CONFIRMED]
    drafts.settled()
    assert drafts.codes() == []


@pytest.mark.parametrize("end", [received(10), closed("2026-03-06")], ids=["received", "closed"])
def test_what_is_received_or_closed_is_closed_there(drafts: Payables, end: Json) -> None:
    drafts.load(placed())
    drafts.run()
    drafts.load(end)
    drafts.run()
    assert order(drafts)["POStatus"] == "Closed"
    drafts.settled()
    assert drafts.codes() == []


def test_a_change_after_the_closing_opens_it_again_on_a_later_day_only(drafts: Payables) -> None:
    """On one day the closing counts last, in whatever order source and files tell both."""
    drafts.load(placed(), closed("2026-03-06"), changed("2026-03-06", line("12")))
    drafts.run()
    assert drafts.held("PurchaseOrder") == [], "over before it was shown"
    drafts.load(changed("2026-03-07", line("14")))
    drafts.run()
    assert (order(drafts)["POStatus"], order(drafts)["TotalAmt"]) == ("Open", 28)
    drafts.load(closed("2026-03-08"))
    drafts.run()
    assert order(drafts)["POStatus"] == "Closed"
    drafts.load(changed("2026-03-09", line("16")))
    drafts.run()
    assert (order(drafts)["POStatus"], order(drafts)["TotalAmt"]) == ("Open", 32)
    [shown] = purchase_orders(drafts.company)
    assert (shown.status, shown.lines["1"].open) == ("open", 16_000_000)
    drafts.settled()
    assert drafts.codes() == []


def test_an_order_that_is_over_before_it_was_shown_is_not_shown(drafts: Payables) -> None:
    drafts.load(placed(), received(10))
    drafts.run()
    assert drafts.held("PurchaseOrder") == []


@pytest.mark.parametrize("fault", ["drop_before", "drop_after", "twice"])
@pytest.mark.parametrize("requestid", ["honoured", "ignored"])
def test_a_change_whose_answer_is_lost_is_there_once(drafts: Payables, fault: str, requestid: str) -> None:
    drafts.load(placed())
    drafts.run()
    drafts.load(changed("2026-03-03", line("12")))
    call(drafts.books.url, "settings", {"requestid": requestid})
    call(drafts.books.url, "faults", [{"kind": fault, "path": "/batch", "times": 1}])  # type: ignore[arg-type]
    drafts.run()
    assert order(drafts)["TotalAmt"] == 24
    assert int(order(drafts)["SyncToken"]) == 1, "written over once"
    assert states(drafts) == [SUPERSEDED, CONFIRMED]
    drafts.settled()


def test_what_a_person_changed_is_never_written_over_unseen(drafts: Payables) -> None:
    drafts.load(placed())
    drafts.run()
    drafts.edit("PurchaseOrder", order(drafts), Memo="call before delivery", TxnDate="2026-03-04")
    drafts.load(changed("2026-03-03", line("12")))
    assert run(drafts.company, TODAY).delivered.refused == 1  # type: ignore[union-attr]
    assert drafts.codes() == ["changed_meanwhile"]
    assert (order(drafts)["Memo"], order(drafts)["TotalAmt"]) == ("call before delivery", 20)
    drafts.sweep()
    assert drafts.codes() == ["changed_meanwhile", "drift_edited"]
    for verb, code in (("accept", "drift_edited"), ("retry", "changed_meanwhile")):
        [case] = [one.id for one in cases_of(drafts) if one.problem.code == code]
        why = ("--why", "seen") if verb == "accept" else ()
        assert tieout("cases", verb, case, *why, "--company", NAME).code == 0
    drafts.run()
    assert order(drafts)["TotalAmt"] == 24
    drafts.settled()
    assert drafts.codes() == []


def cases_of(drafts: Payables) -> list[Case]:
    return list_cases(drafts.company)


@pytest.mark.parametrize("bumps", [True, False], ids=["a change of it", "no change of it"])
@pytest.mark.parametrize("swept", [True, False], ids=["swept", "not swept"])
def test_a_bill_made_of_it_in_quickbooks_is_no_difference_and_no_refusal(
    drafts: Payables, bumps: bool, swept: bool
) -> None:
    """Whether QuickBooks counts a bill as a change of its order is not documented: both are played."""
    drafts.lever("settings", {"bill_bumps_order": bumps})
    drafts.load(placed(), received(4))
    drafts.run()
    held = order(drafts)
    link = {"TxnId": held["Id"], "TxnType": "PurchaseOrder", "TxnLineId": held["Line"][0]["Id"]}
    row = {
        "Amount": 20,
        "DetailType": "AccountBasedExpenseLineDetail",
        "AccountBasedExpenseLineDetail": {"AccountRef": {"value": drafts.mapped["grni"]}},
        "LinkedTxn": [link],
    }
    drafts.create("Bill", VendorRef=held["VendorRef"], TxnDate="2026-03-06", Line=[row])
    assert order(drafts)["LinkedTxn"]
    assert (order(drafts)["SyncToken"] != held["SyncToken"]) is bumps
    if swept:
        drafts.sweep()
    assert [code for code in drafts.codes() if code.startswith("drift")] == []
    drafts.load(received(6, "R-2"))
    drafts.run()
    assert order(drafts)["POStatus"] == "Closed"
    assert order(drafts)["LinkedTxn"], "the bill keeps its order"
    drafts.sweep()
    assert [code for code in drafts.codes() if code.startswith("drift")] == []


def test_of_a_deleted_order_a_person_says_what_is_to_be(drafts: Payables) -> None:
    drafts.load(placed())
    drafts.run()
    drafts.load(changed("2026-03-03", line("12")))
    drafts.run()
    drafts.lever("delete", {"entity": "PurchaseOrder", "id": order(drafts)["Id"]})
    drafts.sweep()
    [case] = cases_of(drafts)
    assert case.problem.code == "drift_deleted"
    restore(drafts.company, [case.id], "deleted by mistake", "carla", acts.clock())
    assert order(drafts)["TotalAmt"] == 24
    drafts.settled()
    drafts.load(closed("2026-03-08"))
    drafts.run()
    assert order(drafts)["POStatus"] == "Closed"


def test_people_may_order_themselves_on_any_account(drafts: Payables) -> None:
    drafts.load(placed())
    drafts.run()
    drafts.vendor = order(drafts)["VendorRef"]["value"]
    drafts.enter(
        "2026-03-06",
        ("20.00", "jam", "grni"),
        entity="PurchaseOrder",
        APAccountRef={"value": drafts.mapped["accounts_payable"]},
    )
    drafts.settled()
    assert drafts.codes() == []


def test_the_date_of_an_order_in_a_closed_period_is_the_first_open_day(drafts: Payables) -> None:
    drafts.lever("closing-date", {"date": "2026-03-10"})
    drafts.load(placed())
    drafts.run()
    assert order(drafts)["TxnDate"] == "2026-03-11"
    drafts.lever("closing-date", {"date": "2026-03-20"})
    drafts.load(changed("2026-03-23", line("12")))
    drafts.run()
    assert (order(drafts)["TxnDate"], order(drafts)["TotalAmt"]) == ("2026-03-21", 24)


def test_an_edition_without_orders_keeps_them_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with payables_of(tmp_path, monkeypatch, edition="essentials") as found:
        draft(found).load(placed())
        found.run()
        assert found.held("PurchaseOrder") == []
        assert found.codes() == []
