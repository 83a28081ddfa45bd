# ruff: noqa: ARG002 - the methods of all kinds share one signature
"""A document: what all transactions share: lines and their ids, currency and rate, numbers."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from quickbooks_emulator.online import refusal
from quickbooks_emulator.online.amount import ZERO, amount, decimal, rounded
from quickbooks_emulator.online.jsontext import Body
from quickbooks_emulator.online.kind import Kind
from quickbooks_emulator.online.layers import Movement
from quickbooks_emulator.online.ledger import Posting
from quickbooks_emulator.online.lines import GROUP, leaves
from quickbooks_emulator.online.nameindex import number_key

from .exchangerate import rate_of
from .party import currency_name

if TYPE_CHECKING:
    from quickbooks_emulator.online.books import Books

LINE_REFERENCES = {"ClassRef": "Class", "DepartmentRef": "Department"}
MOST_LINES = 10_000


class Document(Kind):
    """A posting transaction."""

    family = "txn"
    transaction = True
    deletable = True
    numbering = "own"  # sales: numbered by QuickBooks unless custom; purchase; journal; own: as sent
    line_types: frozenset[str] = frozenset()
    party_field = ""
    party_entity = ""
    party_needed = True
    needs_amount = True
    series = "docnumber"

    def settle(self, books: Books, body: Body, before: Body | None) -> None:
        """Party, currency, lines; then what is particular to the document."""
        party = None
        if self.party_field:
            need = self.party_needed
            party = books.refer_field(body, self.party_field, self.party_entity, need=need)
        settle_document_currency(books, body, party)
        books.refer_field(body, "DepartmentRef", "Department")
        books.refer_field(body, "ClassRef", "Class")
        if self.line_types:
            self.settle_lines(books, body, before)
        self.settle_document(books, body, before)

    def settle_document(self, books: Books, body: Body, before: Body | None) -> None:
        """What is particular to one document."""

    def settle_lines(self, books: Books, body: Body, before: Body | None) -> None:
        """Each line's type, amount and ids."""
        lines = [line for line in body.get("Line", []) if not _is_subtotal(line)]
        if not lines:
            raise refusal.missing("Line")
        if len(lines) > MOST_LINES:
            raise refusal.business("Too many lines.", "Line")
        for line in lines:
            check_line_type(line, self.line_types, needs_amount=self.needs_amount)
            self.settle_line(books, body, line)
        number_lines(lines, before, self.first_line_id)
        body["Line"] = lines

    def settle_line(self, books: Books, body: Body, line: Body) -> None:
        """What is particular to one line."""

    def numbered(self, books: Books, body: Body) -> None:
        """The document number by the company's preferences."""
        if self.numbering == "sales" and _wants_number(books, body):
            body["DocNumber"] = str(books.store.next_number(self.series, first=1001))
        elif self.numbering == "order" and "DocNumber" not in body:
            body["DocNumber"] = str(books.store.next_number("ordernumber", first=1001))
        elif self.numbering == "journal" and "DocNumber" not in body:
            if "allowautodocnum" in books.terms.include:
                body["DocNumber"] = str(books.store.next_number("journalnumber"))
        elif "DocNumber" in body and _checks_duplicates(books, self.numbering):
            self._refuse_duplicate(books, body)

    def _refuse_duplicate(self, books: Books, body: Body) -> None:
        if "allowduplicatedocnum" in books.terms.include:
            return
        for entity, identity in books.store.names.holders(number_key(self.name, body["DocNumber"])):
            other = books.store.objects[entity][identity]
            if identity != body.get("Id") and self._same_series(body, other):
                raise refusal.duplicate_number()

    def _same_series(self, body: Body, other: Body) -> bool:
        """A supplier's numbers are unique per supplier, ours over all."""
        if self.party_field != "VendorRef":
            return True
        return bool(body["VendorRef"]["value"] == other["VendorRef"]["value"])

    def movements(self, books: Books, body: Body, postings: Sequence[Posting]) -> dict[str, list[Movement]]:
        """Goods in or out by the lines of inventory items; bought ones at what the line posts."""
        found: dict[str, list[Movement]] = {}
        for posting in postings:
            item = books.store.objects["Item"].get(posting.item) if posting.quantity else None
            if item is None or item["Type"] != "Inventory":
                continue
            stated = posting.account == item.get("AssetAccountRef", {}).get("value")
            movement = Movement(
                day=body["TxnDate"],
                rank=(int(not (stated and posting.quantity > 0)), int(body["Id"])),
                document=(self.name, body["Id"]),
                quantity=posting.quantity,
                cents=posting.cents if stated else None,
                unit=None if stated else returned_unit(books, item),
                returns=not stated,
            )
            found.setdefault(posting.item, []).append(movement)
        return found

    def void(self, books: Books, body: Body) -> None:
        """Amounts and quantities to zero."""
        for line in leaves(body.get("Line", [])):
            zero_line(line)
        for field in ("TotalAmt", "Balance", "HomeTotalAmt", "HomeBalance", "UnappliedAmt"):
            if field in body:
                body[field] = ZERO
        if "TxnTaxDetail" in body:
            body["TxnTaxDetail"] = {"TotalTax": ZERO}


