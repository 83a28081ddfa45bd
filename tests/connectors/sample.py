"""One document of each type, in a company with every account and name it needs."""

from __future__ import annotations

from datetime import date

from tieout.core.account import AccountKey, account_key
from tieout.core.crosswalk import Crosswalk, Outside, item_document, party_document
from tieout.core.document import Document, DocumentType, Link, OrderLine
from tieout.core.entry import Line, Side
from tieout.core.ids import DocumentId, document_id
from tieout.core.mapping import MappedAccount, Mapping
from tieout.core.scaled import Quantity

COMPANY = "demo"
DAY = date(2026, 3, 31)
DR, CR = Side.DR, Side.CR

AR = account_key("accounts_receivable")
AP = account_key("accounts_payable")
BANK = account_key("bank")
CLEARING = account_key("clearing", gateway="stripe")
SALES = account_key("revenue")
SHIPPING = account_key("shipping_income")
TAX = account_key("sales_tax")
DISCOUNTS = account_key("discounts")
GIFT = account_key("gift_cards")
RETURNS = account_key("returns_allowances")
GRNI = account_key("grni")
COGS = account_key("cogs")
FINISHED = account_key("inventory_finished")
KEYS = (AR, AP, BANK, CLEARING, SALES, SHIPPING, TAX, DISCOUNTS, GIFT, RETURNS, GRNI, COGS, FINISHED)

MAPPING = Mapping(
    {key: MappedAccount(outside_id=str(10 + place), name=key.role) for place, key in enumerate(KEYS)}
)


def account_id(key: AccountKey) -> str:
    found = MAPPING.account(key)
    assert found
    return found.outside_id


def line(
    side: Side, key: AccountKey, minor: int, text: str = "", quantity: int = 0, party: str = ""
) -> Line:
    return Line(side, key, minor, minor, text=text, quantity=Quantity(quantity), party=party)


def document(type_: DocumentType, *lines: Line, key: str = "", **fields: object) -> Document:
    key = key or f"{type_} one"
    return Document(
        id=document_id(COMPANY, key, 0),
        type=type_,
        key=key,
        sequence=0,
        lines=lines,
        **({"day": DAY, "currency": "USD"} | fields),  # type: ignore[arg-type]
    )


INVOICE = document(
    "Invoice",
    line(DR, AR, 11_500),
    line(CR, SALES, 10_000, "Tomato sauce", 4_000_000),
    line(CR, SHIPPING, 1_000, "Parcel"),
    line(CR, TAX, 1_000, "California"),
    line(DR, DISCOUNTS, 500, "Spring"),
    number="INV-1",
    party="acme",
    due=date(2026, 4, 30),
    memo="Order 77",
)
RECEIPT = document(
    "SalesReceipt",
    line(DR, CLEARING, 9_000),
    line(DR, GIFT, 1_000, "Gift card"),
    line(CR, SALES, 10_000, "Tomato sauce", 3_000_000),
    number="S-1",
)
CREDIT_MEMO = document(
    "CreditMemo", line(DR, RETURNS, 2_000, "Returned"), line(CR, AR, 2_000), number="C-1", party="acme"
)
REFUND = document(
    "RefundReceipt", line(DR, RETURNS, 2_000, "Returned"), line(CR, CLEARING, 2_000), number="R-1"
)
JOURNAL = document(
    "JournalEntry",
    line(DR, COGS, 4_200, "Shipment 5"),
    line(CR, FINISHED, 4_200),
    number="J-1",
    memo="Cost of shipment 5",
)
JOURNAL_AR = document(
    "JournalEntry", line(DR, GIFT, 700), line(CR, AR, 700, party="acme"), key="journal on a receivable"
)
PAYMENT = document(
    "Payment",
    line(DR, CLEARING, 5_000),
    line(CR, AR, 5_000),
    party="acme",
    number="P-1",
    links=(Link(document=INVOICE.id, minor=5_000),),
    needs=(INVOICE.id,),
)
ZERO_PAYMENT = document(
    "Payment",
    key="a credit applied",
    party="acme",
    links=(Link(document=INVOICE.id, minor=2_000), Link(document=CREDIT_MEMO.id, minor=2_000)),
    needs=(INVOICE.id, CREDIT_MEMO.id),
)
BILL = document(
    "Bill",
    line(DR, GRNI, 6_000, "Receipt 9"),
    line(CR, AP, 6_000),
    number="B-1",
    party="farm",
    due=date(2026, 4, 30),
)
ORDER = document(
    "PurchaseOrder",
    number="PO-1",
    party="farm",
    memo="purchase order PO-1",
    fields=(("POStatus", "Open"),),
    ordered=(OrderLine("TOMATO: 100 at 0.60", 6_000), OrderLine("BASIL: 1 at 2.50", 250)),
)
CLOSED_ORDER = document(
    "PurchaseOrder",
    key="PurchaseOrder one, closed",
    number="PO-1",
    party="farm",
    memo="purchase order PO-1",
    fields=(("POStatus", "Closed"),),
    ordered=(OrderLine("TOMATO: 100 at 0.60", 6_000),),
    needs=(ORDER.id,),
    replaces=ORDER.id,
)
VENDOR_CREDIT = document(
    "VendorCredit", line(DR, AP, 600), line(CR, GRNI, 600, "Short"), number="VC-1", party="farm"
)


def record(type_: DocumentType, key: DocumentId, **fields: str) -> Document:
    return Document(
        id=key,
        type=type_,
        key=key,
        sequence=0,
        day=DAY,
        currency="USD",
        fields=tuple(fields.items()),
    )


CUSTOMER = record(
    "Customer",
    party_document(COMPANY, "Customer", "acme", "USD"),
    DisplayName="Acme O'Hara & Sons",
    Email="ap@acme.example",
)
VENDOR = record("Vendor", party_document(COMPANY, "Vendor", "farm", "USD"), DisplayName="Farm")
ITEM_KEYS = (SALES, SHIPPING, TAX, DISCOUNTS, GIFT, RETURNS)
ITEMS = tuple(
    record(
        "Item",
        item_document(COMPANY, key),
        Name=f"Sales {key}",
        account=str(key),
        Description=f"Posts to {key}",
    )
    for key in ITEM_KEYS
)

POSTINGS = (INVOICE, RECEIPT, CREDIT_MEMO, REFUND, JOURNAL, JOURNAL_AR, BILL, VENDOR_CREDIT, ORDER)
LINKED = (PAYMENT, ZERO_PAYMENT)
RECORDS = (CUSTOMER, VENDOR, *ITEMS)
EVERY = (*RECORDS, *POSTINGS, *LINKED)


def crosswalk(home_currency: str = "USD") -> Crosswalk:
    """Everything is confirmed: a document's id in QuickBooks is 100 and its place."""
    held = {one.id: Outside(str(100 + place), "0", one.type) for place, one in enumerate(EVERY)}
    return Crosswalk(company=COMPANY, mapping=MAPPING, outside=held, home_currency=home_currency)


def outside_id(one: Document) -> str:
    return crosswalk().outside[one.id].id
