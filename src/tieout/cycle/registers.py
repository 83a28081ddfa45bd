"""Registers of a chunk: open items and billed documents, as the store has them and the chunk moves them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from sqlalchemy import Connection

from tieout.core.clearing_item import ClearingItem
from tieout.core.entry import Entry, Side
from tieout.core.event import (
    BillApproved,
    Event,
    GiftCardRedeemed,
    GoodsReceived,
    GoodsReturnedToSupplier,
    InvoiceIssued,
    PaymentCaptured,
    RefundIssued,
    SalePaid,
    StoreCreditRedeemed,
    SubscriptionRenewed,
    SupplierCredited,
    WriteOffApproved,
)
from tieout.core.open_item import Billed, Moved, OpenItem
from tieout.gates.references import REFUNDED
from tieout.posting.clearing import movements
from tieout.posting.exchange import RATE_PLACES
from tieout.posting.holding import holding, plain
from tieout.storage.entries import billed, keep_billed, keep_open_items, open_items

_NOTHING = OpenItem(0, 0)
BESIDE = "(document) "
"""The register of documents open beside an invoice under its number; then the document's id."""

ORIGINAL = "(original) "
"""The register of open items in foreign money, in their own currency; then the account."""

STATED = "(stated)"
"""The register of what gateways call movements of money that someone stated."""

CAME, WENT, DAYS = "(came) ", "(went) ", "(days) "
"""The registers of items on clearing accounts by name, and of the days they moved on; then the account."""

RATE = "(rate)"
"""The register of rates that payouts were posted at, by event."""

SOLD_TO = "(sold to) "
"""The register of sales under an order or number; then the customer."""

HELD = "(deposit) "
"""The register of deposits under an order or number; then the name the deposit is held by."""


