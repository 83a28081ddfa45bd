"""A sales form: what Invoice, SalesReceipt, CreditMemo and RefundReceipt share."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from quickbooks_emulator.online import refusal
from quickbooks_emulator.online.amount import ZERO, amount, rounded
from quickbooks_emulator.online.jsontext import Body
from quickbooks_emulator.online.kind import Draft, Line
from quickbooks_emulator.online.lines import GROUP, leaves

from .bundle import settle_bundle
from .control import special_account, undeposited_funds
from .customfield import settle_custom_fields
from .delivery import settle_delivery
from .document import (
    Document,
    check_account_currency,
    check_stock_date,
    class_of,
    department_of,
    party_name,
    rate,
    settle_dimensions,
    settle_total,
)
from .salestax import settle_global_tax, settle_line_code, settle_us_tax, tax_postings

if TYPE_CHECKING:
    from quickbooks_emulator.online.books import Books

SHIPPING, GRATUITY = "SHIPPING_ITEM_ID", "GRATUITY_ITEM_ID"
HUNDRED = Decimal(100)
_DETAIL = {"SalesItemLineDetail": "SalesItemLineDetail"}


class SalesForm(Document):
    """Item lines, discount, tax and total; posts income against `control_field`'s account."""

    numbering = "sales"
    party_field, party_entity = "CustomerRef", "Customer"
    line_types = frozenset(
        ("SalesItemLineDetail", "GroupLineDetail", "DescriptionOnly", "DiscountLineDetail")
    )
    control_field = "ARAccountRef"
    sign = 1  # +1 a sale, -1 its reverse

    def settle_line(self, books: Books, body: Body, line: Body) -> None:
        """An item line's item, tax code and amount."""
        if line["DetailType"] == "SalesItemLineDetail":
            settle_item_line(books, body, line)
        elif line["DetailType"] == GROUP:
            settle_bundle(books, line)
            for inner in line[GROUP]["Line"]:
                settle_item_line(books, body, inner)

    def settle_document(self, books: Books, body: Body, before: Body | None) -> None:
        """Discount, subtotal, tax, total, addresses, defaults."""
        lines = body["Line"] = _arranged(body["Line"])
        for number, line in enumerate(_in_order(lines), start=1):
            line["LineNum"] = number
        items = [line for line in leaves(lines) if line["DetailType"] == "SalesItemLineDetail"]
        goods = [line for line in items if not _is_extra(line)]
        discount = _settle_discount(books, lines, sum((line["Amount"] for line in goods), ZERO))
        tax = self._settle_tax(books, body, items, discount)
        whole = sum((line["Amount"] for line in items), ZERO)
        settle_total(books, body, whole - discount - line_discounts(items) + tax)
        _insert_subtotal(lines, sum((line["Amount"] for line in goods), ZERO))
        settle_addresses(books, body)
        settle_custom_fields(books, body)
        for field, value in (("PrintStatus", "NeedToPrint"), ("EmailStatus", "NotSet")):
            body.setdefault(field, value)
        settle_delivery(body, before)
        self.settle_form(books, body)

    def settle_form(self, books: Books, body: Body) -> None:
        """What is particular to one form."""

    def _settle_tax(self, books: Books, body: Body, items: list[Body], discount: Decimal) -> Decimal:
        if books.settings.country != "US":
            return settle_global_tax(books, body, _DETAIL, "SalesTaxRateList", discount)
        body.setdefault("ApplyTaxAfterDiscount", False)
        taxed = [line for line in items if line["SalesItemLineDetail"]["TaxCodeRef"]["value"] == "TAX"]
        taxable = sum((line["Amount"] for line in taxed), ZERO)
        whole = sum((line["Amount"] for line in items), ZERO)
        if body["ApplyTaxAfterDiscount"] and whole:
            taxable -= rounded(discount * taxable / whole)
        return settle_us_tax(books, body, taxable)

    def draft(self, books: Books, body: Body) -> Draft:
        """Control account against income, discount and tax."""
        name = party_name(body, "CustomerRef")
        control = body[self.control_field]["value"]
        lines = [Line(control, self.sign * amount(body["TotalAmt"]), body.get("PrivateNote", ""), name)]
        for line in leaves(body["Line"]):
            lines += self._income_lines(books, body, line, name)
        for account, tax in tax_postings(books, body):
            lines.append(Line(account, -self.sign * tax, "", name))
        return Draft(lines, rate(body), department=department_of(body))

    def _income_lines(self, books: Books, body: Body, line: Body, name: tuple[str, str]) -> list[Line]:
        """What one line sells, and what is taken off it."""
        account, value = income_of(books, line)
        if not account:
            return []
        detail, memo = line[line["DetailType"]], line.get("Description", "")
        item = detail.get("ItemRef", {}).get("value", "")
        quantity = Decimal(0)
        if item:
            quantity = -self.sign * Decimal(detail.get("Qty", 1))
        klass = class_of(body, detail)
        off = amount(detail.get("DiscountAmt"))
        if books.settings.line_discount == "net":
            value, off = value - off, ZERO
        found = [Line(account, -self.sign * value, memo, name, item, quantity, klass)]
        if off:
            discounts = str(books.preference("SalesFormsPrefs", "DefaultDiscountAccount"))
            found.append(Line(discounts, self.sign * off, memo, name, item, Decimal(0), klass))
        return found


