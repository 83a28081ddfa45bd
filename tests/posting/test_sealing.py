"""Sealing: entries of one key become one document."""

from __future__ import annotations

from datetime import date
from typing import Any

from tieout.core.account import AccountKey
from tieout.core.entry import Entry, Line, Side
from tieout.core.ids import EntryId, EventId
from tieout.posting.sealing import sealed, summed

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
