"""Exchanged: the pools of foreign money on clearing accounts while a chunk is worked, event by event.

A clearing account in a currency of its own is a pool; where documents are converted, an account in home
currency holds a pool for each currency its money came in.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tieout.core.account import AccountKey, account_key
from tieout.core.draft import Draft
from tieout.core.entry import Entry
from tieout.core.event import Event
from tieout.core.master import MasterData
from tieout.core.open_item import OpenItem
from tieout.cycle.registers import ChunkRegisters
from tieout.posting.clearing import clearing_moves, difference, difference_draft, money_moved
from tieout.posting.exchange import writes_own

Post = Callable[[str, Draft], Entry | None]


class Exchanged:
    """What the event at hand moves on clearing accounts, against what they hold in foreign currency."""

    def __init__(self, registers: ChunkRegisters, master: MasterData) -> None:
        """Nothing moved yet."""
        self._registers = registers
        self._master = master
        self._moved: dict[AccountKey, tuple[OpenItem, Entry]] = {}
        self._at_home: dict[tuple[AccountKey, bool], tuple[int, Entry]] = {}
        """Moved on accounts in home currency, and whether by a reversal."""

    def note(self, entry: Entry) -> None:
        """Take in an entry: a reversal restores the pool, another moves it once the event is done."""
        home = self._master.home_currency
        for account, moved in clearing_moves(entry, home).items():
            if entry.is_reversal:
                self._registers.move_pool(str(account), moved)
                continue
            before, first = self._moved.get(account, (OpenItem(0, 0), entry))
            whole = OpenItem(before.minor + moved.minor, before.home + moved.home)
            self._moved[account] = whole, first
        for line in entry.lines:
            if line.account.role == "clearing" and line.account.qualifiers[1:] in {(), ("",), (home,)}:
                key = (line.account, entry.is_reversal)
                so_far, first = self._at_home.get(key, (0, entry))
                self._at_home[key] = so_far + line.signed_home, first

    def settle(self, key: str, event: Event, before: Event | None, post: Post) -> None:
        """Book what an event realised, and let the pools hold what they hold now.

        `before` is what the event said before it was revised. Entries of another event are those of a
        sale that waited for it.
        """
        home = self._master.home_currency
        moved, self._moved = self._moved, {}
        for account, (whole, first) in moved.items():
            value = difference(self._registers.pool(str(account)), whole)
            self._registers.move_pool(str(account), whole)
            if value:
                on = event.kind if first.event == key else "sale_paid"
                post(first.event, difference_draft(first, on, account, value, home))
        for account, (whole, _) in self._moved.items():
            self._registers.move_pool(str(account), whole)
        if self._at_home:
            self._settle_at_home(key, event, before, post)
        self._moved, self._at_home = {}, {}

    def _settle_at_home(self, key: str, event: Event, before: Event | None, post: Post) -> None:
        for name, account, amount in self._converted(before) if before else ():
            restored, _ = self._at_home.get((account, True), (0, None))
            self._registers.move_pool(name, OpenItem(-amount, restored))
        for name, account, amount in self._converted(event):
            booked, first = self._at_home.get((account, False), (0, None))
            whole = OpenItem(amount, booked)
            value = difference(self._registers.pool(name), whole) if first else 0
            self._registers.move_pool(name, OpenItem(amount, booked + value))
            if value and first:
                post(key, difference_draft(first, event.kind, account, value, self._master.home_currency))

    def _converted(self, event: Event) -> list[tuple[str, AccountKey, int]]:
        """Pool, account and amount of each gateway, of an event whose documents are converted."""
        currency: Any = getattr(event, "currency", "")
        home = self._master.home_currency
        if currency in {"", None, home} or writes_own(currency, self._master):
            return []
        accounts = {
            gateway: account_key("clearing", gateway=gateway, currency=home)
            for gateway in money_moved(event)
        }
        moved = money_moved(event).items()
        return [(f"{accounts[name]} {currency}", accounts[name], amount) for name, amount in moved]
