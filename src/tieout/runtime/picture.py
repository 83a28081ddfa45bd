"""Picture of an audit chain: payments, bills, goods step by step, entries and documents, amounts on arrows.

The money goes from left to right, from what was paid to what the ledger holds. Of each column the boxes
of the largest amounts are drawn; the others are counted in one box.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from tieout.core.money import decimal_text, minor_of_value, quanta_per_minor
from tieout.core.scaled import MICRO_PLACES, QUANTUM_PLACES, text_of
from tieout.insight.picture import Arrow, Box, svg
from tieout.runtime.crossings import TracedDocument
from tieout.runtime.genealogy import OUT, TracedLot
from tieout.runtime.trace import Chain, TracedEntry

TALLEST: Final = 14
"""Boxes of a column that are drawn; the next one counts the others."""

LINES: Final = 4
"""Lines of an entry that are drawn."""

FIRST: Final = 1 << 60
"""The weight of what is drawn before anything else."""


def picture(chain: Chain) -> str:
    """The chain as the text of an SVG file."""
    return _Picture(chain).draw()


class _Picture:
    """A chain on its way to boxes and arrows; each box with a weight, so that the largest stay."""

    def __init__(self, chain: Chain) -> None:
        self.chain = chain
        self.boxes: dict[str, tuple[Box, int]] = {}
        self.arrows: list[Arrow] = []
        self.depth = _depths(chain)
        self.steps = max(self.depth.values(), default=-1) + 1
        self.quanta = quanta_per_minor(chain.home_currency)

    def draw(self) -> str:
        """All columns, then what does not fit counted together."""
        self._goods()
        self._purchases()
        self._books()
        heads = ["paid", "billed", *["goods"] * self.steps, "entries", "documents"]
        heads[2 : 2 + self.steps] = _goods_heads(self.steps)
        boxes, renamed = _within(self.boxes.values())
        arrows = [
            Arrow(*pair, "" if value is None else self._money(value))
            for pair, value in _merged(self.arrows, renamed).items()
        ]
        used = sorted({box.column for box in boxes})
        shown = [box._replace(column=used.index(box.column)) for box in boxes]
        title = f"Audit chain of {self.chain.what} {self.chain.name}, amounts in {self.chain.home_currency}"
        return svg(title, [heads[column] for column in used], shown, arrows)

    def _money(self, value: int) -> str:
        """A value (10⁻⁸) in the home currency's minor units."""
        return decimal_text(minor_of_value(value, self.chain.home_currency), self.chain.home_currency)

    def _add(self, key: str, column: int, tone: str, lines: Sequence[str], weight: int) -> None:
        self.boxes[key] = (Box(key, column, tone, tuple(line for line in lines if line)), weight)

    def _goods(self) -> None:
        """Every lot, and every take as an arrow."""
        for lot in self.chain.genealogy.lots:
            tone = "work" if lot.account == "inventory_wip" else "goods"
            units = f"{text_of(lot.quantity, MICRO_PLACES)} " if lot.quantity else ""
            number = f" lot {lot.number}" if lot.number else ""
            holds = f"holds {self._money(lot.held_value)}" if lot.held_value or lot.held_quantity else ""
            lines = [
                f"{units}{lot.item}{number}",
                lot.account,
                f"{lot.kind} {lot.external_id}",
                lot.day,
                holds,
            ]
            self._add(f"lot{lot.id}", 2 + self.depth[lot.id], tone, lines, max(abs(lot.value), 1))
        for take in self.chain.genealogy.takes:
            if take.sink != OUT:
                self.arrows.append(Arrow(f"lot{take.lot}", f"lot{take.sink}", str(take.value)))

    def _purchases(self) -> None:
        """Bills and their payments, and what runs added of labour and overhead."""
        genealogy = self.chain.genealogy
        for lot in genealogy.lots:
            for bill, minor in zip(lot.bills, lot.billed, strict=True):
                self._add(f"bill{bill}", 1, "money", [f"bill {bill}"], FIRST)
                self.arrows.append(Arrow(f"bill{bill}", f"lot{lot.id}", str(minor * self.quanta)))
        for payment in genealogy.payments:
            key = f"paid{payment.external_id}"
            amount = f"{text_of(payment.amount, QUANTUM_PLACES, least=2)} {payment.currency}"
            self._add(key, 0, "money", [f"payment {payment.external_id}", payment.day, amount], FIRST)
            self.arrows.append(Arrow(key, f"bill{payment.bill}", ""))
        for one in genealogy.conversion:
            key = f"{one.figure}{one.lot}"
            before = 1 + self.depth[one.lot]
            self._add(key, before, "work", [one.figure, f"run {one.run}"], abs(one.value))
            self.arrows.append(Arrow(key, f"lot{one.lot}", str(one.value)))

    def _books(self) -> None:
        """Entries of the chain's events, the lots they speak of, and the documents they stand in."""
        documents = {str(one.document.id): one for one in self.chain.documents}
        last = 2 + self.steps
        born = _born(self.chain)
        for event in (*self.chain.events, *self.chain.related):
            for entry in event.entries:
                amount = sum(line.home for line in entry.lines if line.side.value == "Dr")
                self._add(f"entry{entry.id}", last, "books", self._entry(entry), amount)
                accounts = {str(line.account) for line in entry.lines}
                self.arrows += [
                    Arrow(f"lot{lot.id}", f"entry{entry.id}", str(self._came(lot)))
                    for lot in born.get(event.id, ())
                    if lot.account in accounts
                ]
                there = documents.get(entry.document)
                if there:
                    self._add(f"document{entry.document}", last + 1, "books", _document(there), amount)
                    value = str(amount * self.quanta)
                    self.arrows.append(Arrow(f"entry{entry.id}", f"document{entry.document}", value))

    def _came(self, lot: TracedLot) -> int:
        """What a lot came to: at birth, else by what was moved to it."""
        return lot.value or sum(take.value for take in self.chain.genealogy.takes if take.sink == lot.id)

    def _entry(self, entry: TracedEntry) -> list[str]:
        currency = self.chain.home_currency
        lines = [
            f"{line.side.value} {line.account} {decimal_text(line.home, currency)}" for line in entry.lines
        ]
        more = [f"… {len(lines) - LINES} more lines"] if len(lines) > LINES else []
        return [f"{entry.rule}, {entry.day}", *lines[:LINES], *more]


