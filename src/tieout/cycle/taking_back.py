"""Taking back: what earlier revisions of a fact posted is reversed, each entry by its mirror image."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from sqlalchemy import Connection

from tieout.core.account import PINNED
from tieout.core.entry import Entry, Side
from tieout.core.ids import EventId, document_id
from tieout.core.lot import CostFacts, Part
from tieout.core.period import Periods
from tieout.cycle.matches import Moved
from tieout.cycle.registers import ChunkRegisters
from tieout.cycle.work import CycleWork
from tieout.posting.purchase import GRNI
from tieout.posting.reversal import repinned, reversals_of
from tieout.posting.settling import Links
from tieout.storage.revisions import Earlier, costed_before, standing_entries
from tieout.storage.step import Step

SETTLING = frozenset({"Payment", "CreditMemo", "JournalEntry"})
"""Documents that settle an invoice by links: taken back, the invoice is owed again beside itself."""


def owe_again(registers: ChunkRegisters, back: Entry, company: str, settled: int = 0) -> None:
    """What took back a payment or credit is itself a document with an open receivable.

    `settled` of it, in minor units, is tied to what it takes back at once.
    """
    for line in back.lines:
        if line.account.role == "accounts_receivable" and line.side is Side.DR and line.reference:
            left = line.minor - settled
            registers.owe(line.reference, document_id(company, back.group or back.id, 0), left)


class TakingBack:
    """Reverses entries of earlier revisions, with what that moves on pinned accounts and open documents."""

    def __init__(
        self,
        connection: Connection,
        work: CycleWork,
        registers: ChunkRegisters,
        keep: Callable[[Entry], None],
        cost: Callable[[str, CostFacts], None],
        unmatch: Callable[[Step, Entry, Sequence[Moved]], None],
        unsettle: Callable[[Entry], None],
        made: Sequence[Entry],
    ) -> None:
        """`made` are the entries of the chunk so far; `keep` takes an entry made.

        `cost` takes what it does to registers of cost, `unmatch` to grni, `unsettle` an entry that is
        taken back: what it settled on clearing is open again.
        """
        self._connection = connection
        self._work = work
        self._registers = registers
        self._keep = keep
        self._cost = cost
        self._unmatch = unmatch
        self._unsettle = unsettle
        self._made = made

    def earlier(self, step: Step) -> list[Earlier]:
        """The revisions of the step's fact worked in earlier cycles, oldest first."""
        return costed_before(self._connection, step, self._work.span)

    def standing(self, earlier: Iterable[Earlier]) -> list[Entry]:
        """What these revisions posted and nothing has taken back yet."""
        return standing_entries(self._connection, [one.id for one in earlier], self._made)

    def take_back(self, step: Step, entry: Entry, links: Links = (), *, there: bool = False) -> Entry:
        """Post the mirror image; it is linked to `links` where it settles what it takes back.

        `there`: QuickBooks holds the document and goes on holding it on its day, whatever is closed since.
        """
        periods = Periods() if there else self._work.policy.periods
        home = self._work.home_currency
        self._unsettle(entry)
        mirrors = reversals_of(entry, EventId(step.id), periods, home, links)
        backs = [repinned(back, self._work.pins) for back in mirrors]
        for mirror, back in zip(mirrors, backs, strict=True):
            self._keep(back)
            self._unpin(step, entry, mirror)
        if entry.links and entry.document in SETTLING:
            owe_again(self._registers, backs[0], self._work.company)
        return backs[0]

    def mirror(self, step: Step, entry: Entry) -> None:
        """Post the mirror image of an entry that stands again elsewhere to the cent: no register moves."""
        periods, home = self._work.policy.periods, self._work.home_currency
        for back in reversals_of(entry, EventId(step.id), periods, home):
            self._keep(back)

    def _unpin(self, step: Step, entry: Entry, back: Entry) -> None:
        """A reversal moves what stands on pinned accounts too, by the whole cents that were posted."""
        pins = self._work.pins
        parts, moved = [], []
        for line in back.lines:
            if line.account.role in PINNED:
                value = line.signed_home * pins.quanta_per_minor
                parts.append(Part("cleared", value, reference=line.reference, party=line.party))
                moved += [(line.reference, line.party, value)] if line.account == GRNI else []
        if parts:
            self._cost(step.id, CostFacts(parts=tuple(parts)))
        if moved:
            self._unmatch(step, entry, moved)
