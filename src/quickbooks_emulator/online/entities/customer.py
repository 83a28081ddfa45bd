# ruff: noqa: ARG002 - the methods of all kinds share one signature
"""Customer: someone who is invoiced; jobs are customers below a customer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quickbooks_emulator.online.amount import from_cents
from quickbooks_emulator.online.jsontext import Body

from .naming import settle_tree
from .openingbalance import open_customer, taken
from .party import Party

if TYPE_CHECKING:
    from quickbooks_emulator.online.books import Books


class Customer(Party):
    """Balance is what Accounts Receivable holds under the name."""

    name, resource = "Customer", "customer"
    control_type = "Accounts Receivable"

    def opening(self, body: Body) -> Body:
        """Balance, dated OpenBalanceDate."""
        return taken(body, "Balance", "OpenBalanceDate")

    def open(self, books: Books, made: Body, opening: Body) -> None:
        """An opening invoice."""
        open_customer(books, made, opening)

    def settle_party(self, books: Books, body: Body, before: Body | None) -> None:
        """Defaults as recorded, parent, terms and payment method."""
        body.pop("Balance", None)
        body.pop("OpenBalanceDate", None)
        body.setdefault("Taxable", True)
        body.setdefault("BillWithParent", False)
        body.setdefault("PreferredDeliveryMethod", "Print")
        job = "ParentRef" in body
        settle_tree(books, "Customer", body, "Job")
        body["Job"] = job
        books.refer_field(body, "SalesTermRef", "Term")
        books.refer_field(body, "PaymentMethodRef", "PaymentMethod")
        books.refer_field(body, "CustomerTypeRef", "CustomerType")
        if books.settings.country == "US" and body["Taxable"] and books.find("TaxCode", "2"):
            body.setdefault("DefaultTaxCodeRef", {"value": "2"})
        if "DefaultTaxCodeRef" in body:
            books.refer("TaxCode", body["DefaultTaxCodeRef"])
            body["DefaultTaxCodeRef"] = {"value": body["DefaultTaxCodeRef"]["value"]}

    def live(self, books: Books, body: Body) -> Body:
        """Its own balance, and that with all jobs below it."""
        own = self.open_cents(books, body["Id"])
        whole = own + self._jobs_cents(books, body["Id"])
        return {"Balance": from_cents(own), "BalanceWithJobs": from_cents(whole)}

    def _jobs_cents(self, books: Books, identity: str) -> int:
        return sum(
            self.open_cents(books, job) + self._jobs_cents(books, job)
            for job in books.children(self.name, identity)
        )