def _document(one: TracedDocument) -> list[str]:
    outside = f"QuickBooks {one.outside_type} {one.outside_id}" if one.outside_id else ""
    return [f"{one.document.type} {one.document.number or one.document.day}", one.state, outside]


def _depths(chain: Chain) -> dict[int, int]:
    """The step of each lot: one after the last of those it came of; a circle is cut."""
    depth = {lot.id: 0 for lot in chain.genealogy.lots}
    takes = [take for take in chain.genealogy.takes if take.sink in depth and take.lot in depth]
    for _ in range(min(len(depth), 24)):
        moved = False
        for take in takes:
            if depth[take.sink] <= depth[take.lot] < 23:
                depth[take.sink], moved = depth[take.lot] + 1, True
        if not moved:
            break
    return depth


def _goods_heads(steps: int) -> list[str]:
    return ["goods" if not step else f"step {step}" for step in range(steps)]


def _born(chain: Chain) -> dict[str, list[TracedLot]]:
    """Of each event the lots it bore."""
    found: dict[str, list[TracedLot]] = {}
    for lot in chain.genealogy.lots:
        found.setdefault(lot.event, []).append(lot)
    return found


def _within(boxes: Iterable[tuple[Box, int]]) -> tuple[list[Box], dict[str, str]]:
    """The boxes that fit their columns, and for each other one the box that counts it."""
    columns: dict[int, list[tuple[Box, int]]] = {}
    for one in boxes:
        columns.setdefault(one[0].column, []).append(one)
    kept: list[Box] = []
    renamed: dict[str, str] = {}
    for column, found in sorted(columns.items()):
        found.sort(key=lambda one: (-one[1], one[0].key))
        drawn = {box.key for box, _ in found[: TALLEST if len(found) > TALLEST + 1 else len(found)]}
        kept += [box for box, _ in found if box.key in drawn]
        others = [box.key for box, _ in found if box.key not in drawn]
        if others:
            kept.append(
                Box(f"more{column}", column, "rest", (f"… and {len(others)} more", "--json has all"))
            )
            renamed |= dict.fromkeys(others, f"more{column}")
    return kept, renamed


def _merged(arrows: Iterable[Arrow], renamed: dict[str, str]) -> dict[tuple[str, str], int | None]:
    """Arrows between the boxes drawn, with the amounts of the same two summed; None = no amount."""
    sums: dict[tuple[str, str], int | None] = {}
    for arrow in arrows:
        start, end = renamed.get(arrow.start, arrow.start), renamed.get(arrow.end, arrow.end)
        if start != end:
            known = sums.setdefault((start, end), None)
            if arrow.label:
                sums[start, end] = (known or 0) + int(arrow.label)
    return sums
