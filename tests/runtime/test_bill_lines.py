"""Bill lines: a person says which receipt a line is for, or that it stands on a wrong account."""

from __future__ import annotations

import pytest

from tests.acceptance import shop
from tests.acceptance.payables import DAY, Payables
from tests.acceptance.process import NAME
from tests.company import tieout
from tieout.core.errors import TerminalError
from tieout.runtime import acts
from tieout.runtime.bill_lines import correct_line, match_line
from tieout.runtime.cases import list_cases


def test_what_no_number_names_is_found_only_if_it_is_certain(payables: Payables) -> None:
    payables.load(shop.received("GR-1", "2026-03-02", 9), shop.received("GR-2", "2026-03-03", 9))
    payables.run()
    bill = payables.enter("2026-03-09", ("18.00", "jam", "grni"))
    line = f"Bill {bill['Id']}/1"
    payables.sweep()
    [case] = [one for one in list_cases(payables.company) if one.problem.code == "bill_line_unclear"]
    assert "GR-1/1, GR-2/1" in case.problem.why
    assert line in case.problem.next_step
    payables.settled()
    done = match_line(payables.company, line, ["GR-2/1"], "by phone", acts.who(), acts.clock())
    assert (done.line, done.receipts) == (line, ("GR-2/1",))
    payables.settled()
    assert payables.open() == {"GR-1/1": -1800}
    assert payables.codes() == []
    payables.enter("2026-03-10", ("18.00", "jam", "grni"), DocNumber="second")
    payables.settled()
    assert payables.open() == {}
    with payables.company.database.read() as connection:
        [(who, before, after)] = connection.exec_driver_sql(
            "SELECT who, before, after FROM audit WHERE act = 'bill line matched'"
        ).all()
    assert (who, before, after) == (acts.who(), "no receipt", "GR-2/1: by phone")


def test_a_bill_on_a_wrong_account_is_recognised_and_corrected_by_an_approved_act(
    payables: Payables,
) -> None:
    payables.load(shop.received("GR-1", "2026-03-02", 9))
    payables.run()
    bill = payables.enter("2026-03-09", ("18.00", "jam", "cogs"))
    line = f"Bill {bill['Id']}/1"
    payables.sweep()
    [case] = [one for one in list_cases(payables.company) if one.problem.code == "bill_on_wrong_account"]
    assert "GR-1/1" in case.problem.what
    assert "Dr grni" in case.problem.why
    assert not acts.tie_out(payables.company, DAY).tied
    with pytest.raises(TerminalError, match="cannot be for"):
        match_line(payables.company, line, ["GR-1/1"], "", acts.who(), acts.clock())
    correct_line(payables.company, line, ["GR-1/1"], "goods", "carla", acts.clock())
    payables.settled()
    assert payables.open() == {}
    assert payables.codes() == []
    [journal] = [one for one in payables.held("JournalEntry") if "corrects" in one.get("PrivateNote", "")]
    assert {row["JournalEntryLineDetail"]["AccountRef"]["value"] for row in journal["Line"]} == {
        payables.mapped["grni"],
        payables.mapped["cogs"],
    }


def test_on_an_expense_account_too_and_a_service_is_no_concern(payables: Payables) -> None:
    payables.load(shop.received("GR-1", "2026-03-02", 9))
    payables.run()
    expense = payables.create("Account", Name="Sundries", AccountType="Expense")["Id"]
    payables.enter("2026-03-08", ("77.00", "window cleaning", expense))
    bill = payables.enter("2026-03-09", ("19.00", "GR-1", expense), ("5.00", "stamps", expense))
    payables.settled()
    assert payables.codes() == ["bill_on_wrong_account"]
    correct_line(payables.company, f"Bill {bill['Id']}/1", ["GR-1/1"], "goods", "carla", acts.clock())
    payables.settled()
    assert payables.open() == {}
    assert payables.booked("inventory_merchandise") == 1900
    payables.lever("delete", {"entity": "Bill", "id": bill["Id"]})
    payables.settled()
    assert payables.open() == {"GR-1/1": -1800}


@pytest.mark.covers("S001-97")
def test_the_verbs_say_what_they_decided(payables: Payables) -> None:
    payables.load(shop.received("GR-1", "2026-03-02", 9), shop.received("GR-2", "2026-03-03", 9))
    payables.run()
    good = payables.enter("2026-03-09", ("18.00", "jam", "grni"), DocNumber="one")
    wrong = payables.enter("2026-03-09", ("18.00", "jam", "cogs"), DocNumber="two")
    payables.sweep()
    first, second = f"Bill {good['Id']}/1", f"Bill {wrong['Id']}/1"
    said = tieout("grni", "match", first, "GR-2/1", "--company", NAME)
    assert (said.code, said.out) == (0, f"{first} is for GR-2/1; run `tieout run` to post it.\n")
    said = tieout("grni", "correct", second, "GR-1/1", "--why", "goods", "--json", "--company", NAME)
    assert (said.code, said.json["amount"], said.json["receipts"]) == (0, "18.00", ["GR-1/1"])
    for words, code in (
        (("match", "Bill 99/1", "GR-1/1"), "bill_line_unknown"),
        (("match", first, "GR-9/1"), "bill_line_unfit"),
        (("correct", first, "GR-1/1", "--why", "x"), "bill_line_unfit"),
    ):
        refused = tieout("grni", *words, "--company", NAME)
        assert (refused.code, code in refused.err) == (3, True)
    with payables.company.database.read() as connection:
        rows = connection.exec_driver_sql(
            "SELECT who, act, subject, before, after FROM audit WHERE act LIKE 'bill line %' ORDER BY n"
        ).all()
    assert [tuple(row) for row in rows] == [
        (acts.who(), "bill line matched", first, "no receipt", "GR-2/1: "),
        (acts.who(), "bill line corrected", second, "no receipt", "GR-1/1: goods"),
    ]


def test_what_a_person_says_is_not_for_goods_is_not_asked_again(payables: Payables) -> None:
    payables.load(shop.received("GR-1", "2026-03-02", 9))
    payables.run()
    expense = payables.create("Account", Name="Sundries", AccountType="Expense")["Id"]
    payables.enter("2026-03-09", ("18.00", "advice", expense))
    payables.sweep()
    [case] = list_cases(payables.company)
    assert case.problem.code == "bill_on_wrong_account"
    assert tieout("cases", "resolve", case.id, "--why", "advice it is", "--company", NAME).code == 0
    payables.settled()
    assert payables.codes() == []
    assert payables.open() == {"GR-1/1": -1800}
