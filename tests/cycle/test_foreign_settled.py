"""What settles a foreign invoice leaves nothing of it, however documents are written.

Each history is played with documents in their own currency and converted to home currency
(`home_only`, or a QuickBooks without multi-currency). In both, the invoice ends at 0.00 of receivable,
what was held is used up, clearing holds what the gateway holds, and `fx_gain_loss` is what remains.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cycle.test_unsettled import home
from tests.oracle.engine import COMPANY, NOW, Event, cost, empty_company, load, rulebook
from tests.scenarios.statements import event_of, founding
from tieout import flow
from tieout.posting.entries import PostingPolicy
from tieout.runtime.subledgers import compare
from tieout.storage.database import Database

BOTH = pytest.mark.parametrize("own", [True, False], ids=["own currency", "converted"])
ADVICE = "item ADVICE: service, services"
_serial = count(1)


@contextmanager
def company() -> Iterator[Database]:
    with empty_company() as database:
        load(database, founding())
        load(database, [event_of(ADVICE, 0)], "item.jsonl")
        cost(database)
        yield database


def work(database: Database, *said: str | Event, own: bool) -> None:
    first = next(_serial) * 1000
    events = [event_of(one, first + n) if isinstance(one, str) else one for n, one in enumerate(said)]
    load(database, events, f"{first}.jsonl")
    policy = PostingPolicy(own_currencies=own)
    while flow.cost_and_post(database, COMPANY, "USD", rulebook(), policy, NOW, lambda _: None):
        pass


def balances(database: Database) -> dict[str, int]:
    roles = (
        "accounts_receivable",
        "customer_deposits",
        "gift_cards",
        "clearing",
        "fx_gain_loss",
        "bad_debt",
    )
    return {role: cents for role in roles if (cents := home(database, role))}


INVOICE = "2026-03-02 invoice_issued I1 in EUR at 1.10: 1 ADVICE for 100"


@BOTH
@pytest.mark.covers("S001-54")
def test_a_credit_memo_of_a_whole_invoice_leaves_nothing(own: bool) -> None:
    with company() as database:
        work(
            database,
            INVOICE,
            "2026-03-09 refund_issued C1 of invoice I1 in EUR at 1.12: 1 ADVICE for 100",
            own=own,
        )
        assert balances(database) == {}
        assert home(database, "returns_allowances") == 110_00


@BOTH
def test_a_write_off_is_a_loss_of_what_stood_on_the_receivable(own: bool) -> None:
    with company() as database:
        work(database, INVOICE, "2026-03-09 write_off_approved I1 in EUR at 1.12: 100", own=own)
        assert balances(database) == {"bad_debt": 110_00}


@BOTH
def test_a_deposit_leaves_at_its_own_value_and_the_receivable_at_the_invoices(own: bool) -> None:
    """50 EUR came at 1.10 (55.00); the invoice of 100 stands at 1.12: 56.00 of it are paid."""
    with company() as database:
        work(
            database,
            "2026-03-01 payment_captured P1 of order O1 in EUR at 1.10: 50 by stripe",
            "2026-03-02 invoice_issued I1 of order O1 in EUR at 1.12: 1 ADVICE for 100",
            own=own,
        )
        assert balances(database) == {"accounts_receivable": 56_00, "clearing": 55_00, "fx_gain_loss": 1_00}


@BOTH
def test_a_deposit_used_by_two_invoices_is_used_up(own: bool) -> None:
    with company() as database:
        work(
            database,
            "2026-03-01 payment_captured P1 of order O1 in EUR at 1.10: 100 by stripe",
            "2026-03-02 invoice_issued I1 of order O1 in EUR at 1.20: 1 ADVICE for 50",
            "2026-03-03 invoice_issued I2 of order O1 in EUR at 1.20: 1 ADVICE for 50",
            own=own,
        )
        assert balances(database) == {"clearing": 110_00, "fx_gain_loss": 10_00}


@BOTH
def test_several_payments_and_a_credit_settle_an_invoice(own: bool) -> None:
    with company() as database:
        work(
            database,
            INVOICE,
            "2026-03-03 payment_captured P1 of invoice I1 in EUR at 1.15: 30 by stripe",
            "2026-03-04 payment_captured P2 of invoice I1 in EUR at 1.06: 30 by stripe",
            "2026-03-05 refund_issued C1 of invoice I1 in EUR at 1.30: 1 ADVICE for 40",
            own=own,
        )
        assert balances(database) == {"clearing": 34_50 + 31_80, "fx_gain_loss": -30}
        assert home(database, "returns_allowances") == 44_00


@BOTH
def test_money_given_back_for_a_credit_memo_leaves_at_its_days_rate(own: bool) -> None:
    """Paid at 1.12, given back at 1.15: clearing holds both until a payout names them."""
    with company() as database:
        work(
            database,
            INVOICE,
            "2026-03-03 payment_captured P1 of invoice I1 in EUR at 1.12: 100 by stripe",
            "2026-03-05 refund_issued C1 of invoice I1 in EUR at 1.15: 1 ADVICE for 100; by stripe",
            own=own,
        )
        assert balances(database) == {"clearing": 112_00 - 115_00, "fx_gain_loss": 3_00}
        work(database, _both_paid_out("P1", "C1"), own=own)
        assert balances(database) == {}


def _both_paid_out(charge: str, refund: str, amount: str = "100") -> str:
    """A payout of nothing: it posts nothing, and settles both all the same."""
    lines = f"charge {charge} {amount} fee 0 on 2026-03-05; refund {refund} -{amount} fee 0 on 2026-03-05"
    return f"2026-03-12 payout_settled PO by stripe in EUR at 1.4: {lines}"


@BOTH
def test_a_deposit_given_back_leaves_nothing_held(own: bool) -> None:
    with company() as database:
        work(
            database,
            "2026-03-01 payment_captured P1 of order O1 in EUR at 1.10: 50 by stripe",
            "2026-03-05 refund_issued C1 of deposit O1 in EUR at 1.20: 50 by stripe",
            own=own,
        )
        assert balances(database) == {"clearing": 55_00 - 60_00, "fx_gain_loss": 5_00}
        work(database, _both_paid_out("P1", "C1", "50"), own=own)
        assert balances(database) == {}


@BOTH
def test_a_card_sold_at_another_rate_is_used_up(own: bool) -> None:
    with company() as database:
        work(
            database,
            "2026-03-01 gift_card_sold G1 in EUR at 1.10: 50 by stripe",
            INVOICE,
            "2026-03-03 gift_card_redeemed G1 of invoice I1 in EUR at 1.30: 20",
            "2026-03-04 gift_card_expired G1 in EUR at 1.30: 30",
            own=own,
        )
        assert balances(database) == {
            "accounts_receivable": 88_00,
            "clearing": 55_00,
            "fx_gain_loss": home(database, "fx_gain_loss"),
        }
        assert home(database, "breakage_income") == -39_00
        assert home(database, "fx_gain_loss") == 6_00


@BOTH
def test_a_revised_payment_gives_the_invoice_back_what_it_took(own: bool) -> None:
    with company() as database:
        first = event_of("2026-03-03 payment_captured P1 of invoice I1 in EUR at 1.15: 60 by stripe", 7)
        again = event_of("2026-03-03 payment_captured P1 of invoice I1 in EUR at 1.20: 25 by stripe", 7)
        work(database, INVOICE, own=own)
        for said in (first, again):
            work(database, said, own=own)
        work(database, "2026-03-09 write_off_approved I1 in EUR at 1.30: 75", own=own)
        assert balances(database) == {"clearing": 30_00, "fx_gain_loss": -2_50, "bad_debt": 82_50}


@BOTH
@pytest.mark.parametrize("other", ["from Ann", "in GBP at 1.10"], ids=["customer", "currency"])
def test_a_deposit_pays_only_its_customers_invoice_in_its_currency(own: bool, other: str) -> None:
    with company() as database:
        said = other if other.startswith("in") else f"{other} in EUR at 1.10"
        work(
            database,
            "2026-03-01 payment_captured P1 of order O1 in EUR at 1.10: 50 by stripe",
            f"2026-03-02 invoice_issued I1 of order O1 {said}: 1 ADVICE for 100",
            own=own,
        )
        assert balances(database)["accounts_receivable"] == 110_00
        assert balances(database)["customer_deposits"] == -55_00


CUTS = st.lists(st.integers(1, 9999), max_size=5, unique=True).map(sorted)
RATES = st.decimals("0.5", "2", places=4)
MEANS = ("payment", "write_off", "credit", "card")


@BOTH
@given(cuts=CUTS, data=st.data())
@settings(max_examples=25, deadline=None)
def test_whatever_settles_it_in_whatever_parts_an_invoice_ends_at_nothing(
    own: bool, cuts: list[int], data: st.DataObject
) -> None:
    """100.00 EUR, settled in up to six parts by any means at any rates.

    In its own currency to the cents of rounding each document has: nobody can tell QuickBooks the home
    amount of a journal or credit memo, it follows from the rate.
    """
    lines = [f"2026-03-02 invoice_issued I1 in EUR at {data.draw(RATES)}: 1 ADVICE for 100"]
    for n, (start, end) in enumerate(pairwise([0, *cuts, 100_00])):
        amount, rate = f"{(end - start) // 100}.{(end - start) % 100:02}", data.draw(RATES)
        lines += {
            "payment": [
                f"2026-03-03 payment_captured P{n} of invoice I1 in EUR at {rate}: {amount} by stripe"
            ],
            "write_off": [f"2026-03-03 write_off_approved I1 in EUR at {rate}: {amount}"],
            "credit": [
                f"2026-03-03 refund_issued C{n} of invoice I1 in EUR at {rate}: 1 ADVICE for {amount}"
            ],
            "card": [
                f"2026-03-01 gift_card_sold G{n} in EUR at {data.draw(RATES)}: {amount} by stripe",
                f"2026-03-03 gift_card_redeemed G{n} of invoice I1 in EUR at {rate}: {amount}",
            ],
        }[data.draw(st.sampled_from(MEANS))]
    with company() as database:
        work(database, *lines, own=own)
        assert abs(home(database, "accounts_receivable")) <= (len(cuts) if own else 0)
        assert home(database, "gift_cards") == 0


@BOTH
def test_reserves_and_corrections_of_a_payout_stand_apart_and_clearing_still_comes_to_nothing(
    own: bool,
) -> None:
    """100.01 EUR came; a reserve and a dispute are kept back; the reserve comes at another rate."""
    with company() as database:
        work(
            database,
            "2026-03-01 payment_captured P1 of order O1 in EUR at 1.1037: 100.01 by stripe",
            {
                **event_of("2026-03-04 chargeback_opened D1 by stripe: 7.77", 3),
                "currency": "EUR",
                "rate": "1.09",
            },
            "2026-03-06 payout_settled PO1 by stripe in EUR at 1.0519: charge P1 100.01 fee 1.03 on "
            "2026-03-01; reserve r1 -10.03 fee 0.00 on 2026-03-06; "
            "adjustment D1 -7.77 fee 0.00 on 2026-03-04",
            own=own,
        )
        lines = "SELECT minor, text FROM entry_line WHERE account LIKE 'clearing%' AND text != ''"
        with database.read() as connection:
            found = {text: minor for minor, text in connection.exec_driver_sql(lines)}
            compared = compare(connection, "USD", None, own_currencies=own)
        assert found == {
            "reserve r1": 10_03 if own else 10_55,
            "adjustment D1": 7_77 if own else 8_17,
        }
        assert compared.agrees, compared.line("USD")
        assert "clearing" in balances(database)
        back = (
            "2026-03-20 payout_settled PO2 by stripe in EUR at 1.2: reserve r1 10.03 fee 0.00 on 2026-03-20"
        )
        work(database, back, own=own)
        assert "clearing" not in balances(database)
        with database.read() as connection:
            compared = compare(connection, "USD", None, own_currencies=own)
        assert compared.agrees, compared.line("USD")


def test_the_memo_of_a_credit_tells_the_rate_of_its_invoice() -> None:
    """40.73 of 37.03 EUR are 1.0999 a euro in cents; the invoice was converted at 1.10."""
    with company() as database:
        work(
            database,
            "2026-03-02 invoice_issued I1 in EUR at 1.10: 1 ADVICE for 100.01",
            "2026-03-09 refund_issued C1 of invoice I1 in EUR at 1.12: 1 ADVICE for 37.03",
            own=False,
        )
        with database.read() as connection:
            memos = [memo for (memo,) in connection.exec_driver_sql("SELECT memo FROM entry ORDER BY seq")]
        assert "Original EUR 37.03 at 1.10 (of the invoice)" in memos[-1]
