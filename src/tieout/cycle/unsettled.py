"""Unsettled: the items on clearing accounts while a chunk is worked, event by event.

Money in foreign currency settles by item, so what an event realises is told at once: the balance of an
account at home moves by what its items are carried at, and what entries booked beside that is an exchange
difference. Of money in home currency only what is open under each name is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

from sqlalchemy import Connection

from tieout.core.account import AccountKey, account_key
from tieout.core.clearing_item import ClearingItem
from tieout.core.draft import Draft
from tieout.core.entry import Entry, Line
from tieout.core.event import Event, PayoutSettled
from tieout.core.event.cash import PayoutItem
from tieout.core.ids import DocumentId
from tieout.core.master import MasterData
from tieout.core.open_item import OpenItem
from tieout.cycle.registers import ChunkRegisters
from tieout.posting.clearing import (
    EARLIER_FEES,
    PAYOUT,
    Booked,
    Moves,
    difference_draft,
    is_beside,
    is_difference,
    moves_of,
    other_names,
)
from tieout.posting.exchange import Exchange, exchange_of
from tieout.storage.events import events_numbered
from tieout.storage.revisions import Earlier, event_by_id, has_posted

Post = Callable[[str, Draft], Entry | None]

Origin = tuple[str, bool]
"""The event that posted something, and whether that is taken back now."""

NUMBERED: Final = ("payment_captured", "sale_paid")
"""Kinds whose facts have a number beside the reference that a gateway gives the movement."""


@dataclass(slots=True)
class _Posted:
    """What entries of one event put on clearing accounts."""

    first: Entry | None = None
    payout: bool = False
    lines: dict[AccountKey, list[tuple[str, Line]]] = field(default_factory=dict)
    earlier: dict[AccountKey, list[Line]] = field(default_factory=dict)

    def add(self, entry: Entry) -> None:
        """Take in an entry; exchange differences move no item."""
        if self.first is None or entry.rule == PAYOUT:
            self.first = entry
        self.payout = self.payout or entry.rule == PAYOUT
        for line in entry.lines:
            if line.account.role != "clearing":
                continue
            lines = self.lines.setdefault(line.account, [])
            if entry.rule == EARLIER_FEES:
                self.earlier.setdefault(line.account, []).append(line)
            elif not is_difference(entry):
                lines.append(("" if is_beside(entry) else entry.currency, line))

    def booked(self, account: AccountKey) -> Booked:
        """What they put on one account."""
        lines, earlier = self.lines.get(account, ()), self.earlier.get(account, ())
        return Booked(tuple(lines), self.payout, tuple(earlier))


@dataclass(slots=True)
class _Realised:
    """What an event realises on an account so far: home minor units, debit above zero."""

    value: int = 0
    day: int = 0
    foreign: bool = False


class _Pool(NamedTuple):
    """Items of one gateway and currency: the name they are kept under, and whether it is a foreign one."""

    name: str
    is_foreign: bool


class Unsettled:
    """What the event at hand moves of items on clearing accounts, and what that realises."""

    def __init__(
        self, connection: Connection, registers: ChunkRegisters, master: MasterData, watermark: int
    ) -> None:
        """Nothing moved yet; facts up to the watermark are known by their numbers."""
        self._connection = connection
        self._registers = registers
        self._master = master
        self._home_currency = master.home_currency
        self._watermark = watermark
        self._posted: dict[Origin, _Posted] = {}
        self._told: dict[str, Event] = {}
        self._home: dict[tuple[str, AccountKey], int] = {}
        """What entries booked at home, by the event they stand for and account."""

    # -- what is posted -------------------------------------------------------------------------

    def tell(self, key: str, event: Event) -> None:
        """An event whose entries may be made while another is worked."""
        self._told[key] = event

    def note(self, entry: Entry) -> None:
        """Take in an entry made."""
        touched = entry.rule == PAYOUT
        for line in entry.lines:
            if line.account.role == "clearing":
                key = (entry.event, line.account)
                self._home[key] = self._home.get(key, 0) + line.signed_home
                touched = True
        if touched and not entry.is_reversal:
            self._posted.setdefault((entry.event, False), _Posted()).add(entry)

    def take_back(self, entry: Entry) -> None:
        """An entry is taken back; what does it is taken in apart."""
        if entry.rule == PAYOUT or any(line.account.role == "clearing" for line in entry.lines):
            self._posted.setdefault((entry.event, True), _Posted()).add(entry)

    # -- what that moves ------------------------------------------------------------------------

    def settle(self, key: str, event: Event, earlier: Sequence[Earlier], post: Post) -> None:
        """Move the items, and post what that realised.

        `earlier` is what the fact said before it was revised. Entries of another event are those of a
        sale that waited for this one.
        """
        self._told.update((one.id, one.event) for one in earlier)
        if isinstance(event, PayoutSettled):
            self._note_payout(key, earlier)
        if self._posted:
            self._realise(key, event, post)
        self._posted, self._told, self._home = {}, {}, {}

    def restore(
        self, entries: Sequence[Entry], backs: Sequence[Entry], document: DocumentId, post: Post
    ) -> None:
        """Open again what a document settled that a person took back, and post what that takes back."""
        for key in dict.fromkeys(entry.event for entry in entries):
            for entry in entries:
                if entry.event == key:
                    self.take_back(entry)
            for back in backs:
                if back.event == key:
                    self.note(back)
            if self._posted:
                event = event_by_id(self._connection, key)
                self._realise(key, event, post, f" after reversal of {document}")
            self._posted, self._told, self._home = {}, {}, {}

    def _realise(self, key: str, event: Event, post: Post, part: str = "") -> None:
        self._told[key] = event
        realised: dict[tuple[str, AccountKey], _Realised] = {}
        for origin in sorted(self._posted, key=lambda one: not one[1]):
            self._move(origin, key, realised)
        for (of, account), one in realised.items():
            value = one.value - self._home.get((of, account), 0)
            if value and one.foreign:
                kind = event.kind if of == key else "sale_paid"
                memo, day = _beside(self._posted, of, event)
                day = max(day, date.fromordinal(one.day)) if one.day else day
                post(of, difference_draft(memo, kind, account, value, self._home_currency, day, part))

    def _note_payout(self, key: str, earlier: Sequence[Earlier]) -> None:
        """A payout of nothing posts nothing: charges less refunds of as much are settled all the same."""
        self._posted.setdefault((key, False), _Posted()).payout = True
        for one in earlier[-1:]:
            back = self._posted.get((one.id, True))
            if not (back and back.payout) and not has_posted(self._connection, one.id, PAYOUT):
                self._posted.setdefault((one.id, True), _Posted()).payout = True

    def _move(self, origin: Origin, key: str, realised: dict[tuple[str, AccountKey], _Realised]) -> None:
        of, back = origin
        posted = self._posted[origin]
        said = self._told.get(of) or event_by_id(self._connection, of)
        exchange = self._exchange(of, said, back=back)
        accounts = dict.fromkeys(posted.lines)
        if isinstance(said, PayoutSettled) and posted.payout:
            accounts[account_key("clearing", gateway=said.gateway, currency=exchange.currency)] = None
        for account in accounts:
            one = realised.setdefault((key if back else of, account), _Realised())
            pool = self._pool(account, exchange)
            moves = moves_of(said, account, posted.booked(account), exchange)
            if isinstance(said, PayoutSettled):
                moves = self._called(said, pool, moves)
            elif not back:
                one.value += self._join(said, account, pool)
            if pool.is_foreign:
                one.foreign = True
                self._move_items(pool, moves, 0 if back else said.date.toordinal(), one)
            else:
                one.value += self._move_at_home(pool, moves, back=back)

    def _exchange(self, of: str, said: Event, *, back: bool) -> Exchange:
        """How an event is written; one that is taken back at the rate it had then."""
        home = self._home_currency
        currency, rate = getattr(said, "currency", home), getattr(said, "rate", None)
        table = rate is None and isinstance(said, PayoutSettled) and currency != home
        if table and back:
            rate = self._registers.rate_of(of)
        exchange = exchange_of(currency, rate, said.date, self._master)
        if table and not back and isinstance(exchange.rate, Decimal):
            self._registers.keep_rate(of, exchange.rate)
        return exchange

    def _pool(self, account: AccountKey, exchange: Exchange) -> _Pool:
        """Where items of one currency are kept: the account, with the currency where it is converted."""
        at_home = account.qualifiers[1] in {"", self._home_currency}
        if exchange.converted_from and at_home:
            return _Pool(f"{account} {exchange.converted_from}", is_foreign=True)
        return _Pool(str(account), is_foreign=not at_home)

    def _move_at_home(self, pool: _Pool, moves: Moves, *, back: bool) -> int:
        sign = -1 if back else 1
        for name, moved in moves.items():
            self._registers.move_at_home(pool.name, name, sign * moved.minor)
        return sign * sum(moved.home for moved in moves.values())

    def _move_items(self, pool: _Pool, moves: Moves, day: int, one: _Realised) -> None:
        """What the items of a currency are carried at more, or less, than before; day 0 = taken back."""
        for name, moved in moves.items():
            item = self._registers.clearing_item(pool.name, name)
            now = item.moved(*moved, day) if day else item.taken_back(*moved)
            if day and item.open * moved.minor < 0:
                one.day = max(one.day, item.went_on if item.open < 0 else item.came_on)
            one.value += now.carried - item.carried
            self._registers.keep_clearing_item(pool.name, name, now)

    # -- other names of one item ----------------------------------------------------------------

    def _called(self, said: PayoutSettled, pool: _Pool, moves: Moves) -> Moves:
        """The items of a payout under the names they are kept by: it may name a capture by its number."""
        unknown = [name for name in moves if not self._is_known(pool, name)]
        called = {
            number: one.name
            for event in events_numbered(self._connection, NUMBERED, unknown, self._watermark)
            if getattr(event, "currency", "") == said.currency
            for number, one in other_names(event)
            if one.gateway == said.gateway
        }
        if not called:
            return moves
        kept: Moves = {}
        for name, moved in moves.items():
            before = kept.get(called.get(name, name), OpenItem(0, 0))
            whole = OpenItem(before.minor + moved.minor, before.home + moved.home)
            kept[called.get(name, name)] = whole
        return kept

    def _is_known(self, pool: _Pool, name: str) -> bool:
        if pool.is_foreign:
            item = self._registers.clearing_item(pool.name, name)
            return bool(item.came.minor or item.went.minor)
        return bool(self._registers.held_at_home(pool.name, name))

    def _join(self, said: Event, account: AccountKey, pool: _Pool) -> int:
        """What a payout took by the number of a capture, before that was told, is the capture's."""
        changed = 0
        for number, one in other_names(said):
            if one.gateway != account.qualifiers[0]:
                continue
            if not pool.is_foreign:
                taken = self._registers.held_at_home(pool.name, number)
                if taken * one.amount < 0:
                    self._registers.move_at_home(pool.name, number, -taken)
                    self._registers.move_at_home(pool.name, one.name, taken)
                continue
            item, own = (self._registers.clearing_item(pool.name, name) for name in (number, one.name))
            if item.open * one.amount < 0:
                whole = own.joined(item)
                self._registers.keep_clearing_item(pool.name, number, ClearingItem())
                self._registers.keep_clearing_item(pool.name, one.name, whole)
                changed += whole.carried - own.carried - item.carried
        return changed

    # -- what is left -----------------------------------------------------------------------------

    def only_corrected(self, event: PayoutSettled, items: Sequence[PayoutItem]) -> set[str]:
        """Which of some items of a payout name something that nothing is open of, but for themselves."""
        exchange = exchange_of(event.currency, event.rate, event.date, self._master)
        account = account_key("clearing", gateway=event.gateway, currency=exchange.currency)
        pool = self._pool(account, exchange)
        found = set()
        for name in dict.fromkeys(item.reference for item in items):
            amount = -sum(int(item.gross) for item in items if item.reference == name)
            minor = amount if exchange.converted_from else exchange.minor(amount)
            (kept,) = self._called(event, pool, {name: OpenItem(minor, 0)})
            if pool.is_foreign:
                left = self._registers.clearing_item(pool.name, kept).open
            else:
                left = self._registers.held_at_home(pool.name, kept)
            if minor and left == minor:
                found.add(name)
        return found


def _beside(posted: Mapping[Origin, _Posted], of: str, event: Event) -> tuple[str, date]:
    """The memo and day that a difference of an event has: its own first entry's, else of what went back."""
    own = posted.get((of, False))
    for one in (own, *posted.values()):
        if one and one.first:
            return one.first.memo, one.first.day
    return f"{getattr(event, 'gateway', '')} payout {getattr(event, 'number', '')}", event.date
