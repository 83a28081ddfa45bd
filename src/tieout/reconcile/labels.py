"""Labels: what QuickBooks' reports call a transaction, and which entity of its API that is.

An id is unique within its entity, so a ledger line is matched by (entity, id); the report names the
entity in the user's words ("Refund", "Bill Payment (Check)"), the API in its own.
"""

from __future__ import annotations

from typing import Final

_ENTITIES: Final = {
    "JournalEntry": ("Journal Entry", "Journal"),
    "Invoice": ("Invoice",),
    "SalesReceipt": ("Sales Receipt",),
    "CreditMemo": ("Credit Memo", "Credit Note"),
    "RefundReceipt": ("Refund", "Refund Receipt"),
    "Payment": ("Payment", "Receive Payment"),
    "Bill": ("Bill",),
    "VendorCredit": ("Vendor Credit", "Supplier Credit"),
    "BillPayment": (
        "Bill Payment",
        "Bill Payment (Check)",
        "Bill Payment (Cheque)",
        "Bill Payment (Credit Card)",
    ),
    "Purchase": (
        "Expense",
        "Cash Expense",
        "Cash Purchase",
        "Check",
        "Cheque",
        "Cheque Expense",
        "Credit Card Expense",
        "Credit Card Credit",
    ),
    "Deposit": ("Deposit",),
    "Transfer": ("Transfer",),
    "CreditCardPayment": ("Credit Card Payment",),
    "InventoryAdjustment": ("Inventory Qty Adjust", "Inventory Adjustment", "Inventory Starting Value"),
    "TaxPayment": ("Sales Tax Payment", "Tax Payment"),
}


def _folded(label: str) -> str:
    """A label without case and spaces, so that `JournalEntry` and `Journal Entry` are one."""
    return "".join(label.split()).casefold()


_BY_LABEL: Final = {
    _folded(label): entity for entity, labels in _ENTITIES.items() for label in (entity, *labels)
}


def entity_of(label: str) -> str:
    """The API entity of a report's transaction type; a label not in the table stands for itself."""
    return _BY_LABEL.get(_folded(label), label)