def returned_unit(books: Books, item: Body) -> Decimal | None:
    """Cents of one at which a customer's return comes in: the purchase cost, or by the layers (u)."""
    if books.settings.returned_cost != "purchase_cost":
        return None
    return decimal(item.get("PurchaseCost")) * 100


def zero_line(line: Body) -> None:
    """Nothing left of a line but its description and price."""
    if "Amount" in line:
        line["Amount"] = ZERO
    detail = line.get(line.get("DetailType", ""), {})
    for field in ("Qty", "DiscountAmt"):
        if field in detail:
            detail[field] = Decimal(0)


def check_line_type(line: Body, allowed: frozenset[str], *, needs_amount: bool = True) -> None:
    """2020 as recorded without a DetailType; 2170 for one this document does not have."""
    kind = line.get("DetailType")
    if kind is None:
        raise refusal.missing("Line.DetailType")
    if kind not in allowed:
        detail = f"Invalid Enumeration : {kind}"
        raise refusal.Refusal("2170", "Invalid Enumeration", detail, "Line.DetailType")
    if kind == "DescriptionOnly":
        return
    if needs_amount and "Amount" not in line and kind not in ("DiscountLineDetail", GROUP):
        raise refusal.missing("Line.Amount")
    if "Amount" in line:
        line["Amount"] = rounded(line["Amount"])


def number_lines(lines: list[Body], before: Body | None, first: int) -> None:
    """A line with a known Id keeps it; every other line is new and gets the next one."""
    known = {line["Id"] for line in _with_inner((before or {}).get("Line", [])) if "Id" in line}
    highest = max((int(identity) for identity in known), default=first - 1)
    for line in _with_inner(lines):
        if line.get("Id") not in known:
            highest += 1
            line["Id"] = str(highest)


def _with_inner(lines: list[Body]) -> list[Body]:
    """Lines and, after each bundle, the lines it holds: they share one series of ids."""
    return [one for line in lines for one in (line, *line.get(GROUP, {}).get("Line", []))]


def settle_document_currency(books: Books, body: Body, party: Body | None) -> None:
    """Currency must be the party's; a rate belongs to foreign documents only."""
    home = books.settings.home_currency
    if not books.settings.multi_currency:
        sent = body.get("CurrencyRef", {}).get("value", home)
        if sent != home:
            raise refusal.business("Multi-currency is not enabled for this company.", "CurrencyRef")
        body["CurrencyRef"] = {"value": home, "name": currency_name(home)}
        body.pop("ExchangeRate", None)
        return
    _settle_foreign(books, body, party)


