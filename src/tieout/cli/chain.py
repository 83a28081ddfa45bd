"""Chain: an audit chain as indented text a person reads from top to bottom."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from tieout.core.counted import counted
from tieout.core.entry import Line
from tieout.core.ids import SHORT
from tieout.core.money import decimal_text
from tieout.core.scaled import MICRO_PLACES, QUANTUM_PLACES, text_of
from tieout.runtime.cogs_line import CogsLine
from tieout.runtime.crossings import TracedDocument
from tieout.runtime.genealogy import TracedLot, TracedTake
from tieout.runtime.story_sums import OF_MANY
from tieout.runtime.trace import Chain, TracedEntry, TracedEvent

SHOWN: Final = 25
"""Events, takes or lines listed in one place; the others are counted, and stand in the JSON."""

DEPTH: Final = 8
"""Levels of descent that are drawn."""


def _asked_instead(chain: Chain) -> Iterator[str]:
    """What to ask instead of an item: it is master data, and only its units have a chain."""
    items = [str(one.raw["item"]) for one in chain.events if one.kind == "item"]
    if not items or len(items) < len(chain.events):
        return
    item = items[0]
    yield f"{item} is an item; its units are followed lot by lot. Ask instead"
    yield f"  tieout explain cogs --item {item} --from … --to …: why its cost changed"
    yield f"  tieout stock --item {item} --lots: what is on hand, and of which lots"
    yield "  tieout trace LOT, RECEIPT or SHIPMENT: where its units came from and went"


def lines(chain: Chain) -> Iterator[str]:
    """The chain as text: what happened, where the goods came from and went, what crossed."""
    yield f"{chain.what} {chain.name}"
    documents = {str(one.document.id): one for one in chain.documents}
    yield from _events(chain.events, documents)
    if chain.related:
        yield "the same story"
        yield from _events(chain.related, documents)
    if chain.genealogy.takes or chain.genealogy.lots:
        yield from Descent(chain).lines()
    if chain.genealogy.destinations:
        yield "where it is now"
        yield from _destinations(chain)
    if chain.cogs:
        yield "cost of goods sold, and what it is made of"
        for line in chain.cogs[:SHOWN]:
            yield from cogs_line_lines(line, chain.home_currency)
        yield from _more(len(chain.cogs))
    if chain.late:
        yield "late costs of these goods, told by other facts"
        yield from _late(chain)
    if chain.sums:
        yield f"what the accounts hold for it, {chain.home_currency}"
        yield from _sums(chain)
    yield from _asked_instead(chain)
    if documents:
        yield "documents"
        for one in chain.documents[:SHOWN]:
            yield from document_lines(one)
        yield from _more(len(documents))


def _destinations(chain: Chain) -> Iterator[str]:
    """What is left of the goods and what became of them, the largest value first, and their sum."""
    found = sorted(chain.genealogy.destinations, key=lambda one: -one.value)
    for one in found[:SHOWN]:
        worth = text_of(one.value, QUANTUM_PLACES, least=2)
        units = text_of(one.units, MICRO_PLACES)
        yield f"  {worth:>14}  {units} in {one.item}, {one.account} ({one.fact} {one.name}, {one.day})"
    yield from _more(len(found))
    whole = text_of(sum(one.value for one in found), QUANTUM_PLACES, least=2)
    yield f"  {whole:>14}  together"


def _late(chain: Chain) -> Iterator[str]:
    """Each late cost with the entries that hold it beside the parts of others."""
    for one in chain.late[:SHOWN]:
        worth = text_of(one.value, QUANTUM_PLACES, least=2)
        entries = ", ".join(entry[:SHORT] for entry in one.entries)
        held = f", in entry {entries} of {', '.join(one.days)}" if entries else ", not posted yet"
        yield f"  {worth:>14}  {one.account} by {one.kind} {one.external_id}{held}"
    yield from _more(len(chain.late))


def _sums(chain: Chain) -> Iterator[str]:
    """Each account: what its own facts posted, late costs, and both together."""
    for one in chain.sums:
        posted = text_of(one.posted, QUANTUM_PLACES, least=2)
        late = f"  ({posted} posted, {text_of(one.late, QUANTUM_PLACES, least=2)} late)" if one.late else ""
        yield f"  {text_of(one.together, QUANTUM_PLACES, least=2):>14}  {one.account}{late}"
    told = (*chain.events, *chain.related)
    if any(event.kind in OF_MANY for event in told):
        yield "  payouts hold the parts of other orders too and are not in these sums"
    loose = sum(not entry.document for event in told for entry in event.entries)
    if loose:
        yield f"  {counted(loose, 'entry', 'entries')} of these not sealed yet: QuickBooks will hold them"


def cogs_line_lines(line: CogsLine, currency: str) -> Iterator[str]:
    """A line on cost of goods sold with its leaves, which sum to it."""
    shown = decimal_text(line.minor, currency)
    yield f"  {shown} {currency} {line.account} by {line.kind} {line.external_id}"
    for leaf in line.leaves[:SHOWN]:
        worth = text_of(leaf.value, QUANTUM_PLACES, least=2)
        units = f" {text_of(leaf.units, MICRO_PLACES)} {leaf.item}" if leaf.units else ""
        way = f" ({' ← '.join(leaf.path)})" if len(leaf.path) > 1 else ""
        by = f" by {leaf.fact} {leaf.name}" if leaf.name else ""
        yield f"    {worth:>14}  {leaf.kind}{units}{by}{way}"
    yield from _more(len(line.leaves), "    ")


def _more(count: int, indent: str = "  ") -> Iterator[str]:
    if count > SHOWN:
        yield f"{indent}… and {count - SHOWN} more; --json has all of them"


def _events(events: Sequence[TracedEvent], documents: dict[str, TracedDocument]) -> Iterator[str]:
    for event in events[:SHOWN]:
        yield from event_lines(event, documents)
    yield from _more(len(events))


def event_lines(event: TracedEvent, documents: dict[str, TracedDocument]) -> Iterator[str]:
    """An event: its record, state, costs and entries."""
    revision = f" revision {event.revision}" if event.revision else ""
    yield f"  {event.day} {event.kind} {event.external_id} of {event.source}{revision}  [{event.id}]"
    yield f"    record {event.file}:{event.line}"
    if event.quarantined:
        yield "    quarantined: it may not enter; see `tieout cases`"
    if event.waiting:
        yield "    waits for the goods it bills"
    for cost in event.costs:
        for name, value, account in cost.parts[:SHOWN]:
            place = f" in {account}" if account else ""
            yield f"    cost {name} {text_of(value, QUANTUM_PLACES, least=2)}{place}"
        yield from _more(len(cost.parts), "    ")
        if cost.bom:
            asked = ", ".join(f"{text_of(units, MICRO_PLACES)} {item}" for item, units in cost.asked)
            share = text_of(cost.expected_yield, MICRO_PLACES)
            yield f"    by BOM {cost.bom} at yield {share}: asks for {asked or 'nothing'}"
        yield from (f"    cost flag: {flag}" for flag in cost.flags)
    for entry in event.entries:
        yield from entry_lines(entry, documents)


def entry_lines(entry: TracedEntry, documents: dict[str, TracedDocument]) -> Iterator[str]:
    """An entry: its rule with the reason, its lines, and the document it stands in."""
    yield f"    entry {entry.day} «{entry.rule}»  [{entry.id}]"
    yield f"      because: {entry.because}"
    for one in entry.lines[:SHOWN]:
        yield f"      {line_text(one, entry.currency)}"
    yield from _more(len(entry.lines), "      ")
    there = documents.get(entry.document)
    if there is None:
        yield "      not sealed into a document yet"
    else:
        yield f"      → {document_name(there)}, {standing(there)}"


def line_text(line: Line, currency: str) -> str:
    """A line: side, account, amount in its currency, and the open item it moves."""
    shown = decimal_text(line.minor, currency)
    detail = " ".join(part for part in (line.party, line.reference) if part)
    return f"{line.side.value} {line.account!s:<42} {shown:>14} {currency}  {detail}".rstrip()


def document_name(one: TracedDocument) -> str:
    """A document by its type and number, or its day where it has no number."""
    return f"{one.document.type} {one.document.number or one.document.day.isoformat()}"


def standing(one: TracedDocument) -> str:
    """Where the crossing stands, and what QuickBooks calls the document."""
    held = f", QuickBooks {one.outside_type} {one.outside_id}" if one.outside_id else ""
    return f"{one.state}{held}"


def document_lines(one: TracedDocument) -> Iterator[str]:
    """A document and every step of its crossing."""
    count = len(one.entries)
    of = f" of {count} entries" if count > 1 else ""
    yield f"  {document_name(one)}{of}: {standing(one)}  [{one.document.id}]"
    for step in one.transitions:
        result = f" ({step.result})" if step.result else ""
        yield f"    {step.at[:23]} {step.after}: {step.reason}{result}"
    for request in one.requests:
        tries = len(request.attempts)
        yield (
            f"    batch {request.batch} item {request.item}, request id {request.request_id}, "
            f"{counted(tries, 'attempt')}"
        )


class Descent:
    """The lots of a chain as two trees: back to where they came from, on to what became of them."""

    def __init__(self, chain: Chain) -> None:
        """Index the takes by both their ends."""
        self.own = chain.genealogy.own
        self.forward = chain.genealogy.forward
        self.lots = {lot.id: lot for lot in chain.genealogy.lots}
        self.back: dict[int, list[TracedTake]] = {}
        self.on: dict[int, list[TracedTake]] = {}
        for take in chain.genealogy.takes:
            self.back.setdefault(take.sink, []).append(take)
            self.on.setdefault(take.lot, []).append(take)

    def lines(self) -> Iterator[str]:
        """Both trees; a lot is opened once."""
        trees = [("goods from", self.back, reversed(self.own))]
        if self.forward:
            trees.append(("goods to", self.on, iter(self.own)))
        for title, takes, own in trees:
            opened: set[int] = set()
            starts = [key for key in own if takes.get(key)]
            if starts:
                yield title
            for key in starts[:SHOWN]:
                if key not in opened:
                    yield f"  {lot_text(self.lots[key])}"
                    yield from self._branch(key, takes, opened, 2)
            yield from _more(len(starts))

    def _branch(
        self, key: int, takes: dict[int, list[TracedTake]], opened: set[int], depth: int
    ) -> Iterator[str]:
        indent = "  " * depth
        if key in opened or depth > DEPTH:
            return
        opened.add(key)
        found = takes.get(key, [])
        for take in found[:SHOWN]:
            other = take.lot if takes is self.back else take.sink
            arrow = "←" if takes is self.back else "→"
            lot = self.lots.get(other)
            where = lot_text(lot) if lot else "out of the company"
            yield f"{indent}{arrow} {_moved(take)} {where}{' (above)' if other in opened else ''}"
            yield from self._branch(other, takes, opened, depth + 1)
        yield from _more(len(found), indent)


def _moved(take: TracedTake) -> str:
    value = text_of(take.value, QUANTUM_PLACES, least=2)
    return f"{text_of(take.quantity, MICRO_PLACES)} worth {value}" if take.quantity else f"worth {value}"


def lot_text(lot: TracedLot) -> str:
    """A lot by item, number and account, with the event that bore it and the bills that paid for it."""
    number = f" lot {lot.number}" if lot.number else ""
    paid = f", billed by {', '.join(lot.bills)}" if lot.bills else ""
    return f"{lot.item}{number} in {lot.account} ({lot.kind} {lot.external_id}, {lot.day}{paid})"
