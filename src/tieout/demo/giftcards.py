"""Gift cards: sold in the first half of the month, redeemed as a tender later, some not at all."""

from __future__ import annotations

from datetime import date
from typing import Final

from tieout.demo.amounts import money
from tieout.demo.book import MONEY, STORE
from tieout.demo.days import MIDDLE
from tieout.demo.orders import Order
from tieout.demo.world import World

CARDS: Final = 14
AMOUNTS: Final = (2500, 5000, 5000, 10000)


class GiftCards:
    """The cards in circulation and the cents left on each."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.rng = world.dice("gift cards")
        self.left: dict[str, int] = {}

    def sell(self, day: date) -> None:
        """One card a day until all are sold; a liability, not revenue."""
        if day >= MIDDLE or len(self.left) >= CARDS:
            return
        card = f"GC-{len(self.left) + 1:03}"
        cents = self.rng.choice(AMOUNTS)
        gateway = self.rng.choice(("stripe", "paypal"))
        self.left[card] = cents
        self.world.till.move(gateway, card, day, cents)
        self.world.book.write(
            MONEY,
            "gift_card_sold",
            card,
            day,
            source=STORE,
            card=card,
            channel="webstore",
            gateway=gateway,
            currency="USD",
            amount=money(cents),
        )

    def redeem(self, order: Order, day: date) -> tuple[str, int]:
        """The card an order is paid with and the cents taken from it; ("", 0) mostly.

        A card sold today is not redeemed today: a sale comes before the day's money.
        """
        if day < MIDDLE or order.total() == 0 or self.rng.random() > 0.03:
            return "", 0
        for card, cents in self.left.items():
            if cents and int(card[-1]) % 3:  # every third card stays in a drawer
                used = min(cents, order.total())
                self.left[card] -= used
                return card, used
        return "", 0
