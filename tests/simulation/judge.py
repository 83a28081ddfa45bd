"""Judge: what should be in QuickBooks' books against what is there, document by document.

Counted in the books, not in tieout's state table: a document that should be held is lost if it is not there
and nobody took it out, and duplicated if it is there more than once.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Final

from tests.simulation.documents import ACCOUNTS, GONE_ACCOUNT, Wanted, name_of
from tests.simulation.faults import OF_PEOPLE
from tests.simulation.history import History
from tests.simulation.world import Birth, Done, subject_of
from tieout.core.crossing import FINAL
from tieout.core.document import NAME_LISTS, Document
from tieout.core.entry import Side
from tieout.storage.cases import open_cases_of
from tieout.storage.database import Database

OWNED: Final = frozenset({"refused", "blocked"})
NAMED: Final = frozenset(
    {"drift_edited", "drift_voided", "drift_deleted", "echo_differs", "tax_changed", "held_twice"}
)


@dataclass
class Verdict:
    """What is wrong with a history, each finding in words; nothing = it is as it should be."""

    lost: list[str] = field(default_factory=list)
    duplicated: list[str] = field(default_factory=list)
    stuck: list[str] = field(default_factory=list)
    unnamed: list[str] = field(default_factory=list)
    untied: list[str] = field(default_factory=list)

    @property
    def findings(self) -> list[str]:
        """All of them, each with its kind."""
        return [
            f"{kind}: {text}"
            for kind in ("lost", "duplicated", "stuck", "unnamed", "untied")
            for text in getattr(self, kind)
        ]


@dataclass
class Evidence:
    """What was found: the births of each document, who touched what, tieout's states and open cases."""

    history: History
    births: dict[str, list[Birth]]
    done: dict[tuple[str, str], Done]
    states: dict[str, str]
    cases: dict[str, set[str]]
    outside: dict[str, tuple[str, str]]

    @classmethod
    def of(cls, history: History) -> Evidence:
        """Read the books, the people's doings, and tieout's store."""
        births: dict[str, list[Birth]] = defaultdict(list)
        for birth in history.world.births:
            births[birth.subject].append(birth)
        done = {(one.birth.type, one.birth.id): one for one in history.world.done}
        cases: dict[str, set[str]] = defaultdict(set)
        place = history.machine.place
        states = place.states()
        with Database(place).read() as connection:
            for case in open_cases_of(connection):
                cases[case.subject].add(case.problem.code)
            rows = connection.exec_driver_sql("SELECT document, type, outside_id FROM outside ORDER BY n")
            outside = {document: (type_, id_) for document, type_, id_ in rows}
        return cls(history, births, done, states, cases, outside)

    def of_document(self, document: Document) -> list[Birth]:
        """Every object that was ever created for a document; of a later state of an order, the first's."""
        subject = name_of(document) if document.type in NAME_LISTS else self._first_state(document).id
        return self.births.get(subject, [])

    def _first_state(self, document: Document) -> Document:
        by_id = {one.document.id: one.document for one in self.history.wanted}
        while document.replaces:
            document = by_id[document.replaces]
        return document

    def live(self, document: Document) -> list[Birth]:
        """Those of them that the books still hold, voided ones too."""
        world = self.history.world
        return [birth for birth in self.of_document(document) if world.held(birth) is not None]

    def touched(self, document: Document) -> bool:
        """Whether a person changed an object of this document."""
        return any((birth.type, birth.id) in self.done for birth in self.of_document(document))


def judged(history: History) -> Verdict:
    """The verdict on a history of tieout's own client."""
    evidence, verdict = Evidence.of(history), Verdict()
    _count(evidence, verdict)
    _orders(evidence, verdict)
    _ended(evidence, verdict)
    _named(evidence, verdict)
    _books(evidence, verdict)
    _tied(evidence, verdict)
    return verdict


def counted(history: History) -> Verdict:
    """What a client that keeps no states of crossings lost and duplicated.

    What it does not post because the books were closed meanwhile is not held against it.
    """
    evidence, verdict = Evidence.of(history), Verdict()
    for one in history.wanted:
        copies, said = len(evidence.live(one.document)), _called(one.document)
        verdict.duplicated += [said] * max(0, copies - _most(evidence, one))
        closed = evidence.history.world.closed_at is not None and one.document.type not in NAME_LISTS
        if not copies and not one.unfit and not closed and not _excused(evidence, one.document):
            verdict.lost.append(said)
    return verdict


def _most(evidence: Evidence, one: Wanted) -> int:
    """How often the books may hold it: once, and what is unfit not at all.

    Where finance has closed periods adjusted, a form of a closed day crosses as a journal of the same
    lines, and a journal may be below zero.
    """
    history = evidence.history
    adjusted = history.plan.policy == "adjust" and history.world.closed_at is not None
    return 1 if not one.unfit or (adjusted and one.unfit != GONE_ACCOUNT) else 0


def _count(evidence: Evidence, verdict: Verdict) -> None:
    for one in evidence.history.wanted:
        document, said = one.document, _called(one.document)
        copies = len(evidence.live(document))
        verdict.duplicated += [said] * max(0, copies - _most(evidence, one))
        if not copies and not one.unfit and not _accounted(evidence, document):
            verdict.lost.append(f"{said}, {evidence.states.get(document.id)}")


