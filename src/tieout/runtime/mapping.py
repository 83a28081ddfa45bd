"""Mapping proposals: from QuickBooks' chart to account keys, confirmed by a person."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from tieout.core.account import ROLE_QUALIFIERS, AccountKey, account_key, parsed_key
from tieout.core.catalogue import problem
from tieout.core.chart import KINDS
from tieout.core.errors import TerminalError
from tieout.core.mapping import NO_DIMENSION, Dimension, MappedAccount, default_class
from tieout.core.outside import ListType
from tieout.ports import Books, NothingHappened, OutsideAccount
from tieout.runtime.access import act
from tieout.runtime.company import Company
from tieout.storage.settings import audit, keep_mapping, mapping_of

PATIENCE_SECONDS: Final = 120
"""How long creating an account waits for a QuickBooks that is busy."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """An account key with the account found for it, or the account to create."""

    key: AccountKey
    account: OutsideAccount | None
    name: str
    type: str
    subtype: str
    tracked_class: Dimension = NO_DIMENSION
    location: Dimension = NO_DIMENSION

    @property
    def creates(self) -> bool:
        """Whether QuickBooks has no fitting account yet."""
        return self.account is None


def wanted_keys(stated: Sequence[AccountKey]) -> list[AccountKey]:
    """Every role once, for all its qualifiers; a role stated with qualifiers is mapped by them only."""
    roles = {key.role for key in stated}
    plain = [plain_key(role) for role in ROLE_QUALIFIERS if role not in roles]
    return sorted({*plain, *stated})


def plain_key(role: str) -> AccountKey:
    """The role for all its qualifiers."""
    return AccountKey(role, ("",) * len(ROLE_QUALIFIERS[role]))


def proposals(keys: Iterable[AccountKey], chart: Sequence[OutsideAccount]) -> list[Proposal]:
    """For each key the account of the right type by its name or sub-type, else one to create.

    QuickBooks' own receivable, payable, undeposited funds and opening equity are used as they are;
    every other role gets an account of the exact name, so that no two roles share one by accident.
    """
    return [_proposal(key, chart) for key in keys]


def _proposal(key: AccountKey, chart: Sequence[OutsideAccount]) -> Proposal:
    kind = KINDS[key.role]
    shown = " ".join(value for value in key.qualifiers if value)
    name = f"{kind.name} {shown}".strip().replace(":", "-").replace('"', "'")[:100]
    fitting = [account for account in chart if account.active and account.type == kind.type]
    found = next((account for account in fitting if account.name.casefold() == name.casefold()), None)
    if found is None and kind.standard:
        found = next((account for account in fitting if account.subtype == kind.subtype), None)
    return Proposal(key, found, found.name if found else name, kind.type, kind.subtype)


def _create(books: Books, proposal: Proposal, currency: str) -> OutsideAccount:
    """Create an account; where QuickBooks is busy it is asked again, for two minutes at most."""
    waited = 0
    while True:
        try:
            return books.create_account(proposal.name, proposal.type, proposal.subtype, currency)
        except NothingHappened as busy:
            wait = max(1, busy.wait_seconds)
            waited += wait
            if busy.problem is not None or waited > PATIENCE_SECONDS:
                raise
            time.sleep(wait)


def confirm(
    company: Company, books: Books, confirmed: Sequence[Proposal], who: str, now: datetime
) -> list[tuple[AccountKey, MappedAccount]]:
    """Create what is missing, and keep the mapping with who confirmed it."""
    rows = []
    created: dict[str, OutsideAccount] = {}
    for proposal in confirmed:
        account = proposal.account or created.get(proposal.name)
        if account is None:
            account = _create(books, proposal, company.settings.home_currency)
            created[proposal.name] = account
        known = replace(
            mapped(proposal.key, account),
            tracked_class=proposal.tracked_class,
            location=proposal.location,
        )
        rows.append((proposal.key, known))
    with company.database.write() as connection:
        before = mapping_of(connection).accounts
        keep_mapping(connection, [(str(key), known) for key, known in rows], who, now)
        for key, known in rows:
            audit(
                connection,
                who=who,
                act="mapping set",
                subject=str(key),
                before=_numbered(before[key]) if key in before else "",
                after=_numbered(known),
                at=now,
            )
    return rows


def _numbered(known: MappedAccount) -> str:
    return f"{known.outside_id} {described(known)}"


def described(known: MappedAccount) -> str:
    """A mapped account in words, with the class and location it bears."""
    parts = [known.name]
    parts += [f"class {known.tracked_class.name}"] if known.tracked_class else []
    parts += [f"location {known.location.name}"] if known.location else []
    return ", ".join(parts)


def map_account(
    company: Company,
    books: Books,
    key_text: str,
    account_text: str,
    *,
    class_name: str = "",
    location_name: str = "",
    who: str,
    now: datetime,
) -> MappedAccount:
    """Map one account key to an account named by id, number or name, with a class and a location.

    Raises:
        TerminalError: the key, the account, the class or the location is unknown.
    """
    try:
        key = parsed_key(key_text)
    except ValueError:
        raise TerminalError(problem("account_key_unknown", key=key_text)) from None
    if key.role not in ROLE_QUALIFIERS:
        raise TerminalError(problem("account_key_unknown", key=key_text))
    wanted = account_text.casefold()
    chart = [account for account in books.accounts() if account.active]
    found = next((a for a in chart if wanted in {a.id, a.number.casefold(), a.name.casefold()}), None)
    if found is None:
        raise TerminalError(problem("account_unknown", name=account_text))
    proposal = Proposal(
        key,
        found,
        found.name,
        found.type,
        found.subtype,
        _dimension(books, "class", class_name),
        _dimension(books, "location", location_name),
    )
    [(_, known)] = confirm(company, books, [proposal], who, now)
    return known


LISTS: Final[dict[str, ListType]] = {"class": "Class", "location": "Department"}
"""Our word for a dimension and QuickBooks' list of it."""


