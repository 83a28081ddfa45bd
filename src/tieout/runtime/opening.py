"""Opening: QuickBooks' balances before our first day, as kept, as they are now, and accepted anew."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from tieout.core.catalogue import problem
from tieout.core.errors import TerminalError
from tieout.ports import Books
from tieout.runtime.company import Company
from tieout.storage.settings import audit, keep_setting, mapping_of, settings_of

SETTING = "opening_balances"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """One mapped account before the first day: home minor units, debit above zero."""

    account: str
    id: str
    kept: int
    now: int

    @property
    def changed(self) -> int:
        """What QuickBooks holds now beyond what was kept."""
        return self.now - self.kept


def openings(company: Company, books: Books) -> list[Opening]:
    """Every mapped account, by name; one that several keys stand on is named once."""
    with company.database.read() as connection:
        accounts = {one.outside_id: one.name for one in mapping_of(connection).accounts.values()}
        kept = json.loads(settings_of(connection).get(SETTING, "{}"))
    now = books.balances(company.settings.start - timedelta(days=1))
    return [
        Opening(account=name, id=id_, kept=int(kept.get(id_, 0)), now=now.get(id_, 0))
        for id_, name in sorted(accounts.items(), key=lambda pair: (pair[1], pair[0]))
    ]


def accept(company: Company, books: Books, why: str, who: str, now: datetime) -> list[Opening]:
    """Keep QuickBooks' balances before the first day as they are now; what changed, in the audit log.

    The tie-out counts from these balances, so this is an approved act with its reason.

    Raises:
        TerminalError: nothing has changed since they were kept.
    """
    found = [one for one in openings(company, books) if one.changed]
    if not found:
        raise TerminalError(problem("opening_unchanged", start=company.settings.start))
    balances = books.balances(company.settings.start - timedelta(days=1))
    with company.database.write() as connection:
        keep_setting(connection, SETTING, json.dumps(balances))
        for one in found:
            audit(
                connection,
                who=who,
                act="opening balance accepted",
                subject=one.account,
                before=str(one.kept),
                after=f"{one.now}: {why}",
                at=now,
            )
    return found