def _settle_foreign(books: Books, body: Body, party: Body | None) -> None:
    if "CurrencyRef" not in body:
        raise refusal.missing("CurrencyRef")
    currency = body["CurrencyRef"]["value"]
    body["CurrencyRef"] = {"value": currency, "name": currency_name(currency)}
    if party is not None and party["CurrencyRef"]["value"] != currency:
        text = "The transaction currency must be the currency of the customer or vendor."
        raise refusal.business(text, "CurrencyRef")
    if currency == books.settings.home_currency:
        body["ExchangeRate"] = Decimal(1)
        return
    if "ExchangeRate" not in body:
        body["ExchangeRate"] = rate_of(books, currency, body["TxnDate"])
    if body["ExchangeRate"] <= 0:
        raise refusal.Refusal("2110", "Invalid Decimal", "ExchangeRate must be positive", "ExchangeRate")


def check_account_currency(books: Books, body: Body, account: Body | None, field: str) -> None:
    """A foreign account takes part in documents of its own currency only; a home account in any (u)."""
    if account is None:
        return
    currency = account["CurrencyRef"]["value"]
    if currency not in (books.settings.home_currency, currency_of(body)):
        text = "The account's currency must be the currency of the transaction."
        raise refusal.business(text, field)


def check_stock_date(body: Body, item: Body) -> None:
    """6270: an inventory item moves only from its start date on."""
    if item.get("Type") == "Inventory" and body["TxnDate"] < item["InvStartDate"]:
        raise refusal.before_stock_start()


def currency_of(body: Body) -> str:
    """The document's currency."""
    return str(body["CurrencyRef"]["value"])


def rate(body: Body) -> Decimal:
    """Home units for one unit of the document's currency."""
    return Decimal(body.get("ExchangeRate", 1))


def settle_total(books: Books, body: Body, total: Decimal) -> None:
    """TotalAmt is always computed; below zero it is refused."""
    if total < 0:
        raise refusal.business("Transaction amount must be positive.", "TotalAmt")
    body["TotalAmt"] = amount(total)
    if books.settings.multi_currency:
        body["HomeTotalAmt"] = rounded(total * rate(body))


def settle_dimensions(books: Books, detail: Body) -> None:
    """Class and department of a line."""
    for field, entity in LINE_REFERENCES.items():
        books.refer_field(detail, field, entity)


def class_of(body: Body, detail: Body) -> str:
    """The class of a line, else that of its document ('' for none)."""
    return str((detail.get("ClassRef") or body.get("ClassRef") or {}).get("value", ""))


def department_of(body: Body) -> str:
    """The location of a document ('' for none)."""
    return str(body.get("DepartmentRef", {}).get("value", ""))


def party_name(body: Body, field: str) -> tuple[str, str]:
    """Id and name of the document's party, for the ledger."""
    reference = body.get(field, {})
    return str(reference.get("value", "")), str(reference.get("name", ""))


def _is_subtotal(line: Body) -> bool:
    return bool(line.get("DetailType") == "SubTotalLineDetail")


def _custom_numbers(books: Books) -> bool:
    return bool(books.preference("SalesFormsPrefs", "CustomTxnNumbers"))


def _wants_number(books: Books, body: Body) -> bool:
    """A sales form is numbered by QuickBooks unless custom numbers are on, or on request."""
    if "DocNumber" in body:
        return bool(body["DocNumber"] == "AUTO_GENERATE")
    return not _custom_numbers(books)


def _checks_duplicates(books: Books, numbering: str) -> bool:
    """Whether a duplicate number is refused: it depends on preferences and on the user."""
    if numbering == "journal":
        return books.other_preference("WarnDuplicateJournalNumber")
    if not books.settings.warn_duplicate_docnum:
        return False
    if numbering == "sales":
        return _custom_numbers(books)
    if numbering == "purchase":
        return books.other_preference("VendorAndPurchasesPrefs.UseCustomTxnNumbers")
    return False
