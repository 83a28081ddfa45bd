"""Reasons: what makes two amounts differ, told apart by day, account, state and author."""

from __future__ import annotations

from dataclasses import replace

from tests.reconcile.two_books import a_document, in_ledger, march, redated
from tieout.core.crossing import State
from tieout.reconcile.ledger import gathered
from tieout.reconcile.reasons import absent, changed, of_others

OURS = a_document(1, {"12": 5_00, "21": -5_00})
CELLS = {("12", march(10)): 5_00, ("21", march(10)): -5_00}


def test_a_date_and_an_amount_changed_together_are_an_edit_that_tells_both_days() -> None:
    moved = redated(a_document(1, {"12": 6_00, "21": -6_00}), march(12))
    theirs = gathered(in_ledger(moved), {"12", "21"})["JournalEntry", "101"]
    finding = changed(OURS, CELLS, theirs)
    assert finding.reason == "edited"
    assert "from 2026-03-10 to 2026-03-12" in finding.text


def test_an_amount_on_another_account_is_told() -> None:
    other = a_document(1, {"13": 5_00, "21": -5_00})
    theirs = gathered(in_ledger(other), {"12", "13", "21"})["JournalEntry", "101"]
    assert changed(OURS, CELLS, theirs).text == "edited in QuickBooks: an amount now stands on account 13"


def test_a_cent_of_exchange_gain_on_one_side_only_is_rounding_and_more_or_a_swap_is_an_edit() -> None:
    def reason(ours: dict[str, int], theirs: dict[str, int]) -> str:
        document = a_document(1, ours, foreign=True)
        held = gathered(in_ledger(a_document(1, theirs)), {"12", "13", "21"})["JournalEntry", "101"]
        return changed(document, {(name, march(10)): minor for name, minor in ours.items()}, held).reason

    plain, gained = {"12": 5_00, "21": -5_00}, {"12": 5_00, "21": -4_99, "13": -1}
    assert reason(plain, gained) == reason(gained, plain) == "rounding"
    assert reason(plain, {"12": 5_00, "21": -4_98, "13": -2}) == "edited"
    assert reason({"12": 1, "21": -1}, {"13": 1, "21": -1}) == "edited"


def test_absence_is_judged_by_the_state_of_the_crossing() -> None:
    blocked = a_document(2, {"12": 1, "21": -1}, state=State.BLOCKED)
    waiting = a_document(3, {"12": 1, "21": -1}, state=State.WAITING)
    assert absent(blocked, None).reason == "refused"
    assert absent(waiting, None).reason == "in_flight"
    of_finance = absent(replace(blocked, held=True), None)
    assert (of_finance.reason, of_finance.text.partition(":")[0]) == ("held", "held")
    assert absent(OURS, "voided").reason == "voided"
    assert absent(OURS, None).text == "deleted in QuickBooks: the ledger no longer shows it"


def test_others_are_named_with_their_party() -> None:
    theirs = gathered(in_ledger(a_document(4, {"12": 1, "21": -1}, party="Mill"), mark=False), {"12"})
    finding = of_others(theirs["JournalEntry", "104"], marked=False, twin="")
    assert finding == ("made_by_others", "JournalEntry for Mill was not sent by tieout")
