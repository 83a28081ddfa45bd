"""Subledgers: each register of open items must come to the balance of its control account.

Lots against inventory, open receipts against grni, open invoices against the receivable of each
customer, unsettled items against clearing (accounting.md 8.4). Values are 10⁻⁸ home units, debit
above zero; a register's total is rounded to the cent once per account key, half-even, which is how
pinned accounts are posted (accounting.md 2).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from tieout.core.account import AccountKey
from tieout.core.difference import Difference
from tieout.core.money import decimal_text, minor_of_value

REGISTERS: Final[dict[str, str]] = {
    "inventory_raw": "lots",
    "inventory_semi": "lots",
    "inventory_finished": "lots",
    "inventory_merchandise": "lots",
    "inventory_wip": "work in progress",
    "inventory_in_transit": "lots in transit",
    "shipped_not_invoiced": "units shipped, not invoiced",
    "grni": "open receipts",
    "landed_cost_clearing": "landed cost not allocated",
    "supplier_prepayments": "prepaid bills",
    "accounts_receivable": "open invoices",
    "clearing": "unsettled items",
    "undeposited": "money not deposited",
    "chargebacks": "open disputes",
    "customer_deposits": "deposits",
    "gift_cards": "gift cards",
    "store_credit": "store credit",
    "deferred_revenue": "remaining schedules",
    "sales_tax": "tax by agency",
    "input_tax": "tax by agency",
}
"""What the open items of a role are called; other roles have no register."""

Place = tuple[str, str]
"""A control account and the party within it (a customer), "" where the account is one whole."""

_SHOWN: Final = 5


class OpenItem(NamedTuple):
    """One open item of a register; `value` in 10⁻⁸ home units, debit above zero."""

    account: AccountKey
    name: str
    value: int
    party: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subledger:
    """The register behind one control account; `total` in home minor units, debit above zero."""

    name: str
    account: str
    party: str
    items: tuple[OpenItem, ...]
    total: int


def subledgers(
    items: Iterable[OpenItem], account_of: Callable[[AccountKey], str], currency: str
) -> list[Subledger]:
    """The registers by control account and party; `account_of` names the account of a key.

    Raises:
        KeyError: an item stands in a role that has no register.
    """
    places: dict[Place, list[OpenItem]] = {}
    names: dict[AccountKey, str] = {}
    for item in items:
        if item.account not in names:
            names[item.account] = account_of(item.account)
        places.setdefault((names[item.account], item.party), []).append(item)
    return [_subledger(place, found, currency) for place, found in sorted(places.items())]


def _subledger(place: Place, items: list[OpenItem], currency: str) -> Subledger:
    values: dict[AccountKey, int] = {}
    for item in items:
        values[item.account] = values.get(item.account, 0) + item.value
    return Subledger(
        name=", ".join(sorted({REGISTERS[key.role] for key in values})),
        account=place[0],
        party=place[1],
        items=tuple(items),
        total=sum(minor_of_value(value, currency) for value in values.values()),
    )


def mismatches(
    registers: Iterable[Subledger],
    balances: Mapping[Place, int],
    day: date,
    currency: str,
    posted: Mapping[Place, Mapping[str, int]] | None = None,
) -> list[Difference]:
    """Where a control account is not what its register comes to; `minor` is balance minus register.

    `balances` are the posted balances of every control account, minor units, held entries included:
    one without any open item must be zero. `posted`, where the caller knows it, is the control
    side item by item, and names exactly the items that differ.
    """
    by_place = {(one.account, one.party): one for one in registers}
    found = []
    for place in sorted({*by_place, *balances}):
        register = by_place.get(place)
        minor = balances.get(place, 0) - (register.total if register else 0)
        if minor:
            items = register.items if register else ()
            text = _text(register, items, minor, currency, (posted or {}).get(place))
            found.append(
                Difference(account=place[0], day=day, reason="unexplained", minor=minor, text=text)
            )
    return found


def _text(
    register: Subledger | None,
    items: tuple[OpenItem, ...],
    minor: int,
    currency: str,
    posted: Mapping[str, int] | None,
) -> str:
    """Which register, by how much, and the items to look at."""
    name = register.name if register else "register"
    of = f" of {register.party}" if register and register.party else ""
    total = decimal_text(register.total if register else 0, currency)
    start = f"{name}{of} come to {total}, the account differs by {decimal_text(minor, currency)}"
    if posted is not None:
        return f"{start}: {_unequal(items, posted, currency)}"
    same = [item.name for item in items if abs(minor_of_value(item.value, currency)) == abs(minor)]
    if same:
        return f"{start}: the amount of {_listed(same)}"
    largest = sorted(items, key=lambda item: -abs(item.value))
    return f"{start}: {len(items)} items, largest {_listed([item.name for item in largest]) or 'none'}"


def _unequal(items: tuple[OpenItem, ...], posted: Mapping[str, int], currency: str) -> str:
    """The items whose posted amount is not what the register holds."""
    held: dict[str, int] = {}
    for item in items:
        held[item.name] = held.get(item.name, 0) + item.value
    unequal = [
        f"{name} (posted {decimal_text(posted.get(name, 0), currency)}, register "
        f"{decimal_text(minor_of_value(held.get(name, 0), currency), currency)})"
        for name in sorted({*held, *posted})
        if posted.get(name, 0) != minor_of_value(held.get(name, 0), currency)
    ]
    return _listed(unequal) or "only the cents of rounding differ"


def _listed(names: list[str]) -> str:
    """The first few names, and how many more there are."""
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more
