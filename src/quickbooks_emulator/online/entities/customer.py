# ruff: noqa: ARG002 - the methods of all kinds share one signature
"""Customer: someone who is invoiced; jobs are customers below a customer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quickbooks_emulator.online.jsontext import Body

from .naming import settle_tree
from .party import Party

if TYPE_CHECKING:
    from quickbooks_emulator.online.books import Books


class Customer(Party):
    """Balance is what Accounts Receivable holds under the name."""

    name, resource = "Customer", "customer"
    control_type = "Accounts Receivable"

    def settle_party(self, books: Books, body: Body, before: Body | None) -> None:
        """Defaults as recorded, parent, terms and payment method."""
        body.pop("Balance", None)
        body.setdefault("Taxable", True)
        body.setdefault("BillWithParent", False)
        body.setdefault("PreferredDeliveryMethod", "Print")
        job = "ParentRef" in body
        settle_tree(books, "Customer", body, "Job")
        body["Job"] = job
        books.refer_field(body, "SalesTermRef", "Term")
        books.refer_field(body, "PaymentMethodRef", "PaymentMethod")
        if "DefaultTaxCodeRef" in body:
            books.refer_field(body, "DefaultTaxCodeRef", "TaxCode")

    def live_party(self, balance: object) -> Body:
        """BalanceWithJobs is shown without the jobs' balances (not emulated)."""
        return {"BalanceWithJobs": balance}
