"""The entities: one kind per noun, gathered here under its name."""

from __future__ import annotations

from quickbooks_emulator.online.kind import Kind

from .account import Account
from .attachable import Attachable
from .bill import Bill
from .billpayment import BillPayment
from .budget import Budget
from .companycurrency import CompanyCurrency
from .companyinfo import CompanyInfo
from .creditcardpayment import CreditCardPayment
from .creditmemo import CreditMemo
from .customer import Customer
from .deposit import Deposit
from .employee import Employee
from .estimate import Estimate
from .exchangerate import ExchangeRate
from .inventoryadjustment import InventoryAdjustment
from .invoice import Invoice
from .item import Item
from .journalentry import JournalEntry
from .listentry import Class, CustomerType, Department, PaymentMethod, Term
from .payment import Payment
from .preferences import Preferences
from .purchase import Purchase
from .purchaseorder import PurchaseOrder
from .refundreceipt import RefundReceipt
from .salesreceipt import SalesReceipt
from .tax import TaxAgency, TaxCode, TaxRate
from .timeactivity import TimeActivity
from .transfer import Transfer
from .vendor import Vendor
from .vendorcredit import VendorCredit

_ALL: tuple[Kind, ...] = (
    CompanyInfo(),
    Preferences(),
    CompanyCurrency(),
    ExchangeRate(),
    Account(),
    CustomerType(),
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
    Estimate(),
    PurchaseOrder(),
    InventoryAdjustment(),
    TimeActivity(),
    CreditCardPayment(),
    Budget(),
    Attachable(),
)


def all_kinds() -> dict[str, Kind]:
    """Every kind by its entity name."""
    return {kind.name: kind for kind in _ALL}
