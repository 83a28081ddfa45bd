"""Cash: captures, payouts, chargebacks, gift cards and store credit."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Field
from pydantic.dataclasses import dataclass

from tieout.core.event.envelope import SCHEMA, Event
from tieout.core.event.fields import (
    Currency,
    Day,
    Key,
    NotNegativeAmount,
    PositiveAmount,
    Rate,
    SignedAmount,
    Text,
)
from tieout.core.scaled import Amount

_ZERO: Final = Amount(0)


@dataclass(frozen=True, slots=True, kw_only=True, config=SCHEMA)
class PaymentCaptured(Event):
    """Money came in: against an invoice, or for an order before it is recognised."""

    kind: Literal["payment_captured"] = "payment_captured"
    number: Key
    customer: Key
    channel: Key
    gateway: Annotated[Key, Field(description="Where the money lies until it is paid out.")]
    currency: Currency
    rate: Rate | None = None
    amount: PositiveAmount
    invoice: Annotated[Text, Field(description="Number of the invoice it pays.")] = ""
    order: Annotated[Text, Field(description="The order it pays for, where no invoice stands yet.")] = ""
    reference: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True, config=SCHEMA)
class PaymentFailed(Event):
    """A payment was refused; a dunning fact; no entry."""

    kind: Literal["payment_failed"] = "payment_failed"
    customer: Key
    gateway: Key
    currency: Currency
    amount: PositiveAmount
    invoice: Text = ""
    order: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True, config=SCHEMA)
class PayoutItem:
    """One movement inside a payout; net = gross − fee, gross below zero for refunds."""

    type: Literal["charge", "refund", "chargeback", "reserve", "adjustment", "fee"]
    reference: Key
    date: Day
    gross: SignedAmount
    fee: SignedAmount = _ZERO


@dataclass(frozen=True, slots=True, kw_only=True, config=SCHEMA)
class PayoutSettled(Event):
    """A gateway paid out to the bank; Σ(gross − fee) of the items is the deposit, to the cent."""

    kind: Literal["payout_settled"] = "payout_settled"
    number: Key
    gateway: Key
    currency: Currency
    rate: Rate | None = None
    net: SignedAmount
    items: Annotated[list[PayoutItem], Field(min_length=1, max_length=100_000)]


@dataclass(frozen=True, slots=True, kw_only=True, config=SCHEMA)
class ChargebackOpened(Event):
    """A card holder disputes a payment; the gateway takes the money back."""

    kind: Literal["chargeback_opened"] = "chargeback_opened"
    chargeback: Key
    gateway: Key
    currency: Currency
    rate: Rate | None = None
    amount: PositiveAmount
    fee: NotNegativeAmount = _ZERO


@dataclass(frozen=True, slots=True, kw_only=True, config=SCHEMA)
class ChargebackWon(Event):
    """A dispute was won; the money comes back."""

    kind: Literal["chargeback_won"] = "chargeback_won"
    chargeback: Key
    gateway: Key
    currency: Currency
    rate: Rate | None = None
    amount: PositiveAmount
    fee: Annotated[NotNegativeAmount, Field(description="The part of the fee given back.")] = _ZERO


@dataclass(frozen=True, slots=True, kw_only=True, config=SCHEMA)
class ChargebackLost(Event):
    """A dispute was lost; what was booked when it opened stands; no entry."""

    kind: Literal["chargeback_lost"] = "chargeback_lost"
    chargeback: Key
    gateway: Key


@dataclass(frozen=True, slots=True, kw_only=True, config=SCHEMA)
class GiftCardSold(Event):
    """A gift card was sold: a liability, not revenue."""

    kind: Literal["gift_card_sold"] = "gift_card_sold"
    card: Key
    channel: Key
    gateway: Key
    currency: Currency
    rate: Rate | None = None
    amount: PositiveAmount


@dataclass(frozen=True, slots=True, kw_only=True, config=SCHEMA)
class GiftCardRedeemed(Event):
    """A gift card paid an invoice: a tender, not a discount."""

    kind: Literal["gift_card_redeemed"] = "gift_card_redeemed"
    card: Key
    customer: Key
    invoice: Key
    currency: Currency
    rate: Rate | None = None
    amount: PositiveAmount


@dataclass(frozen=True, slots=True, kw_only=True, config=SCHEMA)
class GiftCardExpired(Event):
    """What was left on a gift card expired."""

    kind: Literal["gift_card_expired"] = "gift_card_expired"
    card: Key
    currency: Currency
    rate: Rate | None = None
    amount: PositiveAmount


@dataclass(frozen=True, slots=True, kw_only=True, config=SCHEMA)
class StoreCreditIssued(Event):
    """A customer was given credit to spend."""

    kind: Literal["store_credit_issued"] = "store_credit_issued"
    credit: Key
    customer: Key
    currency: Currency
    rate: Rate | None = None
    amount: PositiveAmount
    reason: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True, config=SCHEMA)
class StoreCreditRedeemed(Event):
    """Store credit paid an invoice."""

    kind: Literal["store_credit_redeemed"] = "store_credit_redeemed"
    credit: Key
    customer: Key
    invoice: Key
    currency: Currency
    rate: Rate | None = None
    amount: PositiveAmount


@dataclass(frozen=True, slots=True, kw_only=True, config=SCHEMA)
class Subscription(Event):
    """What the subscription events have in common."""

    subscription: Key
    customer: Key
    channel: Key
    item: Key
    currency: Currency
    rate: Rate | None = None


@dataclass(frozen=True, slots=True, kw_only=True, config=SCHEMA)
class SubscriptionRenewed(Subscription):
    """A service period was billed; revenue is earned evenly over its days, the first and last included."""

    kind: Literal["subscription_renewed"] = "subscription_renewed"
    number: Key
    service_from: Day
    service_to: Day
    amount: PositiveAmount


@dataclass(frozen=True, slots=True, kw_only=True, config=SCHEMA)
class SubscriptionChanged(Subscription):
    """The terms of a running subscription changed; what is unearned is earned evenly from this date on."""

    kind: Literal["subscription_changed"] = "subscription_changed"
    service_to: Annotated[Day, Field(description="The last day of the service from now on.")]
    amount: Annotated[
        SignedAmount,
        Field(description="What the change adds to the bill; below zero takes off it, 0 only the term."),
    ]


@dataclass(frozen=True, slots=True, kw_only=True, config=SCHEMA)
class SubscriptionCancelled(Subscription):
    """A subscription ended: from its date on nothing is earned; what is unearned is owed until refunded."""

    kind: Literal["subscription_cancelled"] = "subscription_cancelled"


@dataclass(frozen=True, slots=True, kw_only=True, config=SCHEMA)
class RevenueRecognised(Event):
    """A month is over by the books: what its subscriptions earned by its last day is recognised.

    tieout states it by itself, once for each month; no source needs to.
    """

    kind: Literal["revenue_recognised"] = "revenue_recognised"
