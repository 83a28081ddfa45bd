# ruff: noqa: ARG002 - the methods of all kinds share one signature
"""JournalEntry: debits and credits as sent, with QuickBooks' rules for control accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quickbooks_emulator.online import refusal
from quickbooks_emulator.online.amount import ZERO, amount
from quickbooks_emulator.online.jsontext import Body
from quickbooks_emulator.online.kind import Draft, Line

from .control import PAYABLE, RECEIVABLE
from .document import Document, class_of, currency_of, rate, settle_dimensions

if TYPE_CHECKING:
    from quickbooks_emulator.online.books import Books

_PARTY_OF = {
    RECEIVABLE: ("Customer", "Receivable", "customer"),
    PAYABLE: ("Vendor", "Payable", "vendor"),
}


class JournalEntry(Document):
    """TotalAmt is always 0; line ids start at 0; there is no void."""

    name, resource = "JournalEntry", "journalentry"
    numbering = "journal"
    first_line_id = 0
    line_types = frozenset(("JournalEntryLineDetail", "DescriptionOnly"))

    def settle_lines(self, books: Books, body: Body, before: Body | None) -> None:
        """2250 without lines; else as every document."""
        if not body.get("Line"):
            text = "You must enter at least one split line."
            raise refusal.Refusal("2250", "Missing lines", text, "Line")
        limit = books.settings.journal_line_limit
        if limit and len(body["Line"]) > limit:
            raise refusal.business("Too many lines.", "Line")
        super().settle_lines(books, body, before)

    def settle_line(self, books: Books, body: Body, line: Body) -> None:
        """Side, positive amount, account, party."""
        if line["DetailType"] == "DescriptionOnly":
            return
        detail = line.get("JournalEntryLineDetail", {})
        if "PostingType" not in detail:
            text = "A posting type is required. Valid values are Credit or Debit."
            raise refusal.Refusal("2260", "Missing Posting Type", text, "Line.PostingType")
        if line["Amount"] < 0:
            text = "Negative amounts aren't supported on transaction lines."
            raise refusal.Refusal("2290", "Negative Amount", text, "Line.Amount")
        account = books.refer_field(detail, "AccountRef", "Account", need=True)
        settle_dimensions(books, detail)
        _settle_party(books, detail, account or {})
        _check_currency(books, body, account or {})

    def settle_document(self, books: Books, body: Body, before: Body | None) -> None:
        """Both sides, equal sums, one control line."""
        totals = {"Debit": ZERO, "Credit": ZERO}
        seen = set()
        for line in _sided(body):
            side = line["JournalEntryLineDetail"]["PostingType"]
            totals[side] += line["Amount"]
            seen.add(side)
        if seen != {"Debit", "Credit"} or totals["Debit"] != totals["Credit"]:
            text = "Amount on debits not equal to credits."
            raise refusal.Refusal("2300", "Amount on debits not equal to credits", text, "")
        _check_control_lines(books, body)
        body["TotalAmt"] = ZERO
        body.setdefault("Adjustment", False)

    def draft(self, books: Books, body: Body) -> Draft:
        """The lines as they are."""
        lines = []
        for line in _sided(body):
            detail = line["JournalEntryLineDetail"]
            sign = 1 if detail["PostingType"] == "Debit" else -1
            party = detail.get("Entity", {}).get("EntityRef", {})
            name = (str(party.get("value", "")), str(party.get("name", "")))
            memo = line.get("Description", "")
            value, klass = sign * amount(line["Amount"]), class_of(body, detail)
            lines.append(Line(detail["AccountRef"]["value"], value, memo, name, klass=klass))
        return Draft(lines, rate(body))


def _sided(body: Body) -> list[Body]:
    return [line for line in body["Line"] if line["DetailType"] == "JournalEntryLineDetail"]


def _settle_party(books: Books, detail: Body, account: Body) -> None:
    """A control account needs a name of its own sort."""
    wanted = _PARTY_OF.get(account["AccountType"])
    party = detail.get("Entity")
    if party:
        entity = party.get("Type", "")
        if entity not in ("Customer", "Vendor", "Employee"):
            raise refusal.missing("Line.JournalEntryLineDetail.Entity.Type")
        books.refer_field(party, "EntityRef", entity, need=True)
    if wanted and (not party or party["Type"] != wanted[0]):
        text = f"When you use Accounts {wanted[1]}, you must choose a {wanted[2]} in the Name field."
        raise refusal.business(text, "Line.JournalEntryLineDetail.Entity")


def _check_currency(books: Books, body: Body, account: Body) -> None:
    """A foreign account only in a journal of its currency; home ones in any, control ones by setting."""
    currency = account["CurrencyRef"]["value"]
    home = books.settings.home_currency
    control = account["AccountType"] in _PARTY_OF and books.settings.currency_control == "own"
    if currency != currency_of(body) and (currency != home or control):
        text = "The account's currency must be the currency of the journal entry."
        raise refusal.business(text, "Line.JournalEntryLineDetail.AccountRef")


def _check_control_lines(books: Books, body: Body) -> None:
    """At most one receivable or payable line, unless the setting says otherwise (unverified)."""
    control = 0
    for line in _sided(body):
        identity = line["JournalEntryLineDetail"]["AccountRef"]["value"]
        control += books.store.objects["Account"][identity]["AccountType"] in _PARTY_OF
    if control > 1 and books.settings.journal_control_lines == "one" and not books.terms.by_person:
        text = "You can use only one A/R or A/P account per journal entry."
        raise refusal.business(text, "Line")
