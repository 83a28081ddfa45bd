"""CreditMemo: a sale taken back; credits the customer's receivable until it is applied."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quickbooks_emulator.online.jsontext import Body

from .control import RECEIVABLE, settle_control
from .invoice import refuse_below_applied, show_applied
from .salesform import SalesForm

if TYPE_CHECKING:
    from quickbooks_emulator.online.books import Books


class CreditMemo(SalesForm):
    """RemainingCredit is the total less what payments used; there is no void."""

    name, resource = "CreditMemo", "creditmemo"
    sign = -1

    def settle_form(self, books: Books, body: Body) -> None:
        """Receivable; the total cannot fall below what is used."""
        settle_control(books, body, "ARAccountRef", RECEIVABLE)
        refuse_below_applied(books, self, body)

    def show_links(self, books: Books, body: Body) -> None:
        """Balance and RemainingCredit follow from the payments that use it."""
        show_applied(books, self.name, body)
        body["RemainingCredit"] = body["Balance"]
