"""Preferences: the one object of company switches, of which only some can be written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quickbooks_emulator.online.jsontext import Body
from quickbooks_emulator.online.kind import Kind

if TYPE_CHECKING:
    from quickbooks_emulator.online.books import Books

# What the API may change; every other value stays as a person set it.
_WRITABLE = {
    "AccountingInfoPrefs": {"ClassTrackingPerTxn", "TrackDepartments", "CustomerTerminology"},
    "SalesFormsPrefs": {
        "AllowServiceDate",
        "AllowShipping",
        "AllowDeposit",
        "AllowDiscount",
        "AllowEstimates",
        "CustomTxnNumbers",
        "DefaultCustomerMessage",
        "DefaultDiscountAccount",
        "DefaultShippingAccount",
        "DefaultTerms",
        "ETransactionAttachPDF",
        "ETransactionPaymentEnabled",
        "EmailCopyToCompany",
        "SalesEmailBcc",
        "SalesEmailCc",
    },
    "ProductAndServicesPrefs": {"ForSales", "ForPurchase", "QuantityWithPriceAndRate"},
    "VendorAndPurchasesPrefs": {"TrackingByCustomer", "BillableExpenseTracking"},
    "TimeTrackingPrefs": {"UseServices", "BillCustomers", "ShowBillRateToAll"},
}


class Preferences(Kind):
    """Id is always "1"."""

    name, resource = "Preferences", "preferences"
    creatable = False

    def settle(self, books: Books, body: Body, before: Body | None) -> None:
        """Writable switches of the request over the values that were there."""
        if before is None:
            return
        for group in [name for name in before if isinstance(before[name], dict)]:
            if group == "MetaData":
                continue
            sent = body.get(group, {})
            allowed = _WRITABLE.get(group, set())
            if books.terms.by_person:
                allowed = set(sent)
            changed = {name: value for name, value in sent.items() if name in allowed}
            body[group] = {**before[group], **changed}
