"""Sealing: entries of one key become one document."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.delivery.company import customer
from tieout.core.account import AccountKey, account_key, parsed_key
from tieout.core.crosswalk import item_document, party_document
from tieout.core.entry import Entry, Line, Side
from tieout.core.ids import EntryId, EventId, document_id
from tieout.core.prior_period import PriorPeriod
from tieout.core.tax_strategy import TaxPolicy
from tieout.posting.sealing import is_link, sealed, summed

RAW, GRNI = AccountKey("inventory_raw", ("",)), AccountKey("grni")
OWED = AccountKey("accounts_receivable", ("USD",))


def entry(key: str, *lines: Line, **more: Any) -> Entry:
    facts = {"id": EntryId(key), "event": EventId(key), "rule": "goods shipped", "day": date(2026, 3, 2)}
    facts |= {"currency": "USD", "rate": "", "lines": lines, "document": "JournalEntry", **more}
    return Entry(**facts)  # type: ignore[arg-type]


def both(cents: int, **more: Any) -> tuple[Line, Line]:
    return Line(Side.DR, RAW, cents, cents, **more), Line(Side.CR, GRNI, cents, cents, **more)


def test_a_group_is_summed_per_account_and_side() -> None:
    (document,) = sealed("c", [entry("a", *both(5), group="g"), entry("b", *both(7), group="g")], 0, "USD")
    assert {(str(line.account), line.side.value, line.minor) for line in document.lines} == {
        ("inventory_raw", "Dr", 12),
        ("grni", "Cr", 12),
    }
    assert document.memo == "goods shipped, 2026-03-02: 2 entries"


def test_the_next_sequence_of_a_key_is_another_document() -> None:
    one = entry("a", *both(5), group="g")
    first, second = (sealed("c", [one], sequence, "USD")[0].id for sequence in (0, 1))
    assert first != second
    assert sealed("c", [one], 0, "USD")[0].id == first


def test_parties_stay_apart_only_where_quickbooks_keeps_them() -> None:
    lines = [
        *both(5, party="Acme"),
        Line(Side.DR, OWED, 3, 3, party="Bob"),
        Line(Side.CR, GRNI, 3, 3, party="Eve"),
    ]
    found = {(str(line.account), line.party) for line in summed([entry("a", *lines)])}
    assert found == {("inventory_raw", ""), ("grni", ""), ("accounts_receivable(USD)", "Bob")}


def test_a_document_that_settles_another_is_linked_by_a_payment_of_nothing() -> None:
    lines = Line(Side.DR, GRNI, 5, 5), Line(Side.CR, OWED, 5, 5, party="Bob")
    document, payment = sealed("c", [entry("a", *lines, party="Bob", links=(("INV", 5),))], 0, "USD")
    assert payment.type == "Payment"
    assert [link.document for link in payment.links] == [document.id, "INV"]
    assert payment.lines == ()
    assert {document.id, "INV"} <= set(payment.needs)
    assert (payment.key, payment.party, payment.day) == (f"link:{document.key}", "Bob", document.day)
    assert payment.memo == f"links JournalEntry {document.id} to what it settles"
    assert [link.minor for link in payment.links] == [5, 5]
    assert document.links == (), "the payment bears them"
    assert payment.id == document_id("c", payment.key, 0)
    assert payment.needs == (party_document("c", "Customer", "Bob", "USD"), document.id, "INV")
    assert is_link(payment)
    assert not is_link(document)
    assert not is_link(replace(payment, lines=lines)), "a payment of money"
    assert not is_link(customer(1)), "a record of a list"


def test_what_links_a_numbered_document_abroad_names_it_and_has_its_rate() -> None:
    lines = Line(Side.DR, GRNI, 5, 6), Line(Side.CR, OWED, 5, 6, party="Bob")
    more = {"currency": "EUR", "rate": "1.2", "number": "J-7", "links": (("INV", 5),)}
    _, payment = sealed("c", [entry("a", *lines, **more)], 0, "USD")
    assert (payment.currency, payment.rate) == ("EUR", "1.2")
    assert payment.memo == "links JournalEntry J-7 to what it settles"


def test_an_entry_of_its_own_is_a_document_as_it_stands() -> None:
    prior = PriorPeriod((date(2026, 2, 27),))
    more = {"number": "I-1", "party": "Bob", "due": date(2026, 4, 1), "memo": "Order 7", "rate": "1"}
    one = entry("a", *both(5), *both(7), document="Bill", prior=prior, **more)
    (document,) = sealed("c", [one], 0, "USD")
    assert (document.key, document.lines, document.day) == ("a", one.lines, one.day)
    assert (document.number, document.party, document.due) == ("I-1", "Bob", date(2026, 4, 1))
    assert (document.memo, document.rate, document.prior) == ("Order 7", "1", prior)


def test_a_set_is_known_by_its_key_and_tells_the_closed_days_of_all_its_entries() -> None:
    days = [PriorPeriod((date(2026, 2, day),)) for day in (26, 27)]
    entries = [entry(str(day), *both(5), group="g", prior=day) for day in days]
    (document,) = sealed("c", entries, 0, "USD")
    assert document.key == "g"
    assert document.prior.days == (date(2026, 2, 26), date(2026, 2, 27))
    assert document.memo == (
        "goods shipped, 2026-03-02: 2 entries; of 2026-02-26, 2026-02-27, whose period is closed"
    )


def test_an_invoice_that_comes_to_less_than_nothing_is_a_credit() -> None:
    lines = Line(Side.CR, OWED, 5, 5, party="Bob"), Line(Side.DR, parsed_key("revenue(web,toys)"), 5, 5)
    (credit,) = sealed("c", [entry("s", *lines, document="Invoice", party="Bob")], 0, "USD")
    assert credit.type == "CreditMemo"


def test_what_parties_owe_and_are_owed_is_summed_by_party_at_home_too() -> None:
    owing = AccountKey("accounts_payable", ("EUR",))
    lines = [
        Line(side, account, 2, 3, party=party)
        for party in ("Acme", "Bell")
        for side, account in ((Side.DR, AccountKey("accounts_receivable", ("EUR",))), (Side.CR, owing))
    ]
    found = [
        (str(line.account), line.party, line.minor, line.home) for line in summed([entry("a", *lines * 2)])
    ]
    assert found == [
        ("accounts_payable(EUR)", "Acme", 4, 6),
        ("accounts_payable(EUR)", "Bell", 4, 6),
        ("accounts_receivable(EUR)", "Acme", 4, 6),
        ("accounts_receivable(EUR)", "Bell", 4, 6),
    ]
    abroad = [entry("a", *lines, group="g", currency="EUR", rate="1.5")]
    (document,) = sealed("c", abroad, 0, "USD")
    assert [(str(line.account), line.party) for line in document.lines] == [one[:2] for one in found]


def sale(document: str = "Invoice") -> Entry:
    owed = OWED if document == "Invoice" else account_key("clearing", gateway="stripe", currency="USD")
    lines = (
        Line(Side.DR, owed, 107, 107, party="Bob" if document == "Invoice" else ""),
        Line(Side.CR, parsed_key("revenue(web,toys)"), 100, 100),
        Line(Side.CR, parsed_key("sales_tax(CA)"), 7, 7),
    )
    return entry("s", *lines, document=document, party="Bob", number="I-1")


@pytest.mark.parametrize("document", ["Invoice", "SalesReceipt"])
@pytest.mark.parametrize("strategy", ["tax_line", "override", "native"])
def test_a_sale_waits_for_its_customer_and_the_products_of_its_lines(document: str, strategy: str) -> None:
    """Tax crosses as a line of a product under `tax_line` alone; what QuickBooks totals is no product."""
    taxes = TaxPolicy(strategies={"web": strategy})
    (form,) = sealed("c", [sale(document)], 0, "USD", taxes)
    customer = party_document("c", "Customer", "Bob", "USD")
    revenue, tax = (item_document("c", parsed_key(key)) for key in ("revenue(web,toys)", "sales_tax(CA)"))
    assert form.needs == ((customer, revenue, tax) if strategy == "tax_line" else (customer, revenue))


def test_a_bill_waits_for_its_vendor_and_for_no_product() -> None:
    lines = Line(Side.DR, GRNI, 5, 5), Line(Side.CR, AccountKey("accounts_payable", ("USD",)), 5, 5)
    (bill,) = sealed("c", [entry("b", *lines, document="Bill", party="Acme")], 0, "USD")
    assert bill.needs == (party_document("c", "Vendor", "Acme", "USD"),)


def test_a_journal_waits_for_the_parties_its_lines_name_to_quickbooks() -> None:
    lines = (
        Line(Side.DR, AccountKey("accounts_payable", ("USD",)), 5, 5, party="Acme"),
        Line(Side.CR, OWED, 2, 2, party="Bob"),
        Line(Side.CR, GRNI, 3, 3, party="Eve"),
    )
    (journal,) = sealed("c", [entry("j", *lines)], 0, "USD")
    vendor, customer = (
        party_document("c", kind, name, "USD") for kind, name in (("Vendor", "Acme"), ("Customer", "Bob"))
    )
    assert journal.needs == (vendor, customer)


def test_nobody_is_waited_for_where_nobody_is_named() -> None:
    money, revenue = AccountKey("undeposited"), parsed_key("revenue(web,toys)")
    lines = Line(Side.DR, money, 5, 5), Line(Side.CR, revenue, 5, 5)
    (receipt,) = sealed("c", [entry("s", *lines, document="SalesReceipt")], 0, "USD")
    assert receipt.needs == (item_document("c", revenue),)
    journal_lines = Line(Side.DR, OWED, 5, 5), Line(Side.CR, AccountKey("accounts_payable", ("USD",)), 5, 5)
    for type_ in ("JournalEntry", "Bill"):
        (document,) = sealed("c", [entry("j", *journal_lines, document=type_)], 0, "USD")
        assert document.needs == ()


def test_a_payment_keeps_its_own_links_and_waits_for_what_it_settles() -> None:
    lines = Line(Side.DR, AccountKey("undeposited"), 5, 5), Line(Side.CR, OWED, 5, 5, party="Bob")
    (payment,) = sealed(
        "c", [entry("p", *lines, document="Payment", party="Bob", links=(("INV", 5),))], 0, "USD"
    )
    assert [(link.document, link.minor) for link in payment.links] == [("INV", 5)]
    assert payment.needs == (party_document("c", "Customer", "Bob", "USD"), "INV")


def test_a_set_has_no_number_and_no_party_and_a_set_taken_back_names_what_it_was() -> None:
    one = entry("a", *both(5), group="reversal of D-1", number="7", party="Bob")
    (taken_back,) = sealed("c", [one], 0, "USD")
    assert (taken_back.number, taken_back.party) == ("", "")
    assert taken_back.memo == "reverses document D-1 of 2026-03-02; goods shipped, 2026-03-02: 1 entry"


def test_a_set_abroad_has_its_control_account_first_and_home_amounts_as_quickbooks_makes_them() -> None:
    """0.67 EUR at 1.01 is 0.68, its parts alone are 0.33 and 0.34: the last line takes the cent."""
    money = account_key("clearing", gateway="stripe", currency="EUR")
    rest = {"group": "day", "currency": "EUR", "rate": "1.01", "document": "SalesReceipt"}
    first = entry(
        "a", Line(Side.DR, money, 33, 33), Line(Side.CR, parsed_key("revenue(web,a)"), 33, 33), **rest
    )
    other = entry(
        "b", Line(Side.DR, money, 34, 34), Line(Side.CR, parsed_key("revenue(web,b)"), 34, 34), **rest
    )
    (day,) = sealed("c", [first, other], 0, "USD")
    assert [(str(line.account), line.side.value, line.minor, line.home) for line in day.lines] == [
        ("clearing(stripe,EUR)", "Dr", 67, 68),
        ("revenue(web,a)", "Cr", 33, 33),
        ("revenue(web,b)", "Cr", 34, 35),
    ]


def test_lines_of_a_set_stand_in_the_order_of_their_accounts() -> None:
    lines = [line for cents in (1, 2) for line in both(cents)]
    assert [str(line.account) for line in summed([entry("a", *lines)])] == ["grni", "inventory_raw"]
