"""The webhooks: which changes an app is told of, and when each telling is due.

Changes wait a while and are told together; a telling that is not acknowledged is repeated after Intuit's
times, and what comes later is withheld until it is. Tellings come double, late and out of order where
the settings say so. Nothing here sends anything: `webhooksender` does. Times are whole seconds of the
company's clock. What is not yet acknowledged is kept in the state file.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from .books import Books
from .clock import stamp
from .jsontext import Body, dumps, loads
from .store import Touch

TOLD = frozenset(
    (
        "Account",
        "Bill",
        "BillPayment",
        "Budget",
        "Class",
        "CreditMemo",
        "CompanyCurrency",
        "Customer",
        "Department",
        "Deposit",
        "Employee",
        "Estimate",
        "Invoice",
        "Item",
        "JournalCode",
        "JournalEntry",
        "Payment",
        "PaymentMethod",
        "Preferences",
        "Purchase",
        "PurchaseOrder",
        "RefundReceipt",
        "SalesReceipt",
        "TaxAgency",
        "Term",
        "TimeActivity",
        "Transfer",
        "Vendor",
        "VendorCredit",
    )
)
RETRIES = (10, 20, 30, 300, 1200, 7200, 14400, 21600)  # then every six hours
OPERATIONS = ("Create", "Update", "Delete", "Merge", "Void", "Emailed")
_PREFIX = "webhook:"


@dataclass(frozen=True, slots=True)
class Event:
    """One change as it is told."""

    number: int
    realm: str
    entity: str
    identity: str
    operation: str
    at: str  # ISO with offset
    noted: int


@dataclass(slots=True)
class Telling:
    """Events that go out in one request, how often that was tried, and when it is due."""

    events: tuple[Event, ...]
    due: int
    attempts: int = 0


class Webhooks:
    """What one app still has to be told."""

    def __init__(self, books: Books, realm: str) -> None:
        self._books, self._realm = books, realm
        self._waiting: list[Event] = []
        self._tellings: list[Telling] = []
        self._told = 0
        for name, text in books.store.facts.items():
            if name.startswith(_PREFIX):
                self._waiting.append(Event(**loads(text)))

    @property
    def pending(self) -> bool:
        """Whether anything is not yet acknowledged."""
        return bool(self._waiting or self._tellings)

    def note(self, touched: Sequence[Touch], *, by_app: bool) -> None:
        """Remember what was changed, if the app wants to be told; before the commit."""
        settings = self._books.settings
        if not settings.webhook_url or (by_app and not settings.webhook_own_changes):
            return
        for touch in touched:
            if touch.entity in TOLD:
                self.add(self._realm, touch.entity, touch.identity, _operation(touch))

    def add(self, realm: str, entity: str, identity: str, operation: str) -> None:
        """One event, of this or of another company.

        Raises:
            ValueError: for an operation webhooks do not know.
        """
        if operation not in OPERATIONS:
            raise ValueError(f"operation {operation!r} is none of {OPERATIONS}")
        now = self._books.clock.now()
        number = self._books.store.next_number("webhook")
        shown = "Currency" if entity == "CompanyCurrency" else entity
        event = Event(number, realm, shown, identity, operation, stamp(now), int(now.timestamp()))
        self._waiting.append(event)
        fields = {name: getattr(event, name) for name in Event.__slots__}
        self._books.store.set_fact(f"{_PREFIX}{number}", dumps(fields))

    def next(self, *, at_once: bool = False) -> Telling | None:
        """The telling that is due now, if any; `at_once` waits for nothing."""
        now = self._now()
        self._gather(now, at_once=at_once)
        withhold = self._books.settings.webhook_withhold
        candidates = self._tellings[:1] if withhold else self._tellings
        return next((one for one in candidates if at_once or one.due <= now), None)

    def answered(self, telling: Telling, *, acknowledged: bool) -> None:
        """The app answered 200 in time, or it did not and hears it again."""
        if not acknowledged:
            pause = RETRIES[min(telling.attempts, len(RETRIES) - 1)]
            telling.attempts += 1
            telling.due = self._now() + pause
            return
        self._tellings.remove(telling)
        repeated = {event.number for one in self._tellings for event in one.events}
        for event in telling.events:
            if event.number not in repeated:
                self._books.store.drop_fact(f"{_PREFIX}{event.number}")

    def shown(self) -> Body:
        """What waits and what was tried, for the control endpoint."""
        tellings = [
            {"events": len(one.events), "attempts": one.attempts, "due": one.due} for one in self._tellings
        ]
        return {"waiting": len(self._waiting), "tellings": tellings}

    # --- steps

    def _now(self) -> int:
        return int(self._books.clock.now().timestamp())

    def _gather(self, now: int, *, at_once: bool) -> None:
        """Put the waiting events into tellings once the oldest has waited long enough."""
        settings = self._books.settings
        if not self._waiting:
            return
        if not at_once and self._waiting[0].noted + settings.webhook_delay_seconds > now:
            return
        events, self._waiting = self._waiting, []
        most = settings.webhook_events or len(events)
        for start in range(0, len(events), most):
            self._add_telling(events[start : start + most], now)

    def _add_telling(self, events: list[Event], now: int) -> None:
        settings = self._books.settings
        self._told += 1
        chosen = tuple(_ordered(events, settings.webhook_order, self._told))
        every = settings.webhook_duplicate_every
        copies = 2 if every and self._told % every == 0 else 1
        made = [Telling(chosen, now) for _ in range(copies)]
        if settings.webhook_order == "given":
            self._tellings += made
        else:
            first = 1 if self._tellings and self._tellings[0].attempts else 0
            self._tellings[first:first] = made


def _operation(touch: Touch) -> str:
    """What happened to an object, in the webhooks' words."""
    if touch.before is None:
        return "Create"
    if touch.after is None:
        return "Delete"
    was, now = (str(body.get("PrivateNote", "")) for body in (touch.before, touch.after))
    return "Void" if now.startswith("Voided") and not was.startswith("Voided") else "Update"


def _ordered(events: list[Event], order: str, number: int) -> list[Event]:
    if order == "reverse":
        return events[::-1]
    if order == "given":
        return events
    shuffled = list(events)
    random.Random(f"{order}-{number}").shuffle(shuffled)  # noqa: S311 - a seeded shuffle, no secret
    return shuffled
