"""Matches of a chunk: receipt lines held against their bills, and settled when something moved them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final, NamedTuple

from sqlalchemy import Connection

from tieout.core.entry import Entry
from tieout.core.event import (
    BillApproved,
    Event,
    GoodsReceived,
    GoodsReturnedToSupplier,
    ReceiptClosed,
    SupplierCredited,
)
from tieout.core.event.purchase import BillLine
from tieout.core.lot import Part
from tieout.core.match import BILLS, CREDITS, SETTLED, LotCarry, Match, MatchFact, MatchKind, Tolerances
from tieout.core.period import Periods
from tieout.costing.matching import match_of
from tieout.costing.price_difference import Settled
from tieout.costing.purchase import WENT_BACK
from tieout.posting.purchase import receipt_named
from tieout.storage.matches import append_matches, carries_of, facts_of_lines

Moved = tuple[str, str, int]
"""Reference and party of a receipt line, and what moved on grni of it: 10⁻⁸ home units, Dr above zero."""

_ACCRUALS: Final[dict[str, MatchKind]] = {"accrued": "received", "accrual_returned": "returned"}
_CHANGING = BILLS | CREDITS | {"received", "taken back", "closed"}


class Stated(NamedTuple):
    """What the facts of an event have in common: its id, number, business date, date in the books."""

    event: str
    number: str
    day: str
    posted: str


def stated(key: str, event: Event, periods: Periods, day: date | None = None) -> Stated:
    """The common part of the facts of an event, of `day` where that is not its own."""
    number = getattr(event, "number", "") or getattr(event, "receipt", "")
    day = day or event.date
    return Stated(key, str(number), day.isoformat(), periods.posting_date(day).isoformat())


class ChunkMatches:
    """The match facts of the receipt lines a chunk touches; what is new is kept in its transaction."""

    def __init__(self, connection: Connection, events: Iterable[Event], tolerances: Tolerances) -> None:
        """Fetch the lines that the events of the chunk name."""
        self._connection = connection
        self._tolerances = tolerances
        self._lines: dict[str, list[MatchFact]] = {}
        self._carries: dict[str, dict[int, LotCarry]] = {}
        self._new: list[MatchFact] = []
        self._new_carries: list[LotCarry] = []
        self._touched: dict[str, bool] = {}
        self._fetch(list(dict.fromkeys(name for event in events for name in named_lines(event))))

    def _fetch(self, references: Sequence[str]) -> None:
        for name in references:
            self._lines[name] = []
        for fact in facts_of_lines(self._connection, references):
            self._lines[fact.reference].append(fact)
        self._carries |= carries_of(self._connection, references)

    def facts(self, reference: str) -> list[MatchFact]:
        """What happened to a receipt line so far."""
        if reference not in self._lines:
            self._fetch([reference])
        return self._lines[reference]

    def match(self, reference: str) -> Match:
        """How a receipt line stands."""
        return match_of(self.facts(reference), self._tolerances)

    def settled(self, reference: str) -> Settled:
        """What of its differences went to variance and exchange so far."""
        moved = dict.fromkeys(SETTLED, 0)
        for fact in self.facts(reference):
            if fact.kind in SETTLED:
                moved[fact.kind] -= fact.value
        return Settled(moved["variance"], moved["exchange"])

    def carries(self, reference: str) -> dict[int, LotCarry]:
        """What the lots of a receipt line carry."""
        if reference not in self._carries:
            self._fetch([reference])
        return self._carries[reference]

    def note(self, fact: MatchFact) -> None:
        """Take in what happened to a receipt line; it is settled with the event at hand."""
        self.facts(fact.reference).append(fact)
        self._new.append(fact)
        self._touched[fact.reference] = fact.kind in _CHANGING

    def touch(self, reference: str) -> None:
        """Let a line be settled with the event at hand, though nothing of it is told: its units moved."""
        self._touched.setdefault(reference, False)

    def settle(self, fact: MatchFact) -> None:
        """Take in what a difference was settled to: it needs no further settling."""
        self.facts(fact.reference).append(fact)
        self._new.append(fact)

    def carry(self, carries: Iterable[LotCarry]) -> None:
        """Take in what lots carry now."""
        for one in carries:
            self.carries(one.reference)[one.lot] = one
            self._new_carries.append(one)

    def accrue(self, said: Stated, parts: Iterable[Part], currency: str = "", rate: str = "") -> None:
        """Note what was received and sent back, from the parts of its cost."""
        for part in parts:
            if part.name in _ACCRUALS:
                received = part.name == "accrued"
                kind: MatchKind = "returned" if part.origin == WENT_BACK else _ACCRUALS[part.name]
                value = -part.value if received else part.value
                fact = MatchFact(
                    said.event, kind, part.reference, said.number, part.party, said.day, said.posted,
                    units=part.quantity, value=value, currency=currency, rate=rate,
                )  # fmt: skip
                self.note(fact)

    def open(self, said: Stated, moved: Iterable[Moved]) -> None:
        """Note what was open of receipts on the first day."""
        for reference, party, value in moved:
            fact = MatchFact(
                said.event, "opened", reference, said.number, party, said.day, said.posted, value=value
            )
            self.note(fact)

    def bill(self, said: Stated, event: BillApproved | SupplierCredited, moved: Iterable[Moved]) -> None:
        """Note a bill or credit, receipt line by receipt line, with what each moved on grni."""
        values: dict[str, int] = {}
        for reference, _, value in moved:
            values[reference] = values.get(reference, 0) + value
        billed = isinstance(event, BillApproved)
        for reference, lines in lines_of(event).items():
            units = sum(int(line.quantity or 0) for line in lines)
            kind = "billed" if billed else "credited"
            fact = MatchFact(
                said.event, kind if units else f"{kind} without quantity",  # type: ignore[arg-type]
                reference, said.number, event.supplier, said.day, said.posted,
                units=units, value=values.get(reference, 0),
                amount=sum(int(line.amount) for line in lines), currency=event.currency,
            )  # fmt: skip
            self.note(fact)

    def close(self, said: Stated, event: ReceiptClosed) -> None:
        """Note that what is open of a line now is closed."""
        match = self.match(event.reference)
        fact = MatchFact(
            said.event, "closed", match.reference, said.number, match.party, said.day, said.posted,
            units=match.closing_units, amount=match.closing_amount,
        )  # fmt: skip
        self.note(fact)

    def set_apart(self, said: Stated, moved: Iterable[Moved]) -> None:
        """Note what of debits stands elsewhere at the end of a period, or is back."""
        for reference, party, value in moved:
            fact = MatchFact(
                said.event, "set apart", reference, said.number, party, said.day, said.posted, value=value
            )
            self.settle(fact)

    def take_back(self, said: Stated, entry: Entry, moved: Iterable[Moved]) -> None:
        """Note that the entry of a bill or credit was taken back: (reference, party, value) on grni."""
        for reference, party, value in moved:
            fact = MatchFact(
                said.event, "taken back", reference, said.number, party, said.day, said.posted,
                value=value, of=entry.event,
            )  # fmt: skip
            self.note(fact)

    def take_off(self, said: Stated, billed: MatchFact, value: int) -> None:
        """Note that what a bill or credit said counts no more, and what of it the next one moves back."""
        fact = MatchFact(
            said.event, "taken back", billed.reference, said.number, billed.party, said.day, said.posted,
            value=value, of=billed.event,
        )  # fmt: skip
        self.note(fact)

    def touched(self) -> Iterator[tuple[str, bool]]:
        """The lines to be settled now, each once, and whether what is ordered or billed of them changed."""
        touched, self._touched = self._touched, {}
        for reference, changed in touched.items():
            if any(fact.kind not in {"received", "returned"} for fact in self.facts(reference)):
                yield reference, changed

    def keep(self) -> None:
        """Append what is new, in the chunk's transaction."""
        append_matches(self._connection, self._new, self._new_carries)


def lines_of(event: BillApproved | SupplierCredited) -> dict[str, list[BillLine]]:
    """The lines of a bill or credit that stand on grni, by the receipt line they name."""
    lines: dict[str, list[BillLine]] = {}
    for line in event.lines:
        if line.in_grni:
            lines.setdefault(receipt_named(event, line), []).append(line)
    return lines


def named_lines(event: Event) -> Iterator[str]:
    """The receipt lines an event names, as their open items are called."""
    match event:
        case GoodsReceived():
            yield from (f"{event.receipt}/{line.line}" for line in event.lines)
        case BillApproved() | SupplierCredited():
            yield from lines_of(event)
        case GoodsReturnedToSupplier():
            yield from (f"{line.receipt}/{line.receipt_line}" for line in event.lines)
        case ReceiptClosed() if event.reference:
            yield event.reference
        case _:
            return