def _is_extra(line: Body) -> bool:
    """Shipping or gratuity: below the subtotal and the discount."""
    item = line.get("SalesItemLineDetail", {}).get("ItemRef", {}).get("value")
    return item in (SHIPPING, GRATUITY)


def _arranged(lines: list[Body]) -> list[Body]:
    """Goods, then discounts, then shipping, as recorded."""
    ranks = [2 if _is_extra(line) else int(line["DetailType"] == "DiscountLineDetail") for line in lines]
    if not any(ranks):
        return lines
    return [line for rank in range(3) for line, own in zip(lines, ranks, strict=True) if own == rank]


def _in_order(lines: list[Body]) -> list[Body]:
    """Lines and, after each bundle, the lines it holds."""
    found = []
    for line in lines:
        found.append(line)
        found += line.get(GROUP, {}).get("Line", [])
    return found


def line_discounts(items: list[Body]) -> Decimal:
    """What is taken off item lines, each on its own."""
    details = (line["SalesItemLineDetail"] for line in items)
    return sum((amount(one["DiscountAmt"]) for one in details if "DiscountAmt" in one), ZERO)


def settle_item_line(books: Books, body: Body, line: Body) -> None:
    """Item, tax code, class; Amount must be Qty times UnitPrice (6070)."""
    detail = line.setdefault("SalesItemLineDetail", {})
    _settle_item(books, body, detail)
    settle_line_code(books, detail)
    settle_dimensions(books, detail)
    check_product(books, line["Amount"], detail)
    _settle_line_discount(books, line, detail)


def _settle_line_discount(books: Books, line: Body, detail: Body) -> None:
    """DiscountRate (percent of the amount) wins over DiscountAmt."""
    if "DiscountRate" not in detail and "DiscountAmt" not in detail:
        return
    if not books.preference("SalesFormsPrefs", "AllowDiscount"):
        raise refusal.business("Discounts are not enabled for this company.", "Line")
    if not books.preference("SalesFormsPrefs", "DefaultDiscountAccount"):
        raise refusal.missing("Line.DiscountLineDetail.DiscountAccountRef")
    if "DiscountRate" in detail:
        percent = detail["DiscountRate"]
        check_percent(percent, "Line.SalesItemLineDetail.DiscountRate")
        detail["DiscountAmt"] = books.rounded(line["Amount"] * percent / HUNDRED)
    detail["DiscountAmt"] = rounded(detail["DiscountAmt"])


def check_percent(percent: Decimal, element: str) -> None:
    """2150 for what is no percentage."""
    if not 0 <= percent <= HUNDRED:
        raise refusal.Refusal("2150", "Invalid Percent", f"Supplied value: {percent}", element)


def check_product(books: Books, value: Decimal, detail: Body) -> None:
    """6070 when the stated amount is not quantity times price, rounded; both of zero are left out."""
    if "Qty" not in detail or "UnitPrice" not in detail:
        return
    if value and not (detail["Qty"] or detail["UnitPrice"]) and books.settings.zero_quantity == "unstated":
        del detail["Qty"], detail["UnitPrice"]
        return
    product = books.rounded(detail["Qty"] * detail["UnitPrice"])
    if abs(product - value) > books.settings.tolerance:
        text = f"Amount is not equal to UnitPrice * Qty. Supplied value:{value}"
        raise refusal.Refusal("6070", "Amount calculation incorrect in the request", text, "Line.Amount")


