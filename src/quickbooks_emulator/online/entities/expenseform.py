# ruff: noqa: ARG002 - the methods of all kinds share one signature
"""An expense form: what Bill, VendorCredit and Purchase share."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from quickbooks_emulator.online import refusal
from quickbooks_emulator.online.amount import ZERO, amount
from quickbooks_emulator.online.jsontext import Body
from quickbooks_emulator.online.kind import Draft, Line

from .control import PAYABLE, RECEIVABLE
from .document import (
    Document,
    check_stock_date,
    class_of,
    department_of,
    party_name,
    rate,
    settle_dimensions,
    settle_total,
)
from .salesform import check_product
from .salestax import settle_global_tax, tax_postings

if TYPE_CHECKING:
    from quickbooks_emulator.online.books import Books

ACCOUNT, ITEM = "AccountBasedExpenseLineDetail", "ItemBasedExpenseLineDetail"


class ExpenseForm(Document):
    """Account and item lines debited against `control_field`'s account."""

    numbering = "purchase"
    party_field, party_entity = "VendorRef", "Vendor"
    line_types = frozenset((ACCOUNT, ITEM, "DescriptionOnly"))
    control_field = "APAccountRef"

    def sign(self, body: Body) -> int:
        """+1 an expense, -1 its reverse."""
        return 1

    def settle_line(self, books: Books, body: Body, line: Body) -> None:
        """An account, or an item with something to debit."""
        if line["DetailType"] == ACCOUNT:
            detail = line.setdefault(ACCOUNT, {})
            if "AccountRef" not in detail:
                raise refusal.missing("Line.AccountBasedExpenseLineDetail.AccountRef")
            account = books.refer_field(detail, "AccountRef", "Account") or {}
            if books.settings.control_party == "needed":
                _settle_control_line(body, detail, account)
        elif line["DetailType"] == ITEM:
            detail = line.setdefault(ITEM, {})
            _settle_item(books, body, detail)
            check_product(books, line["Amount"], detail)
        else:
            return
        _settle_billing(books, detail)

    def settle_document(self, books: Books, body: Body, before: Body | None) -> None:
        """Tax and total."""
        self.settle_form(books, body)
        tax = ZERO
        if books.settings.country != "US":
            tax = settle_global_tax(books, body, {ACCOUNT: ACCOUNT, ITEM: ITEM}, "PurchaseTaxRateList")
        else:
            body.pop("TxnTaxDetail", None)
        for number, line in enumerate(body["Line"], start=1):
            line["LineNum"] = number
        settle_total(books, body, sum((amount(line.get("Amount")) for line in body["Line"]), tax))

    def settle_form(self, books: Books, body: Body) -> None:
        """What is particular to one form."""

    def draft(self, books: Books, body: Body) -> Draft:
        """Lines and recoverable tax against the control account."""
        sign = self.sign(body)
        name = party_name(body, self.party_field or "EntityRef")
        control = body[self.control_field]["value"]
        lines = [Line(control, -sign * amount(body["TotalAmt"]), body.get("PrivateNote", ""), name)]
        for line in body["Line"]:
            account, value = expense_of(books, line)
            if account:
                kind = books.store.objects["Account"][account]["AccountType"]
                lines.append(_expense_line(body, line, account, sign * value, (sign, kind)))
        for account, tax in tax_postings(books, body):
            lines.append(Line(account, sign * tax, "", name))
        return Draft(lines, rate(body), department=department_of(body))


def _expense_line(body: Body, line: Body, account: str, value: Decimal, how: tuple[int, str]) -> Line:
    """The payee is its name; a customer of its own is for whom the cost was, or who owes it."""
    sign, kind = how
    detail = line[line["DetailType"]]
    name = party_name(body, "VendorRef" if "VendorRef" in body else "EntityRef")
    if kind == RECEIVABLE:
        name = party_name(detail, "CustomerRef")
    item = detail.get("ItemRef", {}).get("value", "")
    quantity = sign * Decimal(detail.get("Qty", 1)) if item else Decimal(0)
    customer, memo = party_name(detail, "CustomerRef")[0], line.get("Description", "")
    return Line(account, value, memo, name, item, quantity, class_of(body, detail), customer)


def _settle_control_line(body: Body, detail: Body, account: Body) -> None:
    """A line on a control account needs its name: a customer on the line, a supplier as the payee."""
    kind = account.get("AccountType")
    if kind == RECEIVABLE and "CustomerRef" not in detail:
        text = "When you use Accounts Receivable, you must choose a customer in the Name field."
        raise refusal.business(text, "Line.AccountBasedExpenseLineDetail.CustomerRef")
    payee = body.get("EntityRef")
    named = "VendorRef" in body or (payee and payee.get("type", "Vendor") == "Vendor")
    if kind == PAYABLE and not named:
        text = "When you use Accounts Payable, you must choose a vendor in the Name field."
        raise refusal.business(text, "EntityRef")


def _settle_item(books: Books, body: Body, detail: Body) -> None:
    if "ItemRef" not in detail:
        raise refusal.missing("Line.ItemBasedExpenseLineDetail.ItemRef")
    item = books.refer("Item", detail["ItemRef"]) or {}
    check_stock_date(body, item)
    if "AssetAccountRef" not in item and "ExpenseAccountRef" not in item:
        raise refusal.business("The item has no expense account and cannot be bought.", "ItemRef")


def _settle_billing(books: Books, detail: Body) -> None:
    """Customer, class, tax code and billable status of an expense line."""
    books.refer_field(detail, "CustomerRef", "Customer")
    settle_dimensions(books, detail)
    detail.setdefault("BillableStatus", "NotBillable")
    if detail["BillableStatus"] == "Billable" and "CustomerRef" not in detail:
        text = "A customer is required if the transaction is billable."
        raise refusal.Refusal("6310", "Missing Customer", text, "CustomerRef")
    if books.settings.country == "US":
        code = detail.setdefault("TaxCodeRef", {"value": "NON"})["value"]
        if code not in ("TAX", "NON"):
            text = f"The TaxCode value isn't valid. For US, specify TAX or NON. Supplied value: {code}"
            raise refusal.Refusal("6100", "Invalid Line TaxCode in the request", text, "")


def expense_of(books: Books, line: Body) -> tuple[str, Decimal]:
    """The account a line debits and its value; '' for none."""
    kind = line["DetailType"]
    if kind == ACCOUNT:
        return line[ACCOUNT]["AccountRef"]["value"], amount(line["Amount"])
    if kind != ITEM:
        return "", ZERO
    item = books.store.objects["Item"][line[ITEM]["ItemRef"]["value"]]
    field = "AssetAccountRef" if item.get("Type") == "Inventory" else "ExpenseAccountRef"
    return item[field]["value"], amount(line["Amount"])
