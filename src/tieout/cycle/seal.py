"""Seal: entries whose day is over become documents with their crossings (accounting.md 3)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from types import MappingProxyType

from sqlalchemy import Connection

from tieout.core.capabilities import Capabilities
from tieout.core.closed_period import treatment
from tieout.core.document import SALES_FORMS, Document
from tieout.core.entry import Entry
from tieout.core.ids import DocumentId
from tieout.core.mapping import Mapping
from tieout.core.period import Periods
from tieout.core.prior_period import CLOSED
from tieout.core.problem import Problem
from tieout.core.tax_strategy import TaxPolicy
from tieout.cycle.changed_needs import meet_changed_needs
from tieout.cycle.order_documents import seal_orders
from tieout.cycle.read_back import Standing, as_read, link, read_back
from tieout.cycle.records import RecordDesk
from tieout.cycle.sealed import Sealed
from tieout.gates.crossing import document_problems, fitted, mapping_problem, unmapped
from tieout.gates.dimensions import untracked
from tieout.posting.sealing import is_link, sealed
from tieout.posting.tenders import with_tenders_apart
from tieout.posting.totals import choice, cost_only, is_zero_sale, with_penny
from tieout.storage.cases import cases_ever, open_cases, open_cases_of, resolve_cases
from tieout.storage.database import Database
from tieout.storage.dependants import give_up, keep_sealed
from tieout.storage.documents import next_sequences
from tieout.storage.entries import unsealed_entries, unsealed_keys

Policy = MappingOf[str, str]
"""What becomes of a document whose period is closed, per class (`core.closed_period`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SealingPolicy:
    """What finance set about documents: closed periods, tax, sales that come to nothing, links, tenders.

    `settlement_links`: "payment" = a payment of nothing ties a credit to what it settles; "none" = the
    credit stands on the customer beside the invoice, for a QuickBooks that refuses such payments.
    `receipt_tenders`: "line" = gift cards, store credit and deposits are lines of the receipt; "journal"
    = a journal beside it takes them, for a QuickBooks without products on liability accounts.
    `purchase_orders`: "draft" = they show in QuickBooks; "none" = they stay here.
    """

    closed_periods: Policy = field(default_factory=dict)
    taxes: TaxPolicy = field(default_factory=TaxPolicy)
    zero_totals: Policy = field(default_factory=dict)
    settlement_links: str = "payment"
    receipt_tenders: str = "line"
    purchase_orders: str = "none"

    def documents(
        self, company: str, entries: Sequence[Entry], sequence: int, limits: Capabilities
    ) -> tuple[list[Document], str]:
        """The documents of a set of entries, fitting and dated, and how a sale of nothing was treated."""
        made = sealed(company, entries, sequence, limits.home_currency, self.taxes)
        if self.receipt_tenders == "journal":
            made = with_tenders_apart(company, made)
        zero = choice(self.zero_totals, made[0].lines) if is_zero_sale(made) else "as_is"
        made = treated(company, made, zero, limits.home_currency)
        if self.settlement_links == "none":
            made = [document for document in made if not is_link(document)]
        return [placed(document, limits, self.closed_periods) for document in made], zero


KEYS_AT_ONCE = 300
"""Documents sealed per transaction, at most."""


def seal(
    database: Database,
    company: str,
    *,
    through: date,
    mapping: Mapping,
    limits: Capabilities,
    records: RecordDesk,
    now: datetime,
    policy: SealingPolicy,
    progress: Callable[[int], None] = lambda _count: None,
) -> Sealed:
    """Seal every entry up to a day that may cross; the others are held, each with a case."""
    with database.read() as connection:
        keys = unsealed_keys(connection, through)
    count = Sealed()
    held: list[tuple[str, Problem]] = []
    for start in range(0, len(keys), KEYS_AT_ONCE):
        some = keys[start : start + KEYS_AT_ONCE]
        with database.write() as connection:
            made, problems = _seal_some(
                connection, company, some, through, mapping, limits, records, now, policy
            )
        count += made
        held += problems
        progress(len(some))
    if policy.purchase_orders == "draft":
        with database.write() as connection:
            made, problems = seal_orders(connection, company, through, mapping, limits, records, now)
        count += made
        held += problems
    with database.write() as connection:
        told = [(one.where.subject, one) for one in untracked(mapping.accounts.values(), limits)]
        _settle_cases(connection, held + known_once(connection, told), now)
        count += Sealed(records=meet_changed_needs(connection, company, records, policy.taxes, now))
    return count


def _seal_some(
    connection: Connection,
    company: str,
    keys: Sequence[str],
    through: date,
    mapping: Mapping,
    limits: Capabilities,
    records: RecordDesk,
    now: datetime,
    policy: SealingPolicy,
) -> tuple[Sealed, list[tuple[str, Problem]]]:
    entries = unsealed_entries(connection, keys, through)
    missing = unmapped([entry for _, entry in entries], mapping, limits.home_currency)
    held = {entry.id for held_entries in missing.values() for entry in held_entries}
    problems = [(str(key), mapping_problem(key, len(stuck))) for key, stuck in missing.items()]
    groups = _groups([(seq, entry) for seq, entry in entries if entry.id not in held])
    sequences = next_sequences(connection, groups)
    linked = _standing(connection, company, groups, sequences, limits, policy)
    sealed_now = [(one.document, one.entries) for one in linked]
    given_up: list[DocumentId] = []
    for key, members in groups.items():
        own = [entry for _, entry in members]
        documents, zero = policy.documents(company, own, sequences[key], limits)
        taken = replace(limits, closed_through=None)  # the day is seen to, here or when it is sent
        refused = [reason for document in documents for reason in document_problems(document, taken)]
        doubts = [reason for document in documents for reason in records.doubts(connection, document)]
        if refused or doubts:
            problems += [(key, reason) for reason in refused]
            problems += [(reason.where.subject, reason) for reason in doubts]
            continue
        sealed_now.append((documents[0], [seq for seq, _ in members]))
        given_up += [documents[0].id] if zero == "cost_only" else []
        sealed_now += [(document, []) for document in documents[1:]]
    new_records = records.needed(connection, [document for document, _ in sealed_now])
    keep_sealed(connection, [*((record, []) for record in new_records), *sealed_now], now)
    records.link_existing(connection, new_records, now)
    link(connection, linked, now)
    for key in given_up:
        give_up(connection, key, "its total is zero; finance wants its cost only", now)
    return _counted([one for one, _ in sealed_now], len(new_records)), problems


def _counted(documents: Sequence[Document], records: int) -> Sealed:
    numbered = sum(bool(one.number) and one.type in SALES_FORMS for one in documents)
    return Sealed(len(documents), records, numbered)


def _standing(
    connection: Connection,
    company: str,
    groups: dict[str, list[tuple[int, Entry]]],
    sequences: MappingOf[str, int],
    limits: Capabilities,
    policy: SealingPolicy,
) -> list[Standing]:
    """The documents QuickBooks holds already, taken out of the groups: nothing holds or sends them."""
    there = read_back(connection, [entry for members in groups.values() for _, entry in members])
    found = []
    for key in [key for key, members in groups.items() if members[0][1].id in there]:
        members = groups.pop(key)
        own = [entry for _, entry in members]
        [made] = sealed(company, own, sequences[key], limits.home_currency, policy.taxes)
        place = there[own[0].id]
        found.append(Standing(as_read(made, limits), [seq for seq, _ in members], own[0], place))
    return found


def treated(company: str, documents: Sequence[Document], zero: str, home_currency: str) -> list[Document]:
    """A sale that comes to nothing, as finance wants it; any other as it is."""
    if zero == "penny":
        return with_penny(company, documents[0], home_currency)
    return [cost_only(documents[0])] if zero == "cost_only" else list(documents)


def _groups(entries: Sequence[tuple[int, Entry]]) -> dict[str, list[tuple[int, Entry]]]:
    groups: dict[str, list[tuple[int, Entry]]] = {}
    for seq, entry in entries:
        groups.setdefault(entry.group or entry.id, []).append((seq, entry))
    return groups


def placed(
    document: Document, limits: Capabilities, closed_periods: Policy = MappingProxyType({})
) -> Document:
    """The document in fitting texts, dated into the first day QuickBooks still takes.

    One that finance wants held or adjusted keeps its day: delivery holds it, or sends it as a journal.
    """
    closed = limits.closed_through if treatment(document, closed_periods) == "next_open" else None
    day = Periods(closed).posting_date(document.day)
    if day != document.day:
        prior = document.prior._replace(days=document.prior.days or (document.day,))
        memo = f"{document.memo}; of {document.day}{CLOSED}"
        document = replace(document, day=day, memo=memo, prior=prior)
    return fitted(document, limits)


def known_once(connection: Connection, told: Sequence[tuple[str, Problem]]) -> list[tuple[str, Problem]]:
    """Of what holds nothing and is told once: what was never told, or is still open."""
    past = cases_ever(connection, "posting")
    still = {(case.subject, case.problem.code) for case in open_cases_of(connection, stage="posting")}
    return [
        (subject, one)
        for subject, one in told
        if (subject, one.code) not in past or (subject, one.code) in still
    ]


def _settle_cases(connection: Connection, held: Sequence[tuple[str, Problem]], now: datetime) -> None:
    """Open cases of what is held now; resolve those whose cause is gone."""
    unique = {(subject, reason.code): (subject, reason) for subject, reason in held}
    open_cases(connection, "posting", unique.values(), now)
    gone = [
        case.id
        for case in open_cases_of(connection, stage="posting")
        if (case.subject, case.problem.code) not in unique
    ]
    resolve_cases(connection, gone, "tieout", now, "the document crossed")