class ChunkRegisters:
    """`core.open_item.Registers` for one chunk; what it changed is kept in the chunk's transaction."""

    def __init__(self, connection: Connection, events: Iterable[Event]) -> None:
        """Fetch what the events of the chunk may ask for."""
        numbers: dict[str, None] = {}
        references: dict[str, None] = {}
        for event in events:
            for number in _numbers(event):
                numbers[number] = references[number] = None
            references.update(dict.fromkeys(_references(event)))
        self._connection = connection
        self._asked = set(references)
        self._numbers = set(numbers)
        self._items = open_items(connection, list(references))
        self._beside: dict[str, dict[str, int]] = {}
        self._names: dict[str, list[str]] = {}
        self._keep_names(self._items)
        self._keep_beside({key: item for key, item in self._items.items() if key[0].startswith(BESIDE)})
        self._billed = billed(connection, list(numbers))
        self._changed: dict[tuple[str, str], str] = {}
        self._new: list[tuple[Billed, str]] = []

    def open_item(self, account: str, reference: str) -> OpenItem:
        """The balance of a reference in an account; zero when there is none."""
        self._fetch(reference)
        return self._items.get((account, reference), _NOTHING)

    def _fetch(self, reference: str) -> None:
        if reference not in self._asked:
            self._asked.add(reference)
            items = open_items(self._connection, [reference])
            self._items.update(items)
            self._keep_beside(items)
            self._keep_names(items)

    def billed(self, number: str) -> Billed | None:
        """The recognised invoice or sale of a number; None = not recognised (yet)."""
        if number not in self._numbers:
            self._numbers.add(number)
            self._billed.update(billed(self._connection, [number]))
        known = self._billed.get(number)
        return known if known and known.party else None

    def bill(self, document: Billed, event: str) -> None:
        """Note a recognised invoice or sale."""
        self._numbers.add(document.number)  # what the store has of the number counts no more
        self._billed[document.number] = document
        self._new.append((document, event))

    def unbill(self, number: str, event: str) -> None:
        """Note that a number stands for no recognised sale any more."""
        nobody = Billed(
            number=number, document="", party="", original=0, original_currency="", currency="",
            rate="", minor=0,
        )  # fmt: skip
        self.bill(nobody, event)

    def beside(self, number: str) -> Mapping[str, int]:
        """Documents open under an invoice's number beside the invoice: id to minor units."""
        self._fetch(number)
        return self._beside.get(number, {})

    def owe(self, number: str, document: str, minor: int) -> None:
        """Note what a document has open beside an invoice; below zero: what was settled of it."""
        self._fetch(number)
        key = (f"{BESIDE}{document}", number)
        self._items[key] = item = OpenItem(self._items.get(key, _NOTHING).minor + minor, 0)
        self._changed[key] = ""
        self._keep_beside({key: item})

    def _keep_beside(self, items: Mapping[tuple[str, str], OpenItem]) -> None:
        for (account, number), item in sorted(items.items()):
            if account.startswith(BESIDE):
                documents = self._beside.setdefault(number, {})
                documents[account.removeprefix(BESIDE)] = item.minor
                if not item.minor:
                    del documents[account.removeprefix(BESIDE)]

    def refund(self, number: str, amount: int) -> None:
        """Note what was given back of a sale, in 10⁻⁸ units of its currency; below zero: taken back."""
        self._fetch(number)
        key = (REFUNDED, number)
        self._items[key] = OpenItem(self._items.get(key, _NOTHING).minor + amount, 0)
        self._changed[key] = ""

    def original(self, account: str, reference: str) -> int:
        """What an open item in foreign money holds in its own currency, in 10⁻⁸ units."""
        return self.open_item(f"{ORIGINAL}{account}", reference).minor

    def state(self, movement: str) -> None:
        """Note what a gateway calls a movement of money that someone stated."""
        self._fetch(movement)
        self._items[STATED, movement] = OpenItem(1, 0)
        self._changed[STATED, movement] = ""

    def is_stated(self, movement: str) -> bool:
        """Whether someone stated a movement of money under this reference."""
        return self.open_item(STATED, movement).minor > 0

    def convert(self, entry: str, moved: Iterable[Moved]) -> None:
        """Note what an entry moves of open items in foreign money, and that it was this entry."""
        for account, reference, original in moved:
            self._fetch(reference)
            for register in (f"{ORIGINAL}{account}", f"{_by(entry)}{account}"):
                self._add((register, reference), original)

    def _add(self, key: tuple[str, str], minor: int) -> None:
        self._items[key] = OpenItem(self._items.get(key, _NOTHING).minor + minor, 0)
        self._changed[key] = ""

    def _convert_back(self, reversal: Entry) -> None:
        """What a reversal takes back gives its foreign money back, once."""
        by = _by(reversal.reverses)
        for line in reversal.lines:
            key = (f"{by}{line.account}", line.reference)
            moved = self._items[key].minor if key in self._items else 0
            if moved:
                self._add(key, -moved)
                self._add((f"{ORIGINAL}{line.account}", line.reference), -moved)

    def post(self, entry: Entry) -> None:
        """Move the open items an entry's lines name."""
        for line in entry.lines:
            if line.reference:
                self._fetch(line.reference)
                key = (str(line.account), line.reference)
                before = self._items.get(key, _NOTHING)
                sign = 1 if line.side is Side.DR else -1
                self._items[key] = OpenItem(
                    before.minor + sign * line.minor, before.home + sign * line.home
                )
                self._changed[key] = line.party or entry.party
                if line.account.role == "customer_deposits" and " of " in line.reference:
                    self._note(f"{HELD}{line.reference}", line.reference.partition(" of ")[0])
        if entry.reverses:
            self._convert_back(entry)

    def sell(self, name: str, customer: str) -> None:
        """Note that a sale under an order or number bills this customer."""
        self._note(f"{SOLD_TO}{customer}", plain(name))

    def sold_to_others(self, name: str, customer: str) -> list[str]:
        """The other customers that sales under an order or number bill."""
        return sorted(one for one in self._noted(SOLD_TO, plain(name)) if one != customer)

    def held_of_others(self, name: str, customer: str) -> list[str]:
        """The names of the deposits that others have open under an order or number."""
        own = holding(name, customer, "")
        return sorted(
            held
            for held in self._noted(HELD, plain(name))
            if held != own
            and not held.startswith(f"{own} in ")
            and self.open_item("customer_deposits", held).minor
        )

    def _note(self, account: str, reference: str) -> None:
        self._fetch(reference)
        if (account, reference) not in self._items:
            self._items[account, reference] = OpenItem(1, 0)
            self._changed[account, reference] = ""
            self._keep_names([(account, reference)])

    def _noted(self, register: str, reference: str) -> list[str]:
        self._fetch(reference)
        names = self._names.get(reference, ())
        return [one.removeprefix(register) for one in names if one.startswith(register)]

    def _keep_names(self, keys: Iterable[tuple[str, str]]) -> None:
        for account, reference in keys:
            if account.startswith((SOLD_TO, HELD)):
                self._names.setdefault(reference, []).append(account)

    def clearing_item(self, account: str, name: str) -> ClearingItem:
        """An item on a clearing account as it stands."""
        came, went, days = (self.open_item(f"{one}{account}", name) for one in (CAME, WENT, DAYS))
        return ClearingItem(came, went, days.minor, days.home)

    def keep_clearing_item(self, account: str, name: str, item: ClearingItem) -> None:
        """Note how an item on a clearing account stands now."""
        rows = (CAME, item.came), (WENT, item.went), (DAYS, OpenItem(item.came_on, item.went_on))
        for register, row in rows:
            self._items[register + account, name] = row
            self._changed[register + account, name] = ""

    def held_at_home(self, account: str, name: str) -> int:
        """What an item on a clearing account in home currency is open with, in minor units."""
        return self.open_item(f"{CAME}{account}", name).minor

    def move_at_home(self, account: str, name: str, minor: int) -> None:
        """Note what an item on a clearing account in home currency moves by."""
        self._fetch(name)
        self._add((f"{CAME}{account}", name), minor)

    def rate_of(self, event: str) -> Decimal | None:
        """The rate an event was posted at, if that was noted."""
        scaled = self.open_item(RATE, event).minor
        return Decimal(scaled).scaleb(-RATE_PLACES) if scaled else None

    def keep_rate(self, event: str, rate: Decimal) -> None:
        """Note the rate an event is posted at: a table may say another one by the time it is taken back."""
        self._asked.add(event)
        self._items[RATE, event] = OpenItem(int(rate.scaleb(RATE_PLACES)), 0)
        self._changed[RATE, event] = ""

    def keep(self) -> None:
        """Write what changed, in the chunk's transaction."""
        keep_open_items(
            self._connection,
            (
                (account, ref, party, self._items[account, ref])
                for (account, ref), party in self._changed.items()
            ),
        )
        keep_billed(self._connection, self._new)


