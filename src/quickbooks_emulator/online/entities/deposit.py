"""Deposit: receipts taken from Undeposited Funds to the bank, with lines of its own if need be."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from quickbooks_emulator.online import refusal
from quickbooks_emulator.online.amount import ZERO, amount, rounded
from quickbooks_emulator.online.jsontext import Body
from quickbooks_emulator.online.kind import Draft, Line
from quickbooks_emulator.online.links import Document as LinkedDocument

from .control import PAYABLE, RECEIVABLE, undeposited_funds
from .document import Document, check_account_currency, number_lines, rate, settle_dimensions, settle_total
from .payment import deposits_of

if TYPE_CHECKING:
    from quickbooks_emulator.online.books import Books

_HELD = ("Payment", "SalesReceipt", "RefundReceipt", "JournalEntry", "Transfer")


class Deposit(Document):
    """Debits the bank with the net of its lines less cash back."""

    name, resource = "Deposit", "deposit"

    def settle_document(self, books: Books, body: Body, before: Body | None) -> None:
        """Bank account, lines, cash back, total."""
        account = books.refer_field(body, "DepositToAccountRef", "Account", need=True)
        check_account_currency(books, body, account, "DepositToAccountRef")
        lines = body.get("Line", [])
        if not lines:
            raise refusal.missing("Line")
        me = (self.name, body.get("Id", ""))
        for line in lines:
            if line.get("LinkedTxn"):
                _settle_held(books, line, me)
            else:
                _settle_own(books, line)
        number_lines([line for line in lines if "DetailType" in line], before, 1)
        total = sum((line["Amount"] for line in lines), ZERO)
        settle_total(books, body, total - _settle_cash_back(books, body))

    def draft(self, books: Books, body: Body) -> Draft:
        """Bank against Undeposited Funds and the accounts of own lines."""
        memo = body.get("PrivateNote", "")
        lines = [Line(body["DepositToAccountRef"]["value"], amount(body["TotalAmt"]), memo)]
        back = body.get("CashBack")
        if back:
            lines.append(Line(back["AccountRef"]["value"], amount(back["Amount"]), back.get("Memo", "")))
        held = ZERO
        for line in body["Line"]:
            if line.get("LinkedTxn"):
                held += amount(line["Amount"])
            else:
                lines.append(_own_posting(line))
        if held:
            lines.append(Line(undeposited_funds(books)["value"], -held, memo))
        return Draft(lines, rate(body))

    def links(self, body: Body) -> dict[LinkedDocument, Decimal]:
        """The receipts it holds."""
        found = {}
        for line in body.get("Line", []):
            for link in line.get("LinkedTxn", []):
                found[link["TxnType"], link["TxnId"]] = amount(line["Amount"])
        return found


def _settle_held(books: Books, line: Body, me: LinkedDocument) -> None:
    link = line["LinkedTxn"][0]
    entity, identity = link.get("TxnType", ""), link.get("TxnId", "")
    document = books.find(entity, identity) if entity in _HELD else None
    if document is None:
        detail = f"The Txn ID can't be linked: {entity} {identity}"
        raise refusal.Refusal("620", "Txn ID cannot be linked", detail, "Line.LinkedTxn")
    if set(deposits_of(books, entity, document)) - {me[1]}:
        raise refusal.deposited()
    waiting = _waiting(books, entity, document)
    if waiting == 0:
        raise refusal.business("The linked transaction is not in Undeposited Funds.", "Line.LinkedTxn")
    if rounded(line.setdefault("Amount", waiting)) != waiting:
        raise refusal.business("The amount must be that of the linked transaction.", "Line.Amount")
    line["Amount"] = waiting
    link.setdefault("TxnLineId", "0")


def _waiting(books: Books, entity: str, document: Body) -> Decimal:
    """What the document put into Undeposited Funds (in its own currency)."""
    funds = undeposited_funds(books)["value"]
    draft = books.kinds[entity].draft(books, document)
    return sum((line.value for line in draft.lines if line.account == funds), ZERO)


def _settle_own(books: Books, line: Body) -> None:
    if line.get("DetailType") is None:
        raise refusal.missing("Line.DetailType")
    if "Amount" not in line:
        raise refusal.missing("Line.Amount")
    line["Amount"] = rounded(line["Amount"])
    detail = line.get("DepositLineDetail")
    if detail is None or "AccountRef" not in detail:
        raise refusal.missing("Line.DepositLineDetail.AccountRef")
    account = books.refer_field(detail, "AccountRef", "Account") or {}
    books.refer_field(detail, "PaymentMethodRef", "PaymentMethod")
    _settle_payer(books, detail, account)
    settle_dimensions(books, detail)


def _settle_payer(books: Books, detail: Body, account: Body) -> None:
    """Who the money is from: a name of any list; of its own list for a control account."""
    payer = detail.get("Entity")
    needed = {RECEIVABLE: "Customer", PAYABLE: "Vendor"}.get(account.get("AccountType", ""))
    if not payer and (needed is None or books.settings.control_party == "optional"):
        return
    payer = payer or {}
    wanted = str(payer.get("type", "")).lower()
    for entity in ("Customer", "Vendor", "Employee"):
        fits = wanted in ("", entity.lower()) and needed in (None, entity)
        if fits and books.find(entity, payer.get("value", "")):
            books.refer(entity, payer)
            return
    if needed:
        text = (
            f"When you use {account['AccountType']}, you must choose a {needed.lower()} in the Name field."
        )
        raise refusal.business(text, "Line.DepositLineDetail.Entity")
    raise refusal.invalid_reference("Names", payer["value"])


def _own_posting(line: Body) -> Line:
    detail = line["DepositLineDetail"]
    party = detail.get("Entity", {})
    name = (str(party.get("value", "")), str(party.get("name", "")))
    account = detail["AccountRef"]["value"]
    return Line(account, -amount(line["Amount"]), line.get("Description", ""), name)


def _settle_cash_back(books: Books, body: Body) -> Decimal:
    back = body.get("CashBack")
    if not back:
        return ZERO
    books.refer_field(back, "AccountRef", "Account", need=True)
    back["Amount"] = amount(back.get("Amount"))
    return amount(back["Amount"])
