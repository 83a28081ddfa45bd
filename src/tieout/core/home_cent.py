"""Home cent: what QuickBooks booked of a foreign document in home currency beside what was computed."""

from __future__ import annotations

from typing import Final, NamedTuple

from tieout.core.account import AccountKey
from tieout.core.ids import DocumentId

TAKEN_OVER: Final = "home amounts as QuickBooks rounded them"
"""What stands where an entry's rule stands otherwise."""


class HomeCent(NamedTuple):
    """Home minor units, debit above zero, that a document has on an account in QuickBooks and not here.

    QuickBooks makes the home amounts of a document in another currency itself, and how it rounds is not
    documented: its ledger confirms them, and what differs is booked as it stands there (accounting.md 2).
    The cents of one document come to zero.
    """

    document: DocumentId
    account: AccountKey
    minor: int