def _by(entry: str) -> str:
    return f"(original of {entry}) "


def _numbers(event: Event) -> list[str]:
    match event:
        case InvoiceIssued() | SalePaid():
            return [event.number]
        case RefundIssued():
            return [event.refunded]
        case PaymentCaptured() | GiftCardRedeemed() | StoreCreditRedeemed() | WriteOffApproved():
            return [event.invoice] if event.invoice else []
        case _:
            return []


def _references(event: Event) -> Iterator[str]:
    """The open items an event will move beside those of its sale; others are fetched when they are met."""
    match event:
        case GoodsReceived():
            yield from (f"{event.receipt}/{line.line}" for line in event.lines)
        case BillApproved() | SupplierCredited():
            yield event.number
            yield from (f"{line.receipt}/{line.receipt_line}" for line in event.lines if line.receipt)
        case GoodsReturnedToSupplier():
            yield from (f"{line.receipt}/{line.receipt_line}" for line in event.lines)
        case InvoiceIssued() | SubscriptionRenewed():
            order = event.order if isinstance(event, InvoiceIssued) else ""
            for origin in dict.fromkeys((order or event.number, event.number)):
                yield origin
                yield holding(origin, event.customer, "")
                yield holding(origin, event.customer, event.currency)
        case _:
            order = getattr(event, "order", "")
            if order:
                yield order
            for movement in movements(event):
                yield movement.name
            if isinstance(event, PaymentCaptured):
                yield event.number
