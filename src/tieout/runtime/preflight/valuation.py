"""Valuation: QuickBooks' accounts begin where the subledgers begin (S004-21, S004-28)."""

from __future__ import annotations

from typing import Final

from tieout.core.catalogue import problem
from tieout.core.mapping import covering_keys
from tieout.core.money import decimal_text
from tieout.core.problem import Where
from tieout.runtime.preflight.survey import Looked, Survey

YEARLY: Final = frozenset({"Income", "Other Income", "Expense", "Other Expense", "Cost of Goods Sold"})
"""Types whose balance begins anew every year: they have no opening of their own."""


def history(seen: Survey) -> Looked:
    """Balances before the first day: as they were read, or accepted by a person since."""
    names = {account.outside_id: account.name for account in seen.mapping.values()}
    found = [
        problem(
            "history_changed",
            Where(subject=names[account]),
            account=names[account],
            before=decimal_text(seen.stored.get(account, 0), seen.home_currency),
            now=decimal_text(seen.before.get(account, 0), seen.home_currency),
            start=seen.start,
        )
        for account in sorted(names)
        if seen.before.get(account, 0) != seen.stored.get(account, 0)
    ]
    return found or f"before {seen.start} as they were read"


def alignment(seen: Survey) -> Looked:
    """An owned account begins at nothing: the opening entry brings its subledger's value in, once.

    What QuickBooks held there before would come on top of the subledger for good, also where it is
    the same value: then the opening entry would count it twice.
    """
    owned = {one.outside_id: one for one in seen.mapping.values() if one.account_class == "owned"}
    opened = _opened(seen)
    found = []
    for outside, account in sorted(owned.items()):
        theirs, ours = seen.before.get(outside, 0), opened.get(outside, 0)
        if not theirs or account.type in YEARLY or account.type == "Equity":
            continue
        found.append(
            problem(
                "opening_doubled" if theirs == ours else "opening_unaligned",
                Where(subject=account.name),
                account=account.name,
                theirs=decimal_text(theirs, seen.home_currency),
                ours=decimal_text(ours, seen.home_currency),
                difference=decimal_text(theirs, seen.home_currency),
                start=seen.start,
            )
        )
    brought = sum(1 for outside in owned if opened.get(outside, 0))
    return found or (
        f"{len(owned)} owned accounts begin at zero, {brought} of them get their subledger's value by an "
        "opening entry"
    )


def _opened(seen: Survey) -> dict[str, int]:
    """What opening events bring, by QuickBooks account."""
    sums: dict[str, int] = {}
    for key, minor in seen.opened.items():
        account = next((seen.mapping[one] for one in covering_keys(key) if one in seen.mapping), None)
        if account is not None:
            sums[account.outside_id] = sums.get(account.outside_id, 0) + minor
    return sums