def _orders(evidence: Evidence, verdict: Verdict) -> None:
    """An order stands as its last state has it, and no earlier state counts any more."""
    states = [one.document for one in evidence.history.wanted if one.document.type == "PurchaseOrder"]
    for document in states[:-1]:
        if evidence.states.get(document.id) != "superseded":
            verdict.stuck.append(f"{_called(document)} is {evidence.states.get(document.id)}, not replaced")
    for document in states[-1:]:
        total = sum(line.minor for line in document.ordered)
        for birth in evidence.live(document):
            held = evidence.history.world.held(birth) or {}
            found = (subject_of(held), int(held["TotalAmt"] * 100), held["POStatus"])
            if found != (document.id, total, dict(document.fields)["POStatus"]):
                verdict.lost.append(f"{_called(document)}: QuickBooks shows {found}")


def _accounted(evidence: Evidence, document: Document) -> bool:
    """Not there, and rightly: a person deleted it, or it is owned for a reason that really was."""
    if any(_deleted(evidence, birth) for birth in evidence.of_document(document)):
        return True
    owned = evidence.states.get(document.id) in OWNED and document.id in evidence.cases
    return owned and _excused(evidence, document)


def _excused(evidence: Evidence, document: Document) -> bool:
    """Whether the world gives a reason why QuickBooks could not take it."""
    if any(_deleted(evidence, birth) for birth in evidence.of_document(document)):
        return True
    closed = evidence.history.world.closed_at is not None and document.type not in NAME_LISTS
    if closed and evidence.history.plan.policy == "hold":
        return True
    by_id = {one.document.id: one for one in evidence.history.wanted}
    needs = [by_id[need] for need in document.needs if need in by_id]
    return any(_in_the_way(evidence, need) for need in needs)


def _in_the_way(evidence: Evidence, need: Wanted) -> bool:
    return bool(need.unfit) or evidence.touched(need.document) or _excused(evidence, need.document)


def _deleted(evidence: Evidence, birth: Birth) -> bool:
    done = evidence.done.get((birth.type, birth.id))
    return done is not None and OF_PEOPLE[done.act.fault][0] == "delete"


def _ended(evidence: Evidence, verdict: Verdict) -> None:
    """Everything is at rest, or somebody's exception."""
    if evidence.history.stuck:
        verdict.stuck.append(evidence.history.stuck)
    final = {state.value for state in FINAL}
    for one in evidence.history.wanted:
        state = evidence.states.get(one.document.id, "unknown")
        if state not in final and not (state in OWNED and one.document.id in evidence.cases):
            verdict.stuck.append(f"{_called(one.document)} is {state}, nobody's")


def _named(evidence: Evidence, verdict: Verdict) -> None:
    """What a person changed in a document that counts as crossed is somebody's exception, by its name."""
    for one in evidence.done.values():
        document, what = one.birth.subject, OF_PEOPLE[one.act.fault][0]
        others = [birth for birth in evidence.births[document] if birth != one.birth]
        replaced = what == "delete" and any(evidence.history.world.held(birth) for birth in others)
        crossed = evidence.states.get(document) == "confirmed"
        if crossed and not replaced and not NAMED & evidence.cases.get(document, set()):
            verdict.unnamed.append(f"{what} ({one.act.variant}) of {one.birth.type} {one.birth.id}")


def _books(evidence: Evidence, verdict: Verdict) -> None:
    """What each document that nobody touched posts, account by account, is what was sealed."""
    ledger = evidence.history.world.books.ledger
    posted: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for entry, posting in ledger.postings():
        posted[entry.label][posting.account] += posting.cents
    for one in evidence.history.wanted:
        known = evidence.outside.get(one.document.id)
        if known and known not in [(birth.type, birth.id) for birth in evidence.of_document(one.document)]:
            verdict.untied.append(f"{_called(one.document)} is taken for {known}, which is another's")
        for birth in evidence.live(one.document):
            if (birth.type, birth.id) not in evidence.done:
                found, should = _nonzero(posted[birth.type, birth.id]), _nonzero(_sealed(one.document))
                if found != should:
                    verdict.untied.append(f"{_called(one.document)} posts {found}, sealed as {should}")


def _sealed(document: Document) -> Counter[str]:
    found: Counter[str] = Counter()
    for line in document.lines:
        found[ACCOUNTS[line.account][0]] += line.home if line.side is Side.DR else -line.home
    return found


def _nonzero(amounts: Counter[str]) -> dict[str, int]:
    return {account: minor for account, minor in sorted(amounts.items()) if minor}


def _tied(evidence: Evidence, verdict: Verdict) -> None:
    """tieout's own tie-out: every cent explained, and no difference where nobody made one."""
    last = evidence.history.last
    if last is None or last.tied is None:
        verdict.untied.append("the last run did not read back")
        return
    if last.tied.unexplained:
        verdict.untied.append(f"{last.tied.line()}")
    exceptions = set(evidence.states.values()) & OWNED
    if not evidence.done and not exceptions and not last.tied.tied:
        verdict.untied.append(f"nobody changed anything: {last.tied.line()}")


def _called(document: Document) -> str:
    return f"{document.type} {document.number or name_of(document)} {document.id[:10]}"