def _dimension(books: Books, kind: str, name: str) -> Dimension:
    """The active class or location of that name or id; no name = none."""
    if not name:
        return NO_DIMENSION
    wanted = name.casefold()
    for record in books.records(LISTS[kind]):
        if record.active and wanted in {record.id, record.name.casefold()}:
            return Dimension(record.id, record.name)
    raise TerminalError(problem("dimension_unknown", kind=kind, name=name))


def link_currency_accounts(
    company: Company, books: Books, now: datetime
) -> list[tuple[AccountKey, MappedAccount]]:
    """Map the receivable and payable accounts QuickBooks made of currencies we wrote in; those mapped.

    QuickBooks makes them itself with the first invoice or bill of a currency (fact sheet 11), so no
    person is asked: it is the account its documents stand on already. Whether it does is not documented:
    where a form of a currency is confirmed and no account of it came, its documents stand on the account
    of the home currency.
    """
    if company.settings.foreign_documents != "own":
        return []
    with company.database.read() as connection:
        known = mapping_of(connection).accounts
        named = _currency_keys(connection)
        if "penny" in company.settings.zero_totals.values():
            named = sorted({*named, *_penny_keys(connection)})
        missing = [key for key in named if key not in known]
    home = company.settings.home_currency
    wanted = [key for key in missing if key.qualifiers[0] != home]
    if not wanted:
        return []
    made = {(account.type, account.currency): account for account in books.accounts() if account.active}
    with company.database.read() as connection:
        there = {key for key in wanted if _stands(connection, key)}
    found = [
        (
            key,
            made.get((KINDS[key.role].type, key.qualifiers[0]))
            or (made.get((KINDS[key.role].type, home)) if key in there else None),
        )
        for key in wanted
    ]
    proposed = [Proposal(key, one, one.name, one.type, one.subtype) for key, one in found if one]
    return confirm(company, books, proposed, "tieout", now) if proposed else []


def _currency_keys(connection: Connection) -> list[AccountKey]:
    """The receivable and payable keys entries name."""
    rows = connection.exec_driver_sql(
        "SELECT DISTINCT account FROM entry_line "
        "WHERE account LIKE 'accounts_receivable(%' OR account LIKE 'accounts_payable(%'"
    )
    return sorted(parsed_key(text) for (text,) in rows)


_FORMS: Final = {
    "accounts_receivable": ("Invoice", "CreditMemo"),
    "accounts_payable": ("Bill", "VendorCredit"),
}
"""Forms with which QuickBooks would have made the account of a currency."""


def _stands(connection: Connection, key: AccountKey) -> bool:
    """Whether QuickBooks holds a form of ours in the key's currency."""
    one, other = _FORMS[key.role]
    found = connection.exec_driver_sql(
        "SELECT 1 FROM entry e JOIN document_entry m ON m.entry = e.seq "
        "JOIN document d ON d.seq = m.document JOIN crossing_state s ON s.document = d.id "
        "WHERE e.document IN (?, ?) AND e.currency = ? AND s.state = 'confirmed' LIMIT 1",
        (one, other, key.qualifiers[0]),
    )
    return found.first() is not None


def _penny_keys(connection: Connection) -> list[AccountKey]:
    """The receivable keys of invoices: one of nothing names none, but its penny stands there."""
    rows = connection.exec_driver_sql("SELECT DISTINCT currency FROM entry WHERE document = 'Invoice'")
    return [account_key("accounts_receivable", currency=currency) for (currency,) in rows]


def mapped(key: AccountKey, account: OutsideAccount) -> MappedAccount:
    """A QuickBooks account as the mapping keeps it."""
    return MappedAccount(
        outside_id=account.id,
        name=account.name,
        number=account.number,
        account_class=default_class(key.role),
        type=account.type,
    )


@act("mapping")
def stored_mapping(company: Company) -> list[tuple[AccountKey, MappedAccount]]:
    """The mapping in effect, in order of account keys."""
    with company.database.read() as connection:
        return sorted(mapping_of(connection).accounts.items())
