"""Subledgers: what stands between a register and its account, in sum and in words."""

from __future__ import annotations

from datetime import date

from tests.reconcile.test_comparison import comparison, fact, owes, posts
from tieout.core.difference import Difference
from tieout.reconcile.subledgers import InFlight, Subledger, verdict


def register(*minors: int, moving: int = 0, total: int = 100, posted: int = 100) -> Subledger:
    return Subledger(
        name="open invoices",
        account="A/R",
        part="",
        party="Ann",
        roles=("accounts_receivable",),
        items=(),
        total=total,
        posted=posted,
        in_flight=(InFlight("held", fact("I-9"), moving, "2026-03-02", "e9"),) if moving else (),
        differences=tuple(
            Difference(account="A/R", day=date(2026, 3, 9 - place), reason="unexplained", minor=minor)
            for place, minor in enumerate(minors)
        ),
    )


def test_what_is_posted_beside_the_register_is_in_flight_different_or_rounding() -> None:
    one = register(5, -2, moving=-30, total=100, posted=74)
    assert (one.moving, one.difference, one.rounding) == (-30, 3, 1)
    assert one.first is not None
    assert (one.first.day, one.agrees) == (date(2026, 3, 8), False)


def test_differences_that_offset_each_other_are_differences() -> None:
    one = register(7, -7)
    assert (one.difference, one.agrees) == (0, False)
    assert register().agrees
    assert register().first is None


def test_the_verdict_names_the_first_register_that_differs() -> None:
    one = comparison()
    owes(one, "I-1", 100)
    posts(one, "I-1", 100)
    assert verdict(one.result(), [], "USD") == ""
    owes(one, "I-3", 50, "Bob", day="2026-03-20")
    posts(one, "I-2", 30, day="2026-03-09")
    assert verdict(one.result(), [], "USD") == (
        "NOT TIED OUT: 2 registers not equal to the account, 0.80 in sum; first on 2026-03-09: "
        "document doc-I-2, 11, invoice_issued I-2 of erp: posted 0.30, the register has 0.00"
    )


def test_lots_that_hold_other_than_was_costed_are_in_the_verdict() -> None:
    off = Difference(
        account="12", day=date(2026, 3, 31), reason="unexplained", minor=-100, text="lots of X"
    )
    assert verdict([], [off], "USD") == (
        "NOT TIED OUT: 1 register not equal to the account, 1.00 in sum; first on 2026-03-31: 12, lots of X"
    )
