"""Bills: those others entered in QuickBooks become events, and are held against what was received.

A bill stands in QuickBooks already: its event posts what it did there and sends nothing. It concerns us
by its lines on GRNI and on the accounts of costs, or because a person said that it belongs there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from typing import Any, Final

from sqlalchemy import Connection

from tieout.connectors.quickbooks_online.bills import PAYMENT, BillPart, bill_of, names_products, products
from tieout.connectors.quickbooks_online.bills import parts_paid as parts_of
from tieout.connectors.quickbooks_online.target import QuickBooksOnline
from tieout.core.drift import Changed
from tieout.core.event import BillApproved, SupplierCredited, event_of
from tieout.core.event.purchase import QUICKBOOKS
from tieout.core.mapping import Mapping as AccountMapping
from tieout.core.master import MasterData
from tieout.core.problem import Problem
from tieout.core.read_bill import ENTITIES, ReadBill, ReadLine, ReceiptLine, Share
from tieout.core.scaled import Amount
from tieout.cycle.load import digest_of, event_row
from tieout.gates.bill_lines import (
    Meant,
    goods_of,
    meant,
    not_read,
    on_wrong_account,
    split,
    unclear,
    vendor_unknown,
)
from tieout.intake.ahead import AHEAD_DAYS
from tieout.intake.plain import written
from tieout.intake.supplier_bill import COSTS, bill_event, withdrawn
from tieout.reconcile.expected import reconciled_accounts
from tieout.reconcile.ledger import mark_in
from tieout.runtime.company import Company
from tieout.runtime.master import stored_master
from tieout.runtime.receipt_lines import ReceiptLines, receipt_lines
from tieout.storage.cases import open_cases, open_cases_of, resolve_cases, settled_by_people
from tieout.storage.documents import documents_by_id
from tieout.storage.events import add_file, append_events, last_seq
from tieout.storage.read_bills import (
    BillMatch,
    bill_as_read,
    bill_matches,
    bills_as_read,
    keep_bill,
    latest_revision,
    latest_said,
    paid_by,
    vendor_decided,
    waiting_bills,
    what_bills_wait_for,
)
from tieout.storage.settings import keep_setting, mapping_of, settings_of
from tieout.storage.sweeps import our_documents

CODES: Final = frozenset(
    {"bill_vendor_unknown", "bill_line_unclear", "bill_on_wrong_account", "bill_not_read"}
)
"""What a person has to settle of a bill that others entered."""

SETTLED: Final = "bills_settled"
"""Setting: what was there when bills that others entered were last held against receipts."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a sweep found of suppliers: bills and credits, and what payments pay of bills by payment."""

    bills: tuple[ReadBill, ...]
    payments: Mapping[str, Sequence[BillPart]]


def bills_in(company: Company, books: QuickBooksOnline, found: Sequence[Changed]) -> Found:
    """The bills, credits and payments among what changed; asks for products where a line names one."""
    home = company.settings.home_currency
    known = products(books.records("Item")) if names_products(found) else {}
    bills = tuple(bill_of(one, known, home) for one in found if one.type in ENTITIES and not _ours(one))
    return Found(bills, {one.id: parts_of(one, home) for one in found if one.type == PAYMENT})


def _ours(changed: Changed) -> bool:
    """Whether it bears our mark: sent by us, if not confirmed yet, or copied from what was."""
    return bool(mark_in(str(changed.body.get("PrivateNote", ""))))


def take_bills(company: Company, connection: Connection, found: Found, now: datetime) -> None:
    """Keep what is new of bills read, and state what it means."""
    fresh = []
    for bill in found.bills:
        before = bill_as_read(connection, bill.type, bill.id)
        sent = our_documents(connection, bill.type, [bill.id]) and before is None
        if sent or before == bill or (bill.gone and before is None):
            continue
        keep_bill(connection, bill, now)
        fresh.append(bill)
    if not (fresh or found.payments):
        return
    reading = _Reading.of(company, connection, now)
    reading.settle(fresh)
    for payment, parts in found.payments.items():
        reading.pay(payment, parts)
    reading.keep()


