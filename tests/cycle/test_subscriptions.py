"""Subscriptions: what is owed is what remains of the schedules, however and whenever facts are told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cycle.test_foreign_settled import company
from tests.oracle.engine import COMPANY, NOW, Event, load, rulebook
from tests.scenarios.statements import event_of
from tieout import flow
from tieout.posting.entries import PostingPolicy
from tieout.storage.database import Database
from tieout.storage.schedules import all_schedules

SERVICE = "1 ADVICE for 365.00; from 2026-01-15; to 2027-01-14"
RENEWED = f"2026-01-10 subscription_renewed I1 of subscription S1: {SERVICE}"
NEXT = (
    "2026-03-01 subscription_renewed I2 of subscription S2: 1 ADVICE for 100.01; from 2026-03-20; "
    "to 2026-06-19"
)
MONTHS = [f"2026-{month:02}-{day} revenue_recognised M{month}:" for month, day in enumerate(
    (31, 28, 31, 30, 31, 30), 1
)]  # fmt: skip
ACTS = (
    RENEWED,
    NEXT,
    "2026-02-14 subscription_changed X1 of subscription S1: 1 ADVICE for 33.33; to 2027-02-28",
    "2026-03-03 subscription_changed X2 of subscription S1: 1 ADVICE for -50; to 2026-12-31",
    "2026-04-10 subscription_cancelled X3 of subscription S2: 1 ADVICE",
)
_files = count(1)


def numbered(lines: Sequence[str]) -> list[Event]:
    return [event_of(line, n) | {"id": line.split(":")[0]} for n, line in enumerate(lines, 1)]


def work(database: Database, events: Sequence[Event], own: bool = False) -> None:
    if events:
        load(database, events, f"{next(_files)}.jsonl")
    policy = PostingPolicy(own_currencies=own)
    while flow.cost_and_post(database, COMPANY, "USD", rulebook(), policy, NOW, lambda _: None):
        pass


def balances(database: Database) -> list[tuple[str, str, int]]:
    sql = (
        "SELECT e.day, l.account, SUM(CASE l.side WHEN 'Dr' THEN l.home ELSE -l.home END) AS moved "
        "FROM entry e JOIN entry_line l ON l.entry = e.seq GROUP BY e.day, l.account "
        "HAVING SUM(CASE l.side WHEN 'Dr' THEN l.home ELSE -l.home END) != 0 ORDER BY e.day, l.account"
    )
    with database.read() as connection:
        return [(day, account, int(moved)) for day, account, moved in connection.exec_driver_sql(sql)]


def deferred(database: Database, day: date) -> int:
    return -sum(
        cents
        for when, account, cents in balances(database)
        if account == "deferred_revenue" and when <= day.isoformat()
    )


def remaining(database: Database, day: date) -> int:
    with database.read() as connection:
        return sum(kept.schedule.remaining(day) for kept in all_schedules(connection))


def in_order() -> list[tuple[str, str, int]]:
    with company() as database:
        work(database, numbered([*ACTS, *MONTHS]))
        return balances(database)


@given(order=st.permutations([*ACTS[1:], *MONTHS]), cuts=st.lists(st.integers(0, 10), max_size=4))
@settings(max_examples=15, deadline=None)
def test_order_split_and_time_of_telling_change_nothing(order: list[str], cuts: list[int]) -> None:
    """Only a renewal is told before what changes it; a month may be over before or after."""
    events = numbered([RENEWED, *order])
    known = [one for one in events if one["kind"] == "subscription_renewed"]
    others = [one for one in events if one not in known]
    with company() as database:
        work(database, known)
        for start, end in zip([0, *sorted(cuts)], [*sorted(cuts), len(others)], strict=True):
            work(database, others[start:end])
        assert balances(database) == in_order()


def test_what_is_owed_is_what_remains_on_every_day() -> None:
    with company() as database:
        work(database, numbered([*ACTS, *MONTHS]))
        for n in range(0, 180, 5):
            day = date(2026, 1, 1) + timedelta(days=n)
            assert deferred(database, day) == remaining(database, day), day


@pytest.mark.parametrize("own", [True, False], ids=["own currency", "converted"])
def test_in_a_foreign_currency_revenue_is_earned_at_the_rate_it_was_billed_at(own: bool) -> None:
    line = RENEWED.replace("of subscription S1", "of subscription S1 in EUR at 1.10")
    refund = "2026-02-14 refund_issued R1 of invoice I1 in EUR at 1.30: 1 ADVICE for 335.00"
    with company() as database:
        work(database, numbered([line, refund, *MONTHS]), own)
        end = date(2026, 6, 30)
        assert deferred(database, end) == remaining(database, end) == 0
        earned = sum(cents for _, account, cents in balances(database) if account.startswith("revenue"))
        assert earned == -33_00


def test_a_revised_renewal_leaves_the_books_of_the_last_word() -> None:
    first, again = numbered([RENEWED])[0], numbered([RENEWED.replace("365.00", "730.00")])[0]
    with company() as database, company() as alone:
        work(database, [first])
        work(database, numbered(MONTHS[:2]))
        work(database, [again])
        work(alone, [again, *numbered(MONTHS[:2])])
        assert balances(database) == balances(alone)


def test_a_deposit_and_a_payment_pay_what_is_billed() -> None:
    lines = (
        "2026-01-05 payment_captured P1 of invoice I1: 100.00 by stripe",
        "2026-01-20 payment_captured P2 of invoice I1: 265.00 by stripe",
    )
    with company() as database:
        work(database, numbered([RENEWED, *lines]))
        moved = {account for _, account, _ in balances(database)}
        owed = sum(cents for _, account, cents in balances(database) if account.startswith("accounts"))
        assert owed == 0
        assert "deferred_revenue" in moved
        with database.read() as connection:
            cases = connection.exec_driver_sql("SELECT COUNT(*) FROM exception_case").scalar_one()
        assert cases == 0


def test_an_opening_schedule_is_earned_from_the_opening_day() -> None:
    opening: Event = {
        "kind": "opening_register", "source": "erp", "id": "o", "date": "2026-02-01", "currency": "USD",
        "register": "deferred_revenue",
        "lines": [{"reference": "OLD", "amount": "59.00", "due": "2026-03-31", "party": "Bob"}],
    }  # fmt: skip
    with company() as database:
        work(database, [opening, *numbered(MONTHS[:3])])
        assert [one for one in balances(database) if one[1].startswith("revenue")] == [
            ("2026-02-28", "revenue", -28_00),
            ("2026-03-31", "revenue", -31_00),
        ]


@pytest.mark.parametrize(
    ("of", "amount"), [("I1", "200.00"), ("I2", "99.00")], ids=["the same", "of another service"]
)
def test_a_refund_told_anew_leaves_the_books_of_the_last_word(of: str, amount: str) -> None:
    """At most what is unearned by then comes off the liability, told twice or once."""
    first = f"2026-03-24 refund_issued R1 of invoice I1: 1 ADVICE for {amount}"
    *told, refund = numbered([RENEWED, NEXT, first])
    last = {**refund, "refunded": of, "note": "told again"}
    end = date(2026, 6, 30)
    with company() as database:
        work(database, [*told, last, *numbered(MONTHS)])
        once = balances(database)
    with company() as database:
        work(database, [*told, refund, *numbered(MONTHS)])
        work(database, [last])
        assert balances(database) == once
        assert deferred(database, end) == remaining(database, end)


def test_a_renewal_told_anew_at_another_rate_takes_its_deposit_at_that_rate() -> None:
    """200 EUR at 1.10 pay as much of an invoice at 1.20: 240.00 of the receivable, the deposit's 220.00."""
    renewed = RENEWED.replace("of subscription S1", "of subscription S1 in EUR at 1.10")
    paid = "2026-01-05 payment_captured P1 of invoice I1 in EUR at 1.10: 200.00 by stripe"
    told = numbered([paid, renewed])
    with company() as database:
        work(database, told)
        work(database, [{**told[1], "rate": "1.20"}])
        sums: dict[str, int] = {}
        for _, account, cents in balances(database):
            sums[account] = sums.get(account, 0) + cents
    assert sums["accounts_receivable(USD)"] == 438_00 - 240_00
    assert sums["fx_gain_loss"] == 20_00
    assert "customer_deposits" not in sums or sums["customer_deposits"] == 0
