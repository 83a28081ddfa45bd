"""Records of name lists: the customers, vendors and products documents need, created or linked once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import Connection

from tieout.core.capabilities import Capabilities
from tieout.core.catalogue import problem
from tieout.core.crossing import State
from tieout.core.crosswalk import item_document, party_document
from tieout.core.document import Document
from tieout.core.event import Party
from tieout.core.ids import DocumentId
from tieout.core.problem import Problem, Where
from tieout.gates.likeness import Alike, Candidates
from tieout.gates.names import name_for, representable, reserved
from tieout.posting.sealing import CUSTOMER_TYPES, VENDOR_TYPES
from tieout.storage.dependants import wake
from tieout.storage.documents import move, states_of
from tieout.storage.outside_lists import Match, list_as_read, match_of, taken_ids
from tieout.storage.tables import OUTSIDE, RESERVED_NAME, insert_sql

SHOWN = 3
"""Records a question names, at most."""


class RecordDesk:
    """Makes the list records that documents need and nobody made yet, names reserved on the way."""

    def __init__(
        self,
        company: str,
        parties: Mapping[str, Party],
        limits: Capabilities,
        first_day: date,
        ask_above: int = 0,
    ) -> None:
        """`parties` gives the names; `first_day` dates the records, which post nothing.

        `ask_above` is the likeness in percent from which a person is asked whether a party is a
        record QuickBooks has; 0 = never.
        """
        self._company = company
        self._ask_above = ask_above
        self._judged: dict[DocumentId, Problem | None] = {}
        self._there: dict[tuple[str, str], Candidates] = {}
        self._parties = parties
        self._limits = limits
        self._day = first_day
        self._links: dict[DocumentId, tuple[str, str]] = {}

    def needed(self, connection: Connection, documents: Sequence[Document]) -> list[Document]:
        """The records these documents need that do not exist yet, each once."""
        wanted: dict[DocumentId, tuple[str, str, str]] = {}
        for document in documents:
            for key, what in self._wanted(document):
                if key in document.needs:
                    wanted.setdefault(key, what)
        known = states_of(connection, list(wanted))
        return [self._record(connection, key, *what) for key, what in wanted.items() if key not in known]

    def doubts(self, connection: Connection, document: Document) -> list[Problem]:
        """Parties of a document that may be records QuickBooks has under another name, one problem each.

        Nobody is asked about a name that is the same, or about what a person decided already.
        """
        if not self._ask_above:
            return []
        wanted = {key: what for key, what in self._wanted(document) if key in document.needs}
        fresh = [key for key in wanted if key not in self._judged]
        known = states_of(connection, fresh)
        for key in fresh:
            self._judged[key] = None if key in known else self._doubt(connection, *wanted[key])
        return [one for one in map(self._judged.__getitem__, wanted) if one is not None]

    def _doubt(self, connection: Connection, record: str, subject: str, currency: str) -> Problem | None:
        if record == "Item" or match_of(connection, record, subject, currency) is not None:
            return None
        party = self._parties.get(subject)
        name = party.name if party else subject
        fitted = name_for(name, self._limits.name_length, self._limits)
        if _existing(connection, record, fitted, currency):
            return None
        there = self._candidates(connection, record, currency)
        close = there.alike(name, (party.email if party else "") or "", self._ask_above)
        return doubt_problem(record, subject, name, currency, close) if close else None

    def _candidates(self, connection: Connection, record: str, currency: str) -> Candidates:
        """Active records of a list in a currency that are none of ours yet, read once."""
        if (record, currency) not in self._there:
            self._there[record, currency] = candidates(
                connection, record, currency, self._limits.home_currency
            )
        return self._there[record, currency]

    def _wanted(self, document: Document) -> Iterable[tuple[DocumentId, tuple[str, str, str]]]:
        parties = {(document.party, document.type)}
        parties |= {
            (line.party, "Bill" if line.account.role == "accounts_payable" else "Invoice")
            for line in document.lines
            if line.party
        }
        for party, type_ in sorted(parties):
            for record, types in (("Customer", CUSTOMER_TYPES), ("Vendor", VENDOR_TYPES)):
                if party and type_ in types:
                    key = party_document(self._company, record, party, document.currency)
                    yield key, (record, party, document.currency)
        for account in dict.fromkeys(line.account for line in document.lines):
            yield item_document(self._company, account), ("Item", str(account), document.currency)

    def _record(
        self, connection: Connection, key: DocumentId, record: str, subject: str, currency: str
    ) -> Document:
        if record == "Item":
            fields = self._item_fields(connection, key, subject)
        else:
            fields = self._party_fields(connection, key, record, subject, currency)
        return Document(
            id=key,
            type=record,  # type: ignore[arg-type]
            key=f"{record}:{subject}:{currency}",
            sequence=0,
            day=self._day,
            currency=currency,
            party="" if record == "Item" else subject,
            fields=fields,
        )

    def _party_fields(
        self, connection: Connection, key: DocumentId, record: str, subject: str, currency: str
    ) -> tuple[tuple[str, str], ...]:
        party = self._parties.get(subject)
        full = party.name if party else subject
        decided = match_of(connection, record, subject, currency)
        existing = _existing(
            connection, record, name_for(full, self._limits.name_length, self._limits), currency
        )
        if decided and decided.outside_id:
            return self._linked_fields(connection, key, record, decided, full, currency)
        if existing and _is_free(connection, existing[1].casefold(), own=True):
            self._links[key] = (existing[0], record)
            name = existing[1]
        else:
            name = reserved(
                full,
                record.lower(),
                currency,
                subject,
                self._limits,
                lambda folded: _is_free(connection, folded),
            )
        connection.exec_driver_sql(insert_sql(RESERVED_NAME), (name.casefold(), key, name))
        fields = [("DisplayName", name), ("FullName", full), ("Currency", currency)]
        if party and party.email:
            fields.append(("Email", party.email))
        return tuple(fields)

    def _linked_fields(
        self, connection: Connection, key: DocumentId, record: str, decided: Match, full: str, currency: str
    ) -> tuple[tuple[str, str], ...]:
        """The fields of a record that a person says QuickBooks has already."""
        self._links[key] = (decided.outside_id, record)
        if _is_free(connection, decided.name.casefold(), own=True):
            connection.exec_driver_sql(
                insert_sql(RESERVED_NAME), (decided.name.casefold(), key, decided.name)
            )
        return (("DisplayName", decided.name), ("FullName", full), ("Currency", currency))

    def _item_fields(
        self, connection: Connection, key: DocumentId, subject: str
    ) -> tuple[tuple[str, str], ...]:
        decided = match_of(connection, "Item", subject, "")
        if decided and decided.outside_id:
            self._links[key] = (decided.outside_id, "Item")
            return (("Name", decided.name), ("account", subject))
        text = subject.replace("(", " ").replace(")", "").replace(",", " ").replace("_", " ")
        name = name_for(f"tieout {text}", self._limits.item_name_length, self._limits)
        connection.exec_driver_sql(insert_sql(RESERVED_NAME), (f"item {name.casefold()}", key, name))
        full = representable(f"Sales lines posted to {subject}", self._limits)
        return (("Name", name), ("Description", full), ("account", subject))

    def link_existing(self, connection: Connection, records: Sequence[Document], now: datetime) -> None:
        """Records QuickBooks has already under that name are linked, not created (S004-09)."""
        linked = [record.id for record in records if record.id in self._links]
        rows = [(key, self._links[key][0], "", self._links[key][1]) for key in linked]
        if not rows:
            return
        connection.exec_driver_sql(insert_sql(OUTSIDE), rows)
        move(
            connection,
            [(key, State.READY, State.CONFIRMED, "linked to the record QuickBooks has") for key in linked],
            now,
        )
        wake(connection, linked, now)


def candidates(connection: Connection, record: str, currency: str, home_currency: str) -> Candidates:
    """Active records of a list in a currency, as last read, that are none of ours yet."""
    taken = taken_ids(connection, record)
    return Candidates(
        [
            one
            for one in list_as_read(connection, record)
            if one.active and one.id not in taken and (one.currency or home_currency) == currency
        ]
    )


def doubt_problem(record: str, party: str, name: str, currency: str, close: Sequence[Alike]) -> Problem:
    """The question whether a party is a record QuickBooks has."""
    first = close[0]
    shown = "; ".join(
        f"{one.record.name} (id {one.record.id}, {one.percent} % by {one.why})" for one in close[:SHOWN]
    )
    return problem(
        "party_like_existing",
        Where(subject=f"{record} {party} {currency}"),
        record=record,
        kind=record.lower(),
        party=party,
        name=name,
        currency=currency,
        there=shown,
        id=first.record.id,
    )


def _is_free(connection: Connection, folded: str, *, own: bool = False) -> bool:
    """Whether nobody reserved the name, and (unless `own`) QuickBooks has none like it in any list."""
    taken = connection.exec_driver_sql(
        "SELECT 1 FROM reserved_name WHERE name = ?", (folded,)
    ).one_or_none()
    if taken is not None or own:
        return taken is None
    return not any(
        name.casefold() == folded for (name,) in connection.exec_driver_sql("SELECT name FROM outside_name")
    )


def _existing(connection: Connection, record: str, name: str, currency: str) -> tuple[str, str] | None:
    """(id, name) of QuickBooks' own record of that list, name and currency that is none of ours yet."""
    rows = connection.exec_driver_sql(
        "SELECT id, name FROM outside_name WHERE type = ? AND currency = ? AND id NOT IN "
        "(SELECT outside_id FROM outside WHERE type = ?) ORDER BY id",
        (record, currency, record),
    )
    return next(((id_, found) for id_, found in rows if found.casefold() == name.casefold()), None)
