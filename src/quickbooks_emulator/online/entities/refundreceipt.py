"""RefundReceipt: money given back; credits a bank account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quickbooks_emulator.online.amount import ZERO
from quickbooks_emulator.online.jsontext import Body

from .payment import refuse_deposited, show_deposit
from .salesform import SalesForm, settle_deposit_account

if TYPE_CHECKING:
    from quickbooks_emulator.online.books import Books


class RefundReceipt(SalesForm):
    """DepositToAccountRef, the account the money leaves, is required."""

    name, resource = "RefundReceipt", "refundreceipt"
    party_needed = False
    control_field = "DepositToAccountRef"
    sign = -1

    def settle_form(self, books: Books, body: Body) -> None:
        """Where the money comes from."""
        settle_deposit_account(books, body, need=True)
        books.refer_field(body, "PaymentMethodRef", "PaymentMethod")
        body["Balance"] = ZERO

    def guard(self, books: Books, before: Body) -> None:
        """6540 once it is in a deposit."""
        refuse_deposited(books, self.name, before)

    def show_links(self, books: Books, body: Body) -> None:
        """The deposit that holds it."""
        show_deposit(books, self.name, body)
