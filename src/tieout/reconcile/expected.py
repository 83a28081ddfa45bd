"""Expected: the values of our side, what QuickBooks should hold and what is still on its way.

The caller reads them from the store; nothing here reads anything. Amounts are home minor units,
debit above zero, so that a balance is a plain sum.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, NamedTuple

from tieout.core import mapping as core_mapping
from tieout.core.account import OTHER_ACCOUNT, AccountKey
from tieout.core.crossing import State
from tieout.core.document import Document
from tieout.core.home_cent import HomeCent
from tieout.core.ids import DocumentId, EntryId

GIVEN_UP: Final = frozenset({State.WRITTEN_OFF, State.SUPERSEDED})
"""States of documents QuickBooks should never hold: an approved act took them out of the books."""

HELD_IN_QUICKBOOKS: Final = frozenset({State.CONFIRMED, State.REVERSED})
"""States QuickBooks confirmed; a reversed document stays, its reversal is a document of its own."""


@dataclass(frozen=True, slots=True)
class Window:
    """The days compared: after the end of `baseline`, through the end of `through`."""

    baseline: date
    through: date

    def __post_init__(self) -> None:
        """Refuse a window without a day in it."""
        if self.through <= self.baseline:
            raise ValueError(f"nothing to compare between {self.baseline} and {self.through}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReconciledAccount:
    """One QuickBooks account with every account key that posts to it."""

    outside_id: str
    name: str
    number: str
    account_class: core_mapping.AccountClass
    keys: tuple[AccountKey, ...]

    @property
    def role(self) -> str:
        """The account keys as text: `inventory_raw, inventory_semi`."""
        return ", ".join(str(key) for key in self.keys)


class ExpectedLine(NamedTuple):
    """One line of a document; a tuple because a month has hundreds of thousands."""

    account: AccountKey
    outside_account: str
    minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedDocument:
    """One sealed document: `party` is its QuickBooks display name, `foreign` = not in home currency.

    `confirmed` = its lines contain the cents QuickBooks' ledger confirmed otherwise than computed, `held`
    = it is of a closed period, and finance wants such ones held, `read` = others entered it in QuickBooks.
    """

    document: DocumentId
    type: str
    state: State
    day: date
    lines: tuple[ExpectedLine, ...]
    outside_id: str = ""
    number: str = ""
    party: str = ""
    foreign: bool = False
    confirmed: bool = False
    held: bool = False
    read: bool = False

    def __post_init__(self) -> None:
        """Refuse a confirmed document nobody could find again."""
        if self.state in HELD_IN_QUICKBOOKS and not self.outside_id:
            raise ValueError(f"{self.type} {self.document} is {self.state.value} without an outside id")


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldEntry:
    """An entry no document was sealed for; `why` is the code of the problem that holds it, if any."""

    entry: EntryId
    day: date
    lines: tuple[ExpectedLine, ...]
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OurBooks:
    """Our side: balances at the end of the baseline day by outside account, then every document.

    Documents dated up to the baseline may be given too: one that QuickBooks moved into the window
    is then recognised instead of being taken for a document of others.
    """

    opening: Mapping[str, int]
    documents: Iterable[ExpectedDocument]
    held: Iterable[HeldEntry] = field(default=())


_STRICTNESS: Final = ("shared", "owned", "observed")


def reconciled_accounts(mapping: core_mapping.Mapping) -> dict[str, ReconciledAccount]:
    """The mapped QuickBooks accounts by outside id, in the order of their numbers and names.

    Where several keys share an account it is shared as soon as one of them is: people write there.
    """
    keys: dict[str, list[AccountKey]] = {}
    for key, mapped in mapping.accounts.items():
        keys.setdefault(mapped.outside_id, []).append(key)
    found = [_reconciled(mapping, sorted(group)) for group in keys.values()]
    found.sort(key=lambda account: (account.number, account.name, account.outside_id))
    return {account.outside_id: account for account in found}


def _reconciled(mapping: core_mapping.Mapping, keys: list[AccountKey]) -> ReconciledAccount:
    mapped = [mapping.accounts[key] for key in keys]
    classes = {one.account_class for one in mapped}
    return ReconciledAccount(
        outside_id=mapped[0].outside_id,
        name=mapped[0].name,
        number=mapped[0].number,
        account_class=min(classes, key=_STRICTNESS.index),
        keys=tuple(keys),
    )


def expected_document(
    document: Document,
    state: State,
    mapping: core_mapping.Mapping,
    *,
    home_currency: str,
    outside_id: str = "",
    party: str = "",
    compared: Container[str] | None = None,
    cents: Sequence[HomeCent] = (),
    held: bool = False,
    read: bool = False,
) -> ExpectedDocument:
    """A sealed document as reconciliation sees it.

    Lines of a bill read back that stand on accounts which are not `compared` are left out. `cents` are
    what QuickBooks' ledger confirmed of its home amounts otherwise than computed.

    Raises:
        KeyError: a line's account key has no account in `mapping`.
    """
    lines = []
    amounts = [(line.account, line.signed_home) for line in document.lines]
    for account, minor in [*amounts, *((one.account, one.minor) for one in cents)]:
        mapped = mapping.account(account)
        if mapped is None:
            raise KeyError(f"{account} of document {document.id} is not mapped")
        if account.role == OTHER_ACCOUNT and mapped.outside_id not in (compared or ()):
            continue
        lines.append(ExpectedLine(account, mapped.outside_id, minor))
    return ExpectedDocument(
        document=document.id,
        type=document.type,
        state=state,
        day=document.day,
        lines=tuple(lines),
        outside_id=outside_id,
        number=document.number,
        party=party,
        foreign=document.currency != home_currency,
        confirmed=bool(cents),
        held=held,
        read=read,
    )
