"""Records of name lists: the customers, vendors and products documents need, created or linked once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import Connection

from tieout.core.capabilities import Capabilities
from tieout.core.crossing import State
from tieout.core.crosswalk import item_document, party_document
from tieout.core.document import Document
from tieout.core.event import Party
from tieout.core.ids import DocumentId
from tieout.gates.names import name_for, representable, reserved
from tieout.posting.sealing import CUSTOMER_TYPES, VENDOR_TYPES
from tieout.storage.dependants import wake
from tieout.storage.documents import move, states_of
from tieout.storage.tables import OUTSIDE, RESERVED_NAME, insert_sql


class RecordDesk:
    """Makes the list records that documents need and nobody made yet, names reserved on the way."""

    def __init__(
        self, company: str, parties: Mapping[str, Party], limits: Capabilities, first_day: date
    ) -> None:
        """`parties` gives the names; `first_day` dates the records, which post nothing."""
        self._company = company
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
        existing = _existing(
            connection, record, name_for(full, self._limits.name_length, self._limits), currency
        )
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

    def _item_fields(
        self, connection: Connection, key: DocumentId, subject: str
    ) -> tuple[tuple[str, str], ...]:
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
            [(key, State.READY, State.CONFIRMED, "linked to the record of that name") for key in linked],
            now,
        )
        wake(connection, linked, now)


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
    """(id, name) of QuickBooks' own record of that list, name and currency."""
    rows = connection.exec_driver_sql(
        "SELECT id, name FROM outside_name WHERE type = ? AND currency = ? ORDER BY id", (record, currency)
    )
    return next(((id_, found) for id_, found in rows if found.casefold() == name.casefold()), None)
