"""Reversal: the same lines on the other sides, in the open period, linked by its memo."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.posting.test_sealing import both, entry, sale
from tieout.core.account import AccountKey, parsed_key
from tieout.core.entry import Entry, Line, Side
from tieout.core.ids import EventId
from tieout.core.lot import Part
from tieout.core.period import Periods
from tieout.posting.cents import Exact, Pins
from tieout.posting.foreign import own_lines
from tieout.posting.home import Conversion
from tieout.posting.reversal import posted_anew, repinned, reversals_of, taken_back
from tieout.posting.sealing import sealed


def test_a_reversal_swaps_the_sides_and_stands_in_an_open_period() -> None:
    one = entry("a", *both(5))
    (back,) = reversals_of(one, EventId("later"), Periods(closed_through=date(2026, 3, 31)), "USD")
    assert [(line.side, line.account, line.minor) for line in back.lines] == [
        (line.side.other(), line.account, line.minor) for line in one.lines
    ]
    assert back.day == date(2026, 4, 1)
    assert back.memo.startswith(f"reverses entry {one.id}")
    assert back.reverses == one.id
    assert back.event == "later"


def test_a_pinned_line_taken_back_moves_as_its_subledger_rounds() -> None:
    """-0.075 rounds to -0.08 and -0.245 to -0.24: 0.17 taken back moves 0.16, a cent is rounding."""
    grni, payable, rounding = (AccountKey(role) for role in ("grni", "accounts_payable", "rounding"))
    one = entry("a", Line(Side.DR, grni, 17, 17), Line(Side.CR, payable, 17, 17))
    (back,) = reversals_of(one, EventId("later"), Periods(), "USD")
    pins = Pins("USD", {grni: -7_500_000})
    assert [(line.side, line.account, line.minor) for line in repinned(back, pins).lines] == [
        (Side.CR, grni, 16),
        (Side.DR, payable, 17),
        (Side.CR, rounding, 1),
    ]
    assert pins.cumulative[grni] == -24_500_000
    assert set(pins.cumulative) == {grni}, "what is owed to suppliers has no subledger of ours"
    whole = Pins("USD", {grni: -7_000_000})
    assert repinned(back, whole).lines == back.lines


def test_a_pinned_line_taken_back_the_other_way_moves_so_too_or_not_at_all() -> None:
    grni, payable, rounding = (AccountKey(role) for role in ("grni", "accounts_payable", "rounding"))
    one = entry("a", Line(Side.DR, payable, 17, 17), Line(Side.CR, grni, 17, 17))
    (back,) = reversals_of(one, EventId("later"), Periods(), "USD")
    assert repinned(back, Pins("USD", {grni: 7_500_000})).lines == (
        Line(Side.CR, payable, 17, 17),
        Line(Side.DR, grni, 16, 16),
        Line(Side.DR, rounding, 1, 1),
    )
    cent = entry("a", Line(Side.DR, payable, 1, 1), Line(Side.CR, grni, 1, 1))
    (back,) = reversals_of(cent, EventId("later"), Periods(), "USD")
    assert repinned(back, Pins("USD", {grni: -500_000})).lines == (
        Line(Side.CR, payable, 1, 1),
        Line(Side.DR, rounding, 1, 1),
    )


def test_what_is_taken_back_of_a_set_is_an_entry_of_its_own() -> None:
    one = entry("a", *both(5), group="g")
    (back,) = reversals_of(one, EventId("later"), Periods(), "USD")
    assert (back.group, back.number, back.id != one.id) == ("", "", True)


def test_taken_back_after_the_close_it_states_the_closed_day() -> None:
    one = entry("a", *both(5))
    (back,) = reversals_of(one, EventId("later"), Periods(closed_through=date(2026, 3, 31)), "USD")
    assert back.prior.days == (date(2026, 3, 2),)
    assert back.memo.endswith("; of 2026-03-02, whose period is closed")
    (open_still,) = reversals_of(one, EventId("later"), Periods(), "USD")
    assert not open_still.prior.days


def test_half_a_cent_taken_back_joins_the_rounding_there_was() -> None:
    """The entry left a cent on rounding already; what the subledger rounds away meets it there."""
    grni, payable, rounding = (AccountKey(role) for role in ("grni", "accounts_payable", "rounding"))
    lines = Line(Side.DR, grni, 17, 17), Line(Side.CR, payable, 16, 16), Line(Side.CR, rounding, 1, 1)
    (back,) = reversals_of(entry("a", *lines), EventId("later"), Periods(), "USD")
    assert repinned(back, Pins("USD", {grni: -7_500_000})).lines == (
        Line(Side.CR, grni, 16, 16),
        Line(Side.DR, payable, 16, 16),
    )


@pytest.mark.parametrize("start", [-1_500_000, -500_000, 0, 500_000, 1_500_000])
def test_a_bill_abroad_taken_back_leaves_the_account_at_its_subledger(start: int) -> None:
    """QuickBooks books a cent each way; an account on half a cent moves by none or two beside it."""
    grni, payable = AccountKey("grni"), AccountKey("accounts_payable", ("EUR",))
    pins = Pins("USD", {grni: start})
    parts = [
        Exact(grni, 1, Part("billed_receipts", 1, party="EU", reference="GR-1/1")),
        Exact(payable, -1, Part("payable", 1)),
    ]
    lines = own_lines(parts, Conversion("EUR", "USD", Decimal(1)), pins)
    bill = entry("a", *lines, currency="EUR", rate="1", document="Bill", party="EU")
    (mirror,) = reversals_of(bill, EventId("later"), Periods(), "USD")
    back = repinned(mirror, pins)
    posted = sum(line.signed_home for line in (*bill.lines, *back.lines) if line.account == grni)
    assert (posted, pins.cumulative) == (0, {grni: start})
    assert [line for line in back.lines if line.minor] == [
        Line(Side.DR, payable, 1, 1),
        Line(Side.CR, grni, 1, 1, party="EU", reference="GR-1/1"),
    ], "what crosses is what QuickBooks makes of it"
    beside = [line for line in back.lines if not line.minor and line.account == grni]
    assert all((line.party, line.reference) == ("EU", "GR-1/1") for line in beside)
    assert len(beside) == (start != 0)


@pytest.mark.parametrize(
    ("document", "number", "revision", "anew"),
    [
        ("Invoice", "I-1", 1, "I-1-v2"),
        ("Invoice", "", 1, ""),
        ("Invoice", "INVOICE-2026-03-00001", 1, "INVOICE-2026-03-00-v2"),
        ("Invoice", "INVOICE-2026-03-00001", 9, "INVOICE-2026-03-0-v10"),
        ("JournalEntry", "J-1", 1, "J-1"),
        ("Payment", "P-1", 1, "P-1"),
    ],
)
def test_what_replaces_a_document_bears_its_version_where_a_number_is_taken_once(
    document: str, number: str, revision: int, anew: str
) -> None:
    """QuickBooks takes a number of at most 21 characters, and that of a form only once."""
    one = entry("a", *both(5), document=document, number=number)
    assert posted_anew(one, revision).number == anew


def test_an_invoice_is_taken_back_by_a_credit_memo_of_its_number_in_words_that_name_it() -> None:
    (back,) = reversals_of(sale(), EventId("later"), Periods(), "USD", links=(("INV", 107),))
    assert (back.document, back.number, back.party) == ("CreditMemo", "I-1-R", "Bob")
    assert (back.rule, back.memo) == ("reversal of goods shipped", "reverses entry s: ")
    assert (back.group, back.links) == ("", (("INV", 107),))
    assert back.is_reversal


def payment(home: int, gain: int) -> Entry:
    """100.00 EUR came in at 1.10 against an invoice that stands at another rate."""
    lines = [
        Line(Side.CR, parsed_key("accounts_receivable(EUR)"), 100_00, home, party="EU"),
        *(
            [Line(Side.CR if gain > 0 else Side.DR, AccountKey("fx_gain_loss"), 0, abs(gain))]
            if gain
            else []
        ),
        Line(Side.DR, parsed_key("clearing(wire,EUR)"), 100_00, 110_00),
    ]
    return entry("p", *lines, currency="EUR", rate="1.10", document="Payment", party="EU", number="P-1")


@pytest.mark.parametrize(("home", "gain"), [(105_00, 5_00), (112_00, -2_00)])
def test_a_payment_with_an_exchange_difference_is_taken_back_in_two_journals(home: int, gain: int) -> None:
    """The receivable gets back what was taken off it, the money account what came in."""
    abroad, apart = reversals_of(
        payment(home, gain), EventId("later"), Periods(), "USD", links=(("INV", 100_00),)
    )
    money, owed = parsed_key("clearing(wire,EUR)"), parsed_key("accounts_receivable(EUR)")
    assert (abroad.document, abroad.currency, Decimal(abroad.rate)) == (
        "JournalEntry",
        "EUR",
        Decimal(home) / 100_00,
    )
    assert abroad.lines == (
        Line(Side.DR, owed, 100_00, home, party="EU"),
        Line(Side.CR, money, 100_00, home),
    )
    assert (abroad.links, apart.links) == ((("INV", 100_00),), ())
    size, debit, credit = abs(gain), Side.DR, Side.CR
    assert (apart.document, apart.currency, apart.rate, apart.number) == ("JournalEntry", "USD", "", "")
    assert apart.lines == (
        Line(debit if gain > 0 else credit, AccountKey("fx_gain_loss"), size, size),
        Line(credit if gain > 0 else debit, money, size, size),
    )
    assert apart.id != abroad.id


def test_a_payment_without_one_is_taken_back_in_one_journal() -> None:
    (back,) = reversals_of(payment(110_00, 0), EventId("later"), Periods(), "USD")
    assert (back.document, back.number, Decimal(back.rate)) == ("JournalEntry", "P-1-R", Decimal("1.1"))


def test_a_sealed_set_is_taken_back_as_one_set_on_its_day() -> None:
    entries = [entry("a", *both(5), group="g"), entry("b", *both(7), group="g")]
    (document,) = sealed("c", entries, 0, "USD")
    document = replace(document, day=date(2026, 4, 1))
    backs = taken_back(entries, document, 0, Periods(), "USD")
    assert [back.group for back in backs] == [f"reversal of {document.id}"] * 2
    assert {back.day for back in backs} == {document.day}
    (mirror,) = sealed("c", backs, 0, "USD")
    assert [(line.account, line.minor) for line in mirror.lines if line.side is Side.CR] == [
        (AccountKey("inventory_raw", ("",)), 12)
    ]


def test_what_an_invoice_is_open_with_its_reversal_settles() -> None:
    (invoice,) = sealed("c", [sale()], 0, "USD")
    (back,) = taken_back([sale()], invoice, 100, Periods(), "USD")
    assert (back.links, back.group) == (((invoice.id, 100),), "")
    (paid,) = taken_back([sale()], invoice, 0, Periods(), "USD")
    assert paid.links == ()
    (receipt,) = sealed("c", [sale("SalesReceipt")], 0, "USD")
    (refund,) = taken_back([sale("SalesReceipt")], receipt, 100, Periods(), "USD")
    assert (refund.document, refund.links) == ("RefundReceipt", ())
