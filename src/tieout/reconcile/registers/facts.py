"""Facts: each event told to the open book, in the order it was worked, and what that moves."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Final

from tieout.core.account import CREDIT_NORMAL, PINNED, AccountKey, account_key
from tieout.core.errors import ProgrammerError
from tieout.core.event import (
    BillApproved,
    ChargebackLost,
    ChargebackOpened,
    ChargebackWon,
    Event,
    GiftCardExpired,
    GiftCardRedeemed,
    GiftCardSold,
    GoodsReceived,
    GoodsReturnedToSupplier,
    GrniReclassified,
    InvoiceIssued,
    LandedCostBilled,
    OpeningRegister,
    PaymentCaptured,
    PayoutSettled,
    RefundIssued,
    RevenueRecognised,
    SalePaid,
    StoreCreditIssued,
    StoreCreditRedeemed,
    SubscriptionCancelled,
    SubscriptionChanged,
    SubscriptionRenewed,
    SupplierCredited,
    WriteOffApproved,
)
from tieout.core.master import MasterData
from tieout.core.scaled import half_up
from tieout.reconcile.registers import cash, purchases, trade
from tieout.reconcile.registers.moved import Fact, MoneyLine, Moved
from tieout.reconcile.registers.open_book import Claim, OpenBook
from tieout.reconcile.registers.subscriptions import Subscriptions
from tieout.reconcile.registers.trade import Recognition

KINDS: Final = frozenset(
    {"invoice_issued", "sale_paid", "refund_issued", "write_off_approved", "payment_captured"}
    | {"payout_settled", "chargeback_opened", "chargeback_won", "chargeback_lost", "gift_card_sold"}
    | {
        "gift_card_expired",
        "gift_card_redeemed",
        "store_credit_issued",
        "store_credit_redeemed",
        "opening_register",
    }
    | {"goods_received", "goods_returned_to_supplier", "bill_approved", "supplier_credited"}
    | {"landed_cost_billed", "subscription_renewed", "subscription_changed", "subscription_cancelled"}
    | {"revenue_recognised", "grni_reclassified"}
)
"""Kinds whose facts move a register of money or of open receipts."""


class FactBook:
    """Facts told one after the other; a revision takes back what its fact had moved before."""

    def __init__(self, master: MasterData) -> None:
        """No fact is known yet; `master` knows the rates."""
        self.book = OpenBook(master)
        self._subscriptions = Subscriptions(self.book)
        self._said: dict[Fact, list[Moved]] = {}
        self._moved: dict[Fact, list[Moved]] = {}
        self._claimed: dict[Fact, str] = {}

    def tell(self, fact: Fact, event: Event, stands: Recognition) -> list[Moved]:
        """What a revision of a fact moves, with what it takes back of the one before it."""
        backs = self.book.undo(self._said.pop(fact, ()))
        self.book.claims.pop(self._claimed.pop(fact, ""), None)
        moves, lasting = self._moves(event, stands)
        self._said[fact] = moves
        self._moved.setdefault(fact, []).extend([*moves, *lasting])
        if isinstance(event, InvoiceIssued | SalePaid):
            self._claimed[fact] = event.number
        return [*backs, *moves, *lasting]

    def end(self, fact: Fact, event: Event, stands: Recognition) -> list[Moved]:
        """What the recognition of a sale moves whose money was held since it was told.

        Raises:
            ProgrammerError: the event is no sale paid at once.
        """
        if not isinstance(event, SalePaid):
            raise ProgrammerError(f"{fact} is no sale whose money was held")
        moves = trade.recognised(self.book, event, stands.day)
        self._said.setdefault(fact, []).extend(moves)
        self._moved.setdefault(fact, []).extend(moves)
        return moves

    def take_back(self, fact: Fact, moves: Iterable[Moved], *, lasting: bool = False) -> list[Moved]:
        """What an approved act moves that takes a document back: the opposite of what stood in it.

        A revision of the fact then takes back what is left of it; not of what is `lasting`, which
        it leaves alone. `units` of the movements are what their minor units say; of converted items what
        the fact said, else they follow from what was billed, or from what is kept.
        """
        backs = self.book.undo([one._replace(units=self._units(fact, one)) for one in moves])
        if not lasting:
            self._said.setdefault(fact, []).extend(backs)
        return backs

    def take_back_money(self, fact: Fact, account: AccountKey, lines: Iterable[MoneyLine]) -> list[Moved]:
        """What an act opens again of what a fact moved on a clearing account; the fact says it no more.

        What an item realised is no movement of it: it is taken back with the item, by what posts beside.
        """
        said = self._said.get(fact, [])
        gone = list(cash.taken_back(fact, [one for one in said if one.account == account], lines))
        backs = self.book.undo(gone)
        self._said.setdefault(fact, []).extend(backs)
        return backs

    def _units(self, fact: Fact, one: Moved) -> int:
        for said in reversed(self._moved.get(fact, ())):
            if (said.account, said.kept, said.minor) == (one.account, one.kept, one.minor):
                return said.units
        claim = self.book.claims.get(one.kept)
        if claim is not None and one.account == claim.account:
            ratio = (claim.amount, claim.minor) if claim.doc.is_converted else (0, 0)
        else:
            kept = self.book.balance(one.account, one.kept)
            ratio = (kept.units, kept.home) if one.currency == self.book.home else (0, 0)
        if not (ratio[0] and ratio[1]):
            return one.units
        exact = Fraction(one.carried * ratio[0], ratio[1])
        return half_up(exact.numerator, exact.denominator)

    def _moves(self, event: Event, stands: Recognition) -> tuple[list[Moved], list[Moved]]:
        match event:
            case InvoiceIssued():
                return trade.invoice(self.book, event, stands)
            case SalePaid():
                lasting = trade.called(self.book, event)
                return trade.sale(self.book, event, stands), lasting
            case PaymentCaptured():
                lasting = cash.called(self.book, event)
                return cash.payment(self.book, event), lasting
            case SubscriptionRenewed() | SubscriptionChanged() | SubscriptionCancelled():
                return self._subscriptions.tell(event)
            case RevenueRecognised():
                return [], self._subscriptions.pass_month(event.date)
            case RefundIssued():
                moves = trade.refund(self.book, event)
                back, lasting = self._subscriptions.refund(event, trade.lines_of(self.book, event))
                return [*moves, *back], lasting
            case OpeningRegister():
                return opened(self.book, event), self._subscriptions.opened(event)
            case _:
                return self._other(event), []

    def _other(self, event: Event) -> list[Moved]:
        book = self.book
        match event:
            case WriteOffApproved():
                return trade.write_off(book, event)
            case PayoutSettled():
                return cash.payout(book, event)
            case ChargebackOpened() | ChargebackWon():
                return cash.dispute(book, event)
            case ChargebackLost():
                return cash.lost(event)
            case GiftCardSold() | GiftCardExpired():
                return cash.card(book, event)
            case GiftCardRedeemed() | StoreCreditRedeemed():
                return cash.redeemed(book, event)
            case StoreCreditIssued():
                return cash.credit(book, event)
            case _:
                return self._purchase(event)

    def _purchase(self, event: Event) -> list[Moved]:
        match event:
            case GoodsReceived():
                return purchases.received(event)
            case GoodsReturnedToSupplier():
                return purchases.sent_back(event)
            case BillApproved() | SupplierCredited():
                return purchases.bill(self.book, event)
            case LandedCostBilled():
                return purchases.landed(self.book, event)
            case GrniReclassified():
                return purchases.reclassified(event)
            case _:
                return []


def opened(book: OpenBook, event: OpeningRegister) -> list[Moved]:
    """The open items of a register on the first day, above zero in the register's own direction."""
    pinned = event.register in PINNED
    doc = book.doc(event.currency, event.rate, event.date, at_home=pinned)
    sign = -1 if event.register in CREDIT_NORMAL else 1
    day, moves = event.date.isoformat(), []
    for line in event.lines:
        minor = sign * doc.minor(line.amount)
        home, units = doc.at_home(minor), book.units(doc, sign * int(line.amount), minor)
        match event.register:
            case "accounts_receivable":
                if minor > 0:
                    claim = Claim(line.reference, line.party, doc, minor, int(line.amount))
                    book.claims[line.reference] = claim
                moves.append(book.owed(line.reference, line.party, doc.currency, day, minor, home, units))
            case "customer_deposits" | "gift_cards" | "store_credit":
                moves.append(
                    book.held(event.register, line.reference, line.party, day, doc, minor, home, units)
                )
            case "clearing":
                amount = sign * int(line.amount)
                moves += book.money(event.qualifier, line.reference, day, doc, amount, minor, home)
            case _:
                account = account_key(event.register, agency=event.qualifier)
                moved = book.moved(account, line.reference, day, doc, minor, home, line.party)
                value = sign * doc.exact(line.amount) if pinned else moved.value
                moves.append(moved._replace(value=value))
    return moves