def settle_bills(company: Company, connection: Connection, now: datetime, bills: Sequence[str] = ()) -> int:
    """Look again at bills that are not settled (or at those named): what was missing may have come.

    Returns how many say something else now.
    """
    known = [bill for bill in bills_as_read(connection) if not bill.gone]
    wanted = [bill for bill in known if bill.name in bills] if bills else _unsettled(connection, known)
    if not wanted:
        return 0
    reading = _Reading.of(company, connection, now)
    reading.settle(wanted)
    reading.keep()
    return len(reading.rows)


def settle_bills_again(company: Company, now: datetime) -> int:
    """What `settle_bills` does, by itself, once something may have come that bills wait for.

    That is anything costed since, by a run, a verb or the API; a vendor linked; an account mapped.
    """
    with company.database.read() as connection:
        known = what_bills_wait_for(connection)
        if settings_of(connection).get(SETTLED) == known:
            return 0
    with company.database.write() as connection:
        keep_setting(connection, SETTLED, known)
        return settle_bills(company, connection, now)


def _unsettled(connection: Connection, bills: Iterable[ReadBill]) -> list[ReadBill]:
    """Bills with a line that is for no receipt yet, or that are no event yet."""
    return [
        bill
        for bill in bills
        if (said := latest_said(connection, bill)) is None
        or any(not line.get("receipt") and not line.get("cost") for line in said["lines"])
    ]


def is_read(connection: Connection, changed: Changed) -> bool:
    """Whether a transaction of others is a bill or credit that the books know."""
    if changed.type not in ENTITIES:
        return False
    said = latest_said(connection, ReadBill(changed.type, changed.id))
    return said is not None and not said.get("withdrawn")


