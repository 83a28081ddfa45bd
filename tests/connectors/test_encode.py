"""Each document type as exact JSON; what cannot be put in QuickBooks' form."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from tests.connectors import sample
from tests.connectors.sample import (
    AR,
    BANK,
    CLEARING,
    CR,
    DR,
    EVERY,
    RETURNS,
    SALES,
    account_id,
    crosswalk,
    document,
    line,
    outside_id,
)
from tieout.connectors.quickbooks_online.encode import Convention, batch_body, encoded
from tieout.connectors.quickbooks_online.jsontext import read, written
from tieout.connectors.quickbooks_online.mark import document_of, mark
from tieout.core.account import account_key
from tieout.core.crosswalk import Crosswalk, Outside, party_document
from tieout.core.document import Document
from tieout.core.entry import Line
from tieout.core.errors import ProgrammerError, TerminalError
from tieout.core.mapping import Mapping


def sent(one: Document, convention: Convention | None = None) -> Any:
    return json.loads(written(encoded(one, crosswalk(), convention or Convention())), parse_float=str)


def product(key: Any, amount: str, text: str, **more: Any) -> dict[str, Any]:
    item = next(one for one in sample.ITEMS if dict(one.fields)["account"] == str(key))
    return {
        "DetailType": "SalesItemLineDetail",
        "Amount": amount,
        "Description": text,
        "SalesItemLineDetail": {
            "ItemRef": {"value": outside_id(item)},
            **more,
            "TaxCodeRef": {"value": "NON"},
        },
    }


def note(one: Document) -> str:
    return (f"{one.memo}\n" if one.memo else "") + f"tieout:{one.id}"


def test_invoice() -> None:
    one = sample.INVOICE
    assert sent(one) == {
        "TxnDate": "2026-03-31",
        "DocNumber": "INV-1",
        "PrivateNote": note(one),
        "CustomerRef": {"value": outside_id(sample.CUSTOMER)},
        "DueDate": "2026-04-30",
        "Line": [
            product(SALES, "100.00", "Tomato sauce", Qty=4, UnitPrice="25.00"),
            product(sample.SHIPPING, "10.00", "Parcel"),
            product(sample.TAX, "10.00", "California"),
            product(sample.DISCOUNTS, "-5.00", "Spring"),
        ],
    }


def test_sales_receipt_names_its_deposit_account_and_other_tenders_are_lines_below_zero() -> None:
    one = sample.RECEIPT
    assert sent(one) == {
        "TxnDate": "2026-03-31",
        "DocNumber": "S-1",
        "PrivateNote": note(one),
        "DepositToAccountRef": {"value": account_id(CLEARING)},
        "Line": [
            product(sample.GIFT, "-10.00", "Gift card"),
            product(SALES, "100.00", "Tomato sauce (quantity 3)"),
        ],
    }


def test_credit_memo_and_refund_receipt_turn_the_sides() -> None:
    credit, refund = sent(sample.CREDIT_MEMO), sent(sample.REFUND)
    assert credit["Line"] == refund["Line"] == [product(RETURNS, "20.00", "Returned")]
    assert credit["CustomerRef"] == {"value": outside_id(sample.CUSTOMER)}
    assert refund["DepositToAccountRef"] == {"value": account_id(CLEARING)}


def test_journal_entry() -> None:
    one = sample.JOURNAL
    assert sent(one) == {
        "TxnDate": "2026-03-31",
        "DocNumber": "J-1",
        "PrivateNote": note(one),
        "Line": [
            {
                "DetailType": "JournalEntryLineDetail",
                "Amount": "42.00",
                "Description": "Shipment 5",
                "JournalEntryLineDetail": {
                    "PostingType": "Debit",
                    "AccountRef": {"value": account_id(sample.COGS)},
                },
            },
            {
                "DetailType": "JournalEntryLineDetail",
                "Amount": "42.00",
                "JournalEntryLineDetail": {
                    "PostingType": "Credit",
                    "AccountRef": {"value": account_id(sample.FINISHED)},
                },
            },
        ],
    }


def test_a_journal_line_on_a_receivable_names_its_customer() -> None:
    assert sent(sample.JOURNAL_AR)["Line"][1]["JournalEntryLineDetail"] == {
        "PostingType": "Credit",
        "Entity": {"Type": "Customer", "EntityRef": {"value": outside_id(sample.CUSTOMER)}},
        "AccountRef": {"value": account_id(AR)},
    }


def test_a_journal_has_one_line_on_a_receivable_of_what_two_deposits_pay() -> None:
    """QuickBooks takes at most one line on a receivable or payable per journal."""
    dr, cr = sample.JOURNAL_AR.lines
    more = [one._replace(minor=300, home=300) for one in (dr, cr)]
    rows = sent(replace(sample.JOURNAL_AR, lines=(dr, more[0], cr, more[1])))["Line"]
    assert [(row["Amount"], row["JournalEntryLineDetail"]["PostingType"]) for row in rows] == [
        ("7.00", "Debit"),
        ("3.00", "Debit"),
        ("10.00", "Credit"),
    ]


def test_payment_settles_its_invoice() -> None:
    one = sample.PAYMENT
    assert sent(one) == {
        "TxnDate": "2026-03-31",
        "PrivateNote": note(one),
        "PaymentRefNum": "P-1",
        "CustomerRef": {"value": outside_id(sample.CUSTOMER)},
        "TotalAmt": "50.00",
        "DepositToAccountRef": {"value": account_id(CLEARING)},
        "Line": [
            {
                "Amount": "50.00",
                "LinkedTxn": [{"TxnId": outside_id(sample.INVOICE), "TxnType": "Invoice"}],
            }
        ],
    }


def test_a_payment_of_zero_links_two_documents() -> None:
    body = sent(sample.ZERO_PAYMENT)
    assert body["TotalAmt"] == "0.00"
    assert "DepositToAccountRef" not in body
    assert [row["LinkedTxn"][0]["TxnType"] for row in body["Line"]] == ["Invoice", "CreditMemo"]


def test_bill_and_vendor_credit() -> None:
    bill, credit = sent(sample.BILL), sent(sample.VENDOR_CREDIT)
    assert bill["VendorRef"] == {"value": outside_id(sample.VENDOR)}
    assert bill["DueDate"] == "2026-04-30"
    assert bill["Line"] == [
        {
            "DetailType": "AccountBasedExpenseLineDetail",
            "Amount": "60.00",
            "Description": "Receipt 9",
            "AccountBasedExpenseLineDetail": {"AccountRef": {"value": account_id(sample.GRNI)}},
        }
    ]
    assert credit["Line"][0]["Amount"] == "6.00"
    assert "DueDate" not in credit


def test_list_records() -> None:
    assert sent(sample.CUSTOMER) == {
        "DisplayName": "Acme O'Hara & Sons",
        "PrimaryEmailAddr": {"Address": "ap@acme.example"},
    }
    assert sent(sample.ITEMS[0]) == {
        "Name": "Sales revenue",
        "Type": "Service",
        "IncomeAccountRef": {"value": account_id(SALES)},
        "Description": "Posts to revenue",
    }


def test_a_foreign_document_states_its_currency_and_rate_and_keeps_home_cents_at_home() -> None:
    lines = (
        Line(DR, AR, 1_000, 1_083),
        Line(CR, SALES, 1_000, 1_082, text="Sauce"),
        Line(CR, account_key("rounding"), 0, 1),
    )
    one = document("Invoice", *lines, party="acme", currency="EUR", rate="1.0825", key="foreign")
    acme = party_document("demo", "Customer", "acme", "EUR")
    walk = crosswalk()
    walk = Crosswalk(
        company=walk.company,
        mapping=walk.mapping,
        outside={**walk.outside, acme: Outside("7", "0", "Customer")},
    )
    body = encoded(one, walk, Convention())
    assert body["CurrencyRef"] == {"value": "EUR"}
    assert body["ExchangeRate"] == Decimal("1.0825")
    assert body["CustomerRef"] == {"value": "7"}
    assert [row["Amount"] for row in body["Line"]] == [Decimal("10.00")]


def test_outside_the_us_tax_does_not_apply_instead_of_a_line_code() -> None:
    body = sent(sample.INVOICE, Convention(country="GB"))
    assert body["GlobalTaxCalculation"] == "NotApplicable"
    assert "TaxCodeRef" not in body["Line"][0]["SalesItemLineDetail"]


def test_where_quickbooks_numbers_sales_forms_ours_goes_into_the_note() -> None:
    body = sent(sample.INVOICE, Convention(custom_numbers=False))
    assert "DocNumber" not in body
    assert body["PrivateNote"] == f"No. INV-1\nOrder 77\ntieout:{sample.INVOICE.id}"
    assert sent(sample.JOURNAL, Convention(custom_numbers=False))["DocNumber"] == "J-1"


def test_a_long_memo_is_cut_and_the_mark_stays() -> None:
    body = sent(replace(sample.JOURNAL, memo="x" * 9000))
    assert len(body["PrivateNote"]) == 4000
    assert body["PrivateNote"].endswith(f"\ntieout:{sample.JOURNAL.id}")


@pytest.mark.parametrize("around", ["{}", "Voided - {}", "Voided - Order 7\n{}", "{}\nseen", " {} "])
def test_the_mark_is_found_whatever_stands_around_it(around: str) -> None:
    assert document_of(around.format(mark(sample.JOURNAL.id))) == sample.JOURNAL.id
    assert document_of(around.format("tie out")) is None


def test_the_same_documents_are_the_same_bytes() -> None:
    items = [(str(place), one) for place, one in enumerate(EVERY)]
    first, second = (batch_body(items, crosswalk(), Convention()) for _ in range(2))
    assert first == second
    assert read(first)["BatchItemRequest"][0]["operation"] == "create"


def test_a_float_is_refused() -> None:
    with pytest.raises(ProgrammerError):
        written({"Amount": 1.1})


UNFIT = {
    "account_not_mapped": document("JournalEntry", line(DR, account_key("scrap"), 1), line(CR, BANK, 1)),
    "party_missing": replace(sample.INVOICE, party=""),
    "not_in_quickbooks": replace(sample.INVOICE, party="stranger"),
    "number_too_long": replace(sample.INVOICE, number="x" * 22),
    "two_deposit_accounts": document(
        "SalesReceipt", line(DR, CLEARING, 1), line(DR, BANK, 1), line(CR, SALES, 2)
    ),
    "total_below_zero": document("Invoice", line(DR, RETURNS, 5), line(CR, AR, 5), party="acme"),
    "no_lines": document("Invoice", line(DR, AR, 5), line(CR, AR, 5), party="acme"),
    "not_a_payment": document(
        "Payment", line(DR, BANK, 4), line(DR, RETURNS, 1), line(CR, AR, 5), party="acme"
    ),
    "name_unfit": sample.record("Customer", sample.CUSTOMER.id, DisplayName="A:B"),
}


@pytest.mark.parametrize("code", UNFIT)
def test_what_has_no_form_in_quickbooks_is_a_problem_and_not_a_request(code: str) -> None:
    with pytest.raises(TerminalError) as caught:
        encoded(UNFIT[code], crosswalk(), Convention())
    assert caught.value.problem.code == code
    assert caught.value.problem.where.subject == UNFIT[code].id


def test_an_item_whose_account_is_not_mapped_is_held() -> None:
    with pytest.raises(TerminalError, match="No QuickBooks account is mapped to revenue"):
        encoded(sample.ITEMS[0], Crosswalk(company="demo", mapping=Mapping()), Convention())