def _settle_item(books: Books, body: Body, detail: Body) -> None:
    reference = detail.get("ItemRef")
    if reference is None:
        if books.settings.missing_item == "refuse" or books.find("Item", "1") is None:
            raise refusal.missing("Line.SalesItemLineDetail.ItemRef")
        reference = detail["ItemRef"] = {"value": "1"}
    if reference["value"] == SHIPPING:
        if not books.preference("SalesFormsPrefs", "AllowShipping"):
            raise refusal.business("Shipping is not enabled for this company.", "ItemRef")
        if not books.preference("SalesFormsPrefs", "DefaultShippingAccount"):
            raise refusal.business("There is no shipping account.", "ItemRef")
        return
    if reference["value"] == GRATUITY:
        if not books.settings.allow_gratuity:
            raise refusal.business("Gratuity is not enabled for this company.", "ItemRef")
        special_account(books, "TrustAccountsLiabilities", "Gratuities", "Other Current Liability")
        return
    item = books.refer("Item", reference)
    check_stock_date(body, item or {})
    if item is not None and "IncomeAccountRef" not in item:
        raise refusal.business("The item has no income account and cannot be sold.", "ItemRef")


def _settle_discount(books: Books, lines: list[Body], subtotal: Decimal) -> Decimal:
    """The whole-form discount: percent of the subtotal or an amount; reduces the total."""
    total = ZERO
    for line in lines:
        if line["DetailType"] == "DiscountLineDetail":
            total += _settle_discount_line(books, line, subtotal)
    return total


def _settle_discount_line(books: Books, line: Body, subtotal: Decimal) -> Decimal:
    if not books.preference("SalesFormsPrefs", "AllowDiscount"):
        raise refusal.business("Discounts are not enabled for this company.", "Line")
    detail = line.setdefault("DiscountLineDetail", {})
    if detail.get("PercentBased") and "DiscountPercent" in detail:
        percent = detail["DiscountPercent"]
        check_percent(percent, "DiscountPercent")
        line["Amount"] = books.rounded(subtotal * percent / HUNDRED)
    elif "Amount" not in line:
        text = "A discount amount or percent is required."
        raise refusal.Refusal("6090", "Discount Line missing required info", text, "Line")
    default = books.preference("SalesFormsPrefs", "DefaultDiscountAccount")
    if "DiscountAccountRef" not in detail and default:
        detail["DiscountAccountRef"] = {"value": str(default)}
    if books.refer_field(detail, "DiscountAccountRef", "Account") is None:
        raise refusal.missing("Line.DiscountLineDetail.DiscountAccountRef")
    return amount(line["Amount"])


def _insert_subtotal(lines: list[Body], subtotal: Decimal) -> None:
    """The line QuickBooks inserts, without an Id: before the discount, as recorded."""
    line = {
        "Amount": amount(subtotal),
        "DetailType": "SubTotalLineDetail",
        "SubTotalLineDetail": {},
    }
    below = [
        n for n, one in enumerate(lines) if one["DetailType"] == "DiscountLineDetail" or _is_extra(one)
    ]
    lines.insert(below[0] if below else len(lines), line)


def income_of(books: Books, line: Body) -> tuple[str, Decimal]:
    """The account a line posts to and its value (a discount is negative); '' for none."""
    kind = line["DetailType"]
    if kind == "DiscountLineDetail":
        return line["DiscountLineDetail"]["DiscountAccountRef"]["value"], -amount(line["Amount"])
    if kind != "SalesItemLineDetail":
        return "", ZERO
    item_id = line["SalesItemLineDetail"]["ItemRef"]["value"]
    if item_id == SHIPPING:
        account = books.preference("SalesFormsPrefs", "DefaultShippingAccount")
        return str(account), amount(line["Amount"])
    if item_id == GRATUITY:
        return books.account_of_subtype("TrustAccountsLiabilities"), amount(line["Amount"])
    item = books.store.objects["Item"][item_id]
    return item["IncomeAccountRef"]["value"], amount(line["Amount"])


def settle_addresses(books: Books, body: Body) -> None:
    """Addresses default to the customer's; a new address gets an Id."""
    customer: Body = {}
    if "CustomerRef" in body:
        customer = books.store.objects["Customer"][body["CustomerRef"]["value"]]
    for field in ("BillAddr", "ShipAddr"):
        default = customer.get(field, customer.get("BillAddr"))
        if field not in body and default:
            body[field] = dict(default)
        elif field in body and "Id" not in body[field]:
            body[field] = {"Id": str(books.store.next_number("id:address")), **body[field]}


def settle_deposit_account(books: Books, body: Body, *, need: bool = False) -> None:
    """Where the money goes: Undeposited Funds unless said otherwise; a bank or current asset."""
    if "DepositToAccountRef" not in body and not need:
        body["DepositToAccountRef"] = undeposited_funds(books)
    account = books.refer_field(body, "DepositToAccountRef", "Account", need=True)
    if account and account["AccountType"] not in ("Bank", "Other Current Asset", "Credit Card"):
        detail = f"Invalid account type: {account['AccountType']}"
        raise refusal.Refusal("6430", "Invalid account type used", detail, "DepositToAccountRef")
    check_account_currency(books, body, account, "DepositToAccountRef")
