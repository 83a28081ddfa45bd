"""The entities: one kind per noun, gathered here under its name."""

from __future__ import annotations

from quickbooks_emulator.online.kind import Kind

from .account import Account
from .attachable import Attachable
from .bill import Bill
from .billpayment import BillPayment
from .companycurrency import CompanyCurrency
from .companyinfo import CompanyInfo
from .creditmemo import CreditMemo
from .customer import Customer
from .deposit import Deposit
from .employee import Employee
from .exchangerate import ExchangeRate
from .invoice import Invoice
from .item import Item
from .journalentry import JournalEntry
from .listentry import Class, Department, PaymentMethod, Term
from .payment import Payment
from .preferences import Preferences
from .purchase import Purchase
from .refundreceipt import RefundReceipt
from .salesreceipt import SalesReceipt
from .tax import TaxAgency, TaxCode, TaxRate
from .transfer import Transfer
from .vendor import Vendor
from .vendorcredit import VendorCredit

_ALL: tuple[Kind, ...] = (
    CompanyInfo(),
    Preferences(),
    CompanyCurrency(),
    ExchangeRate(),
    Account(),
    Customer(),
    Vendor(),
    Employee(),
    Term(),
    PaymentMethod(),
    Class(),
    Department(),
    TaxAgency(),
    TaxRate(),
    TaxCode(),
    Item(),
    Invoice(),
    SalesReceipt(),
    CreditMemo(),
    RefundReceipt(),
    Payment(),
    Deposit(),
    JournalEntry(),
    Bill(),
    BillPayment(),
    VendorCredit(),
    Purchase(),
    Transfer(),
    Attachable(),
)


def all_kinds() -> dict[str, Kind]:
    """Every kind by its entity name."""
    return {kind.name: kind for kind in _ALL}
