"""Dimension: where a class and a location stand on each form, and the note that keeps them elsewhere."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.connectors.sample import (
    BILL,
    CLEARING,
    CR,
    DISCOUNTS,
    DR,
    FINISHED,
    GRNI,
    INVOICE,
    JOURNAL,
    PAYMENT,
    RECEIPT,
    SALES,
    SHIPPING,
    TAX,
    crosswalk,
    document,
    line,
)
from tieout.connectors.quickbooks_online.convention import Convention
from tieout.connectors.quickbooks_online.dimension import form_refs, line_refs, note
from tieout.connectors.quickbooks_online.encode import encoded
from tieout.core.account import AccountKey
from tieout.core.crosswalk import Crosswalk
from tieout.core.document import Document
from tieout.core.mapping import Dimension, Mapping

RETAIL, WEB = Dimension("7", "Retail"), Dimension("8", "Web")
NORTH, SOUTH = Dimension("3", "North"), Dimension("4", "South")
PER_LINE = Convention(classes="line", locations=True)
PER_FORM = Convention(classes="transaction", locations=True)
NEITHER = Convention()


def walk(
    classes: dict[AccountKey, Dimension] | None = None, locations: dict[AccountKey, Dimension] | None = None
) -> Crosswalk:
    known = crosswalk()
    accounts = {
        key: replace(
            one,
            tracked_class=(classes or {}).get(key, one.tracked_class),
            location=(locations or {}).get(key, one.location),
        )
        for key, one in known.mapping.accounts.items()
    }
    return replace(known, mapping=Mapping(accounts))


def lines(one: Document, where: Crosswalk, convention: Convention, detail: str) -> list[Any]:
    return [row[detail].get("ClassRef") for row in encoded(one, where, convention)["Line"]]


@pytest.mark.covers("S001-153")
def test_a_class_stands_on_each_line_where_lines_are_tracked() -> None:
    where = walk(classes={SALES: RETAIL, SHIPPING: WEB})
    assert lines(INVOICE, where, PER_LINE, "SalesItemLineDetail") == [
        {"value": "7"},
        {"value": "8"},
        None,
        None,
    ]
    assert form_refs(INVOICE, where, PER_LINE) == {}
    assert note(INVOICE, where, PER_LINE) == ""


def test_a_class_stands_once_on_a_sales_form_where_transactions_are_tracked() -> None:
    where = walk(classes={SALES: RETAIL, DISCOUNTS: RETAIL})
    assert encoded(INVOICE, where, PER_FORM)["ClassRef"] == {"value": "7"}
    assert lines(INVOICE, where, PER_FORM, "SalesItemLineDetail") == [None] * 4


def test_classes_that_differ_find_no_place_on_a_form_and_go_into_the_note() -> None:
    where = walk(classes={SALES: RETAIL, SHIPPING: WEB, TAX: WEB})
    body = encoded(INVOICE, where, PER_FORM)
    assert "ClassRef" not in body
    first = body["PrivateNote"].splitlines()[0]
    assert (
        first == "Not tracked in QuickBooks: class Retail (revenue); class Web (shipping_income, sales_tax)"
    )


@pytest.mark.covers("S001-153")
def test_a_company_without_classes_keeps_them_in_the_note_above_the_memo() -> None:
    """Nothing is refused and nothing is lost: note, memo and mark, in this order."""
    where = walk(classes={SALES: RETAIL}, locations={CLEARING: NORTH})
    body = encoded(INVOICE, where, NEITHER)
    assert {"ClassRef", "DepartmentRef"} & set(body) == set()
    assert body["PrivateNote"].splitlines() == [
        "Not tracked in QuickBooks: class Retail (revenue)",
        "Order 77",
        f"tieout:{INVOICE.id}",
    ]
    assert note(RECEIPT, where, NEITHER).endswith(
        "class Retail (revenue); location North (clearing(stripe))"
    )


def test_a_location_stands_once_on_a_form() -> None:
    where = walk(locations={CLEARING: NORTH})
    assert encoded(RECEIPT, where, PER_LINE)["DepartmentRef"] == {"value": "3"}
    assert "DepartmentRef" not in encoded(INVOICE, where, PER_LINE)  # nothing of it is at that place
    where = walk(locations={CLEARING: NORTH, SALES: SOUTH})
    body = encoded(RECEIPT, where, PER_LINE)
    assert "DepartmentRef" not in body
    assert "location North (clearing(stripe)); location South (revenue)" in body["PrivateNote"]


def test_a_journal_bears_both_on_each_line_in_either_way_of_tracking() -> None:
    where = walk(classes={FINISHED: RETAIL}, locations={FINISHED: NORTH})
    for convention in (PER_LINE, PER_FORM):
        rows = [row["JournalEntryLineDetail"] for row in encoded(JOURNAL, where, convention)["Line"]]
        assert (rows[1]["ClassRef"], rows[1]["DepartmentRef"]) == ({"value": "7"}, {"value": "3"})
        assert "ClassRef" not in rows[0]
    assert note(JOURNAL, where, PER_LINE) == ""


def test_a_bill_bears_its_class_on_lines_and_its_location_once() -> None:
    where = walk(classes={GRNI: RETAIL}, locations={GRNI: NORTH})
    body = encoded(BILL, where, PER_FORM)
    assert body["DepartmentRef"] == {"value": "3"}
    assert lines(BILL, where, PER_FORM, "AccountBasedExpenseLineDetail") == [{"value": "7"}]
    assert "ClassRef" not in body


def test_a_payment_bears_neither() -> None:
    """QuickBooks' reference gives a Payment no place for them."""
    where = walk(locations={CLEARING: NORTH})
    body = encoded(PAYMENT, where, PER_LINE)
    assert "DepartmentRef" not in body
    assert body["PrivateNote"].startswith("Not tracked in QuickBooks: location North (clearing(stripe))")


def test_the_side_quickbooks_makes_itself_has_no_class() -> None:
    """The receivable of an invoice has no line; on a journal it has one."""
    receipt = document("SalesReceipt", line(DR, CLEARING, 5), line(CR, SALES, 5))
    where = walk(classes={CLEARING: RETAIL})
    assert note(receipt, where, NEITHER) == ""
    assert line_refs(JOURNAL, line(DR, CLEARING, 5), where, PER_LINE) == {"ClassRef": {"value": "7"}}


def test_an_unmapped_account_bears_nothing() -> None:
    stray = line(DR, AccountKey("scrap"), 5)
    assert line_refs(JOURNAL, stray, walk(), PER_LINE) == {}
