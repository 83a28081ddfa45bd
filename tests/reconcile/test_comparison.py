"""Subledgers against their control accounts: what agrees, what is in flight, what differs since when."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.reconcile.two_books import MAPPING
from tieout.core.account import AccountKey, parsed_key
from tieout.reconcile.comparison import CARRIED, CLOSED, Comparison
from tieout.reconcile.registers.moved import Fact, Moved
from tieout.reconcile.subledgers import Posted, Standing, Subledger

DAY = date(2026, 3, 31)
CENT = 1_000_000
RAW, SEMI, GRNI = parsed_key("inventory_raw"), parsed_key("inventory_semi"), parsed_key("grni")
RECEIVABLE = parsed_key("accounts_receivable")
EURO = parsed_key("clearing(stripe,EUR)")
DOLLARS = parsed_key("clearing(stripe,USD)")
DISPUTES = parsed_key("chargebacks")


def account_of(key: AccountKey) -> tuple[str, str]:
    mapped = MAPPING.account(key)
    return (mapped.outside_id if mapped else str(key)), ""


def comparison(through: date = DAY) -> Comparison:
    return Comparison(account_of, through, "USD")


def fact(id_: str, kind: str = "invoice_issued") -> Fact:
    return Fact(kind, "erp", id_)


def owes(one: Comparison, id_: str, cents: int, party: str = "Ann", day: str = "2026-03-02") -> None:
    one.moved(fact(id_), Moved(RECEIVABLE, id_, cents * CENT, day, party, cents, "USD"))


def posts(
    one: Comparison,
    id_: str,
    cents: int,
    *,
    account: AccountKey = RECEIVABLE,
    party: str = "Ann",
    day: str = "2026-03-02",
    standing: Standing = "sealed",
    currency: str = "USD",
    why: str = "",
) -> None:
    document = f"doc-{id_}"
    one.posted(Posted(account, party, fact(id_), cents, cents, currency, day, standing, document, why))


def only(one: Comparison) -> Subledger:
    (found,) = one.result()
    return found


@pytest.mark.covers("S002-58")
def test_a_register_that_is_its_account_agrees_and_lists_what_is_open() -> None:
    one = comparison()
    owes(one, "I-1", 100)
    owes(one, "I-2", 40, day="2026-03-05")
    posts(one, "I-1", 100)
    posts(one, "I-2", 40)
    found = only(one)
    assert (found.account, found.party, found.name) == ("11", "Ann", "open invoices")
    assert (found.total, found.posted, found.difference, found.agrees) == (140, 140, 0, True)
    assert [(item.name, item.since, item.value) for item in found.items] == [
        ("I-1", "2026-03-02", 100 * CENT),
        ("I-2", "2026-03-05", 40 * CENT),
    ]


@pytest.mark.covers("S001-74")
def test_open_invoices_are_compared_customer_by_customer() -> None:
    one = comparison()
    owes(one, "I-1", 100, "Ann")
    owes(one, "I-2", 40, "Bob")
    posts(one, "I-1", 100, party="Bob")
    posts(one, "I-2", 40, party="Bob")
    found = {register.party: register for register in one.result()}
    assert (found["Ann"].difference, found["Bob"].difference) == (-100, 100)
    assert sum(register.difference for register in found.values()) == 0


def test_the_first_day_and_document_of_a_divergence_are_named() -> None:
    one = comparison()
    for id_, day, posted in (
        ("I-9", "2026-03-20", 5),
        ("I-3", "2026-03-04", 60),
        ("I-1", "2026-03-02", 100),
    ):
        owes(one, id_, 50 if id_ == "I-3" else posted, day=day)
        posts(one, id_, posted if id_ != "I-9" else 6, day=day)
    found = only(one)
    assert found.first is not None
    assert (found.first.day, found.first.document, found.first.minor) == (date(2026, 3, 4), "doc-I-3", 10)
    assert found.first.text == "invoice_issued I-3 of erp: posted 0.60, the register has 0.50"
    assert (found.difference, len(found.differences)) == (11, 2)


def test_a_fact_that_was_never_posted_and_a_posting_without_a_fact_both_differ() -> None:
    one = comparison()
    owes(one, "I-1", 100)
    posts(one, "I-2", 100)
    found = only(one)
    assert [(each.minor, each.document) for each in found.differences] == [(-100, ""), (100, "doc-I-2")]
    assert not found.agrees  # though the sums are equal


@pytest.mark.parametrize("standing", ["waits", "held", "given_up"])
def test_what_is_not_sealed_is_in_flight_with_its_reason(standing: Standing) -> None:
    one = comparison()
    owes(one, "I-1", 100)
    posts(one, "I-1", 100, standing=standing, why="account_unmapped")
    found = only(one)
    assert (found.total, found.posted, found.moving, found.difference) == (100, 0, -100, 0)
    (flying,) = found.in_flight
    assert (flying.reason, flying.fact, flying.why) == (standing, fact("I-1"), "account_unmapped")


def test_what_is_posted_on_a_later_day_is_in_flight_until_then() -> None:
    for through, posted, moving in ((date(2026, 3, 31), 0, -100), (date(2026, 4, 1), 100, 0)):
        one = comparison(through)
        owes(one, "I-1", 100)
        posts(one, "I-1", 100, day="2026-04-01")
        found = only(one)
        assert (found.posted, found.moving, found.agrees) == (posted, moving, True)
        assert [each.reason for each in found.in_flight] == (["another_day"] if moving else [])


def test_a_register_moves_to_the_day_asked_for() -> None:
    one = comparison(date(2026, 3, 4))
    owes(one, "I-1", 100)
    owes(one, "I-2", 7, day="2026-03-05")
    posts(one, "I-1", 100)
    posts(one, "I-2", 8, day="2026-03-05")
    found = only(one)
    assert (found.total, found.posted, len(found.items), found.agrees) == (100, 100, 1, True)


def test_lots_are_rounded_once_per_account_key_half_even() -> None:
    one = comparison()
    for id_, key, value, cents in (
        ("a", RAW, CENT // 4, 0),
        ("b", RAW, CENT // 4, 0),
        ("c", SEMI, CENT, 1),
    ):
        one.moved(fact(id_), Moved(key, f"lot {id_}", value, "2026-03-02"))
        posts(one, id_, cents, account=key, party="")
    found = only(one)
    assert (found.name, found.account, found.total, found.rounding, found.agrees) == (
        "lots",
        "12",
        1,
        0,
        True,
    )


def test_a_cent_too_many_on_a_pinned_account_is_named_though_each_entry_may_be_off_by_one() -> None:
    one = comparison()
    for id_, value, cents in (("a", 10 * CENT, 10), ("b", 7 * CENT, 8)):
        one.moved(fact(id_), Moved(RAW, id_, value, "2026-03-02"))
        posts(one, id_, cents, account=RAW, party="")
    found = only(one)
    assert (found.difference, found.first and found.first.document) == (1, "doc-b")
    assert found.first is not None
    assert found.first.text == "off by 0.01 in cents, most likely by invoice_issued b of erp"


def test_lots_that_hold_other_than_was_costed_are_named_by_item() -> None:
    one = comparison()
    one.moved(fact("a"), Moved(RAW, "OATS", 500 * CENT, "2026-03-02", item="OATS"))
    assert one.lots({(RAW, "OATS"): 500 * CENT}) == []
    (found,) = one.lots({(RAW, "OATS"): 400 * CENT})
    assert (found.account, found.minor) == ("12", -100)
    assert found.text == "lots of OATS on inventory_raw hold 4.00, what was costed comes to 5.00"


def test_cents_of_a_foreign_document_are_rounding_and_more_is_not() -> None:
    one = comparison()
    for id_, register, posted in (("a", 110, 111), ("b", 110, 150)):
        one.moved(fact(id_), Moved(EURO, id_, register * CENT, "2026-03-02", "", 100, "EUR"))
        posts(one, id_, posted, account=EURO, party="", currency="EUR")
    found = only(one)
    assert (found.rounding, found.difference) == (1, 40)


def test_what_the_exchange_left_of_settled_invoices_is_one_item() -> None:
    one, owed = comparison(), parsed_key("accounts_receivable(EUR)")
    for id_, value, minor in (("a", 110, 100), ("b", -108, -100), ("c", 50, 45)):
        name = "x" if id_ != "c" else "c"
        one.moved(fact(id_), Moved(owed, name, value * CENT, "2026-03-02", "", minor, "EUR"))
    assert [(item.name, item.value) for item in only(one).items] == [("c", 50 * CENT), (CARRIED, 2 * CENT)]


def _converted(one: Comparison, name: str, cents: int, amount: int, original: str = "EUR") -> None:
    moved = Moved(DOLLARS, name, cents * CENT, "2026-03-02", "", cents, "USD")
    one.moved(fact(name), moved._replace(original=original, amount=amount * 10**8))


def test_items_of_foreign_money_are_listed_in_both_currencies() -> None:
    one = comparison()
    for name, cents, amount, original in (
        ("p1", 120, 100, "EUR"),
        ("p1", -60, -50, "EUR"),
        ("p2", 7, 9, "GBP"),
    ):
        _converted(one, name, cents, amount, original)
    one.moved(fact("a"), Moved(EURO, "a", 50 * CENT, "2026-03-02", "", 45, "EUR"))
    one.moved(fact("d"), Moved(DOLLARS, "d", 50 * CENT, "2026-03-02", "", 50, "USD"))
    found = {item.name: item for register in one.result() for item in register.items}
    assert {name: (item.value // CENT, item.original, item.currency) for name, item in found.items()} == {
        "p1": (60, 50 * 10**8, "EUR"),
        "p2": (7, 9 * 10**8, "GBP"),
        "a": (50, 45 * CENT, "EUR"),
        "d": (50, 0, ""),
    }


def test_an_account_in_its_own_currency_is_compared_in_that_too() -> None:
    one = comparison()
    one.moved(fact("a"), Moved(EURO, "a", 110 * CENT, "2026-03-02", "", 100, "EUR"))
    posts(one, "a", 110, account=EURO, party="", currency="EUR")
    (off,) = only(one).differences
    assert off.text == "clearing(stripe,EUR): the register is off by -0.10 EUR"


def test_money_that_an_act_took_back_at_home_stays_listed() -> None:
    one = comparison()
    _converted(one, "p1", 120, 100)
    _converted(one, "p1", -120, -100)
    one.moved(fact("p1"), Moved(DOLLARS, "p1", 50 * CENT, "2026-03-03", "", 50, "USD"))
    assert [(item.name, item.value) for item in only(one).items] == [("p1", 50 * CENT)]


def test_a_gateway_straight_to_the_bank_is_a_part_of_that_account() -> None:
    wire = parsed_key("clearing(wire,USD)")
    one = Comparison(lambda key: ("Checking", str(key)), DAY, "USD")
    one.moved(fact("p"), Moved(wire, "P-1", 70 * CENT, "2026-03-02", "", 70, "USD"))
    posts(one, "p", 70, account=wire, party="")
    found = only(one)
    assert (found.name, found.account, found.part) == ("money received", "Checking", "clearing(wire,USD)")


Cents = st.integers(-10_000, 10_000).filter(bool)


@given(
    st.dictionaries(st.sampled_from("abcdefgh"), st.tuples(Cents, st.integers(1, 28)), min_size=1),
    st.data(),
)
def test_whatever_is_posted_wrongly_is_named(
    facts: dict[str, tuple[int, int]], data: st.DataObject
) -> None:
    """One fact posted with another amount, not at all, twice or to another customer: its name comes up."""
    wrong = data.draw(st.sampled_from(sorted(facts)))
    how = data.draw(st.sampled_from(["amount", "missing", "twice", "party"]))
    one = comparison()
    for id_, (cents, day) in facts.items():
        when = f"2026-03-{day:02d}"
        owes(one, id_, cents, day=when)
        bad = how if id_ == wrong else ""
        for _ in range({"missing": 0, "twice": 2}.get(bad, 1)):
            amount = cents + 1 if bad == "amount" else cents
            posts(one, id_, amount, day=when, party="Bob" if bad == "party" else "Ann")
    named = [each for register in one.result() for each in register.differences]
    assert {each.text.split()[1] for each in named} == {wrong}
    assert {each.day.day for each in named} == {facts[wrong][1]}
    assert len(named) == (2 if how == "party" else 1)


@given(
    st.lists(
        st.tuples(Cents, st.integers(1, 28), st.integers(1, 28), st.booleans()), min_size=1, max_size=12
    ),
    st.integers(1, 28),
)
def test_every_cent_between_register_and_account_has_a_reason(
    facts: list[tuple[int, int, int, bool]], through: int
) -> None:
    one = comparison(date(2026, 3, through))
    for place, (cents, told, posted, sealed) in enumerate(facts):
        owes(one, str(place), cents, day=f"2026-03-{told:02d}")
        standing: Standing = "sealed" if sealed else "waits"
        posts(one, str(place), cents, day=f"2026-03-{posted:02d}", standing=standing)
    found = only(one)
    assert found.total == sum(cents for cents, told, _, _ in facts if told <= through)
    assert found.posted == sum(cents for cents, _, posted, sealed in facts if posted <= through and sealed)
    assert (found.difference, found.rounding) == (0, 0)
    assert found.posted - found.total == found.moving


def _disputed(one: Comparison, id_: str, cents: int, day: str, closed: int = 0) -> None:
    name = id_[:1]
    moved = Moved(DISPUTES, name, cents * CENT, day, minor=cents, currency="USD", closed=closed)
    one.moved(fact(id_), moved)
    if cents:
        posts(one, id_, cents, account=DISPUTES, party="", day=day)


def disputes(through: date) -> Subledger:
    """Of 25.00, 40.00 and 9.00: the first is lost on the 20th, the second won but for 4.00 on the 25th."""
    one = comparison(through)
    _disputed(one, "a", 25_00, "2026-03-04")
    _disputed(one, "b", 40_00, "2026-03-02")
    _disputed(one, "c", 9_00, "2026-03-05")
    _disputed(one, "a lost", 0, "2026-03-20", closed=1)
    _disputed(one, "b won", -36_00, "2026-03-25", closed=1)
    return only(one)


@pytest.mark.covers("S002-58")
def test_disputes_that_are_over_are_no_open_items_and_the_register_is_its_account() -> None:
    found = disputes(DAY)
    assert [(item.name, item.since, item.value) for item in found.items] == [
        ("c", "2026-03-05", 9_00 * CENT),
        (CLOSED, "2026-03-02", 29_00 * CENT),
    ]
    assert found.agrees
    assert found.total == found.posted == 38_00


def test_a_dispute_is_open_until_the_day_it_was_lost() -> None:
    assert [item.name for item in disputes(date(2026, 3, 19)).items] == ["a", "b", "c"]
    assert [item.name for item in disputes(date(2026, 3, 20)).items] == ["b", "c", CLOSED]


def test_a_loss_that_was_told_wrongly_opens_the_dispute_again() -> None:
    one = comparison()
    _disputed(one, "a", 25_00, "2026-03-04")
    _disputed(one, "a lost", 0, "2026-03-20", closed=1)
    _disputed(one, "a lost", 0, "2026-03-20", closed=-1)
    assert [item.name for item in only(one).items] == ["a"]
