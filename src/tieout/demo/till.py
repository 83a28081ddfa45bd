"""The till: what each gateway holds for us, until a payout brings it to the bank."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Final

from tieout.demo.amounts import half_up, money
from tieout.demo.book import MONEY, STORE, Book, Plain
from tieout.demo.days import LAST, LATE, MIDDLE, OPENING, WEEKDAYS

CARD_FEE: Final = (29, 30)
"""Thousandths of the gross plus cents, per charge; a refund gives no fee back."""

_CUT: Final = LATE.replace(day=1)
_CARD_DAYS: Final = (
    ((3, 6), (8, 10), (11, 13), (15, 17), (18, 20), (22, 24), (25, 27), (28, 30)),
    ((8, 9), (15, 16), (22, 23), (28, 30)),
)
"""March days up to which a card payout reaches, and on which it arrives: stripe, paypal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """One movement of a gateway, in cents; below zero for a refund."""

    reference: str
    day: date
    gross: int

    def fee(self, gateway: str) -> int:
        """Cents the gateway keeps of it."""
        if gateway == "check" or self.gross < 0:
            return 0
        thousandths, cents = CARD_FEE
        return half_up(self.gross * thousandths, 1000) + cents

    def item(self, gateway: str) -> Plain:
        """The movement as a payout lists it."""
        return {
            "type": "charge" if self.gross > 0 else "refund",
            "reference": self.reference,
            "date": self.day.isoformat(),
            "gross": money(self.gross),
            "fee": money(self.fee(gateway)),
        }


@dataclass(slots=True)
class Till:
    """Movements by gateway, US dollars only: foreign customers pay by wire, straight to the bank."""

    movements: dict[str, list[Movement]] = field(
        default_factory=lambda: {"stripe": [], "paypal": [], "check": []}
    )

    def move(self, gateway: str, reference: str, day: date, cents: int) -> None:
        """Take note of a charge (above zero) or refund; a wire needs no payout and is ignored."""
        if gateway in self.movements:
            self.movements[gateway].append(Movement(reference=reference, day=day, gross=cents))

    def write_payouts(self, book: Book) -> None:
        """Every payout of every gateway; what is left stays with the gateway."""
        for gateway in self.movements:
            since = OPENING
            for cut, paid in _calendar(gateway):
                due = [one for one in self.movements[gateway] if since < one.day <= cut]
                self._write_payout(
                    book, gateway, paid, sorted(due, key=lambda one: (one.day, one.reference))
                )
                since = cut

    def _write_payout(self, book: Book, gateway: str, paid: date, due: list[Movement]) -> None:
        if not due:
            return
        number = f"po-{gateway}-{paid:%y%m%d}"
        book.write(
            MONEY,
            "payout_settled",
            number,
            paid,
            source=STORE if gateway != "check" else "erp",
            number=number,
            gateway=gateway,
            currency="USD",
            net=money(sum(one.gross - one.fee(gateway) for one in due)),
            items=[one.item(gateway) for one in due],
        )


def _calendar(gateway: str) -> list[tuple[date, date]]:
    """Pairs of the last day a payout covers and the day it arrives, for one gateway.

    The last payout of a card gateway covers 29 March to 1 April: it spans the month end.
    """
    if gateway == "check":
        return [(day, day) for day in WEEKDAYS if day.weekday() == 4 or day == LAST]
    days = _CARD_DAYS[0 if gateway == "stripe" else 1]
    return [(MIDDLE.replace(day=cut), MIDDLE.replace(day=paid)) for cut, paid in days] + [(_CUT, LATE)]