@dataclass(slots=True)
class _Reading:
    """Bills being settled, one after the other: each counts for those after it."""

    company: Company
    connection: Connection
    now: datetime
    mapping: AccountMapping
    master: MasterData
    receipts: ReceiptLines
    roles: dict[str, str]
    owned: frozenset[str]
    matches: dict[tuple[str, str], BillMatch] = field(default_factory=dict)
    rows: list[Any] = field(default_factory=list)
    seq: int = 0

    @classmethod
    def of(cls, company: Company, connection: Connection, now: datetime) -> _Reading:
        mapping, master = mapping_of(connection), stored_master(company)
        accounts = reconciled_accounts(mapping)
        roles = {one.outside_id: key.role for key, one in mapping.accounts.items() if key.role in COSTS}
        roles |= {one.outside_id: "" for key, one in mapping.accounts.items() if key.role == "grni"}
        owned = frozenset(id_ for id_, one in accounts.items() if one.account_class == "owned")
        lines = receipt_lines(connection, master, company.settings.policy.tolerances)
        reading = cls(company, connection, now, mapping, master, lines, roles, owned)
        reading.seq = last_seq(connection)
        reading._count_waiting()
        return reading

    def _count_waiting(self) -> None:
        """Bills read before and not costed yet count already."""
        for bill, key, plain in waiting_bills(self.connection):
            self._claim(bill, key, plain)

    def _claim(self, bill: ReadBill, key: str, plain: Mapping[str, Any]) -> None:
        event = event_of(plain)
        if isinstance(event, BillApproved | SupplierCredited):
            self.receipts.claim(bill, key, event, self.company.settings.home_currency)

    def settle(self, bills: Sequence[ReadBill]) -> None:
        """State each bill as it stands, and open or close what a person has to settle of it."""
        self.matches = bill_matches(self.connection, bills)
        for bill in sorted(
            bills, key=lambda one: (one.day, one.type, int(one.id) if one.id.isdigit() else 0)
        ):
            problems: list[Problem] = []
            before = latest_said(self.connection, bill)
            plain = None if bill.gone else self._stated(bill, before, problems)
            if (
                plain is None
                and before is not None
                and not any(one.code == "bill_not_read" for one in problems)
            ):
                plain = withdrawn(before)
            if plain is not None:
                self._state(plain, bill)
            self._cases(bill, problems)

    def _stated(
        self, bill: ReadBill, before: dict[str, Any] | None, problems: list[Problem]
    ) -> dict[str, Any] | None:
        """The event of a bill; None = it is no concern of ours, or a person has to say first."""
        supplier = self._supplier(bill)
        known = self.receipts.of(supplier, bill)
        shares: dict[str, Sequence[Share]] = {}
        waits = False
        for line in bill.lines:
            found = self._line(bill, line, known, before)
            role = self.roles.get(line.account)
            if found.shares and (role == "" or self._decided(bill, line)):
                shares[line.line] = found.shares
            elif role == "" and found.candidates:
                problems.append(unclear(bill, line, found))
            elif role is None and (goods := goods_of(bill, line, known, found, self.tolerance)):
                problems.append(on_wrong_account(bill, line, goods, self._account_name(line)))
                waits = waits or line.account in self.owned
        concerned = bool(shares) or any(line.account in self.roles for line in bill.lines)
        if not concerned:
            return None
        supplier = supplier or self._named_supplier(known, shares)
        why = self._unread(bill)
        if why:
            problems[:] = [not_read(bill, why)]
        elif not supplier:
            problems.append(vendor_unknown(bill))
        elif not waits:
            return bill_event(bill, supplier, self.roles, shares, self._tax_agency())
        return None

    def _line(
        self, bill: ReadBill, line: ReadLine, known: Sequence[ReceiptLine], before: dict[str, Any] | None
    ) -> Meant:
        """What a line is for: a person's word, else what it says, else what it was for before."""
        by_name = {one.reference: one for one in known}
        decided = self._decided(bill, line)
        if decided:
            said = [by_name[name] for name in decided.receipts if name in by_name]
            return Meant(shares=split(bill, line, said, self.tolerance)) if said else Meant()
        if self.roles.get(line.account) in COSTS:
            return Meant()
        found = meant(bill, line, known, self.tolerance, named_only=not self._supplier(bill))
        if found.shares or before is None or before.get("withdrawn"):
            return found
        kept = [
            by_name[f"{one['receipt']}/{one['receipt_line']}"]
            for one in before["lines"]
            if one["line"].partition(".")[0] == line.line
            and f"{one.get('receipt', '')}/{one.get('receipt_line', '')}" in by_name
        ]
        return Meant(shares=split(bill, line, kept, self.tolerance)) if kept else found

    @property
    def tolerance(self) -> Fraction:
        """How far a bill's price may be from the order's, as a share."""
        return Fraction(self.company.settings.policy.tolerances.price)

    def _decided(self, bill: ReadBill, line: ReadLine) -> BillMatch | None:
        return self.matches.get((bill.name, line.line))

    def _unread(self, bill: ReadBill) -> str:
        if bill.unread:
            return bill.unread
        if bill.tax and (bill.type != "Bill" or not self._tax_agency()):
            return "It has tax, and not exactly one tax agency is mapped to an account of input tax."
        if (date.fromisoformat(bill.day) - self.now.date()).days > AHEAD_DAYS:
            return f"It is dated {bill.day}."
        return ""

    def _tax_agency(self) -> str:
        found = [key.qualifiers[0] for key in self.mapping.accounts if key.role == "input_tax"]
        return found[0] if len(found) == 1 else ""

    # -- who it is of ---------------------------------------------------------------------------

    def _supplier(self, bill: ReadBill) -> str:
        """The party a vendor of QuickBooks is: by our own record, a person's word, or the same name."""
        records, linked = vendor_decided(self.connection, bill.vendor)
        for document in documents_by_id(self.connection, records).values():
            return document.party
        if linked:
            return linked
        name = bill.vendor_name.casefold()
        found = [
            key
            for key, party in self.master.parties.items()
            if "supplier" in party.roles and name in {key.casefold(), party.name.casefold()}
        ]
        return found[0] if len(found) == 1 else ""

    @staticmethod
    def _named_supplier(known: Sequence[ReceiptLine], shares: Mapping[str, Sequence[Share]]) -> str:
        """The supplier of the receipts a bill of an unknown vendor names."""
        named = {(one.receipt, one.line) for some in shares.values() for one in some}
        of = {one.supplier for one in known if (one.receipt, one.line) in named}
        return of.pop() if len(of) == 1 else ""

    # -- what was paid --------------------------------------------------------------------------

    def pay(self, payment: str, parts: Sequence[BillPart]) -> None:
        """State what a payment pays of bills we know; what it paid before and does not now is nothing."""
        said = paid_by(self.connection, payment)
        for part in parts:
            whose = self._bill_paid(part.bill)
            if whose is None:
                continue
            key = f"{payment}/{part.bill}"
            said.pop(key, None)
            self._state(
                {
                    "kind": "bill_paid",
                    "source": QUICKBOOKS,
                    "id": key,
                    "date": part.day,
                    "bill": whose[0],
                    "supplier": whose[1],
                    "currency": part.currency,
                    "amount": str(Amount(part.amount)),
                }
            )
        for before in said.values():
            self._state({**before, "amount": "0.00"})

    def _bill_paid(self, id_: str) -> tuple[str, str] | None:
        """Number and supplier of a bill, read or sent; None = we know none of that id."""
        bill = bill_as_read(self.connection, "Bill", id_)
        if bill is not None:
            supplier = self._supplier(bill)
            return (bill.number or bill.name, supplier) if supplier else None
        key = our_documents(self.connection, "Bill", [id_]).get(id_)
        if key is None:
            return None
        document = documents_by_id(self.connection, [key])[key]
        return document.number, document.party

    # -- keeping --------------------------------------------------------------------------------

    def _state(self, plain: dict[str, Any], bill: ReadBill | None = None) -> None:
        """State what is said otherwise than before; the same again is nothing new."""
        known = latest_revision(self.connection, plain["kind"], plain["id"])
        raw = written(plain)
        if known and known[1] == digest_of(raw):
            return
        self.seq += 1
        revision = known[0] + 1 if known else 0
        row = event_row(self.company.name, self.seq, revision, 1, event_of(plain), raw)
        self.rows.append(row)
        if bill is not None:
            self._claim(bill, row.id, plain)

    def keep(self) -> None:
        """Append what is stated, as one load."""
        if self.rows:
            file = add_file(self.connection, QUICKBOOKS, "", self.now)
            append_events(self.connection, file, self.rows)

    # -- what a person has to settle ------------------------------------------------------------

    def _cases(self, bill: ReadBill, problems: Sequence[Problem]) -> None:
        """A case per problem that no person settled; those that are over end."""
        settled = settled_by_people(self.connection, "reconcile", [bill.name])
        wanted = {
            (one.code, one.what): one for one in problems if (bill.name, one.code, one.what) not in settled
        }
        over = [
            case.id
            for case in open_cases_of(self.connection, "reconcile", bill.name)
            if case.problem.code in CODES and (case.problem.code, case.problem.what) not in wanted
        ]
        resolve_cases(self.connection, over, "tieout", self.now, "the bill is settled or says otherwise")
        open_cases(self.connection, "reconcile", [(bill.name, one) for one in wanted.values()], self.now)

    def _account_name(self, line: ReadLine) -> str:
        """As it is mapped, else as the bill calls it; QuickBooks shows its users no ids."""
        mapped = reconciled_accounts(self.mapping).get(line.account)
        return mapped.name if mapped else line.account_name or f"QuickBooks account {line.account}"
