"""Subledgers of a company: its lots and open items against the balances of their control accounts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date

from sqlalchemy import Connection

from tieout.core.account import AccountKey, parsed_key
from tieout.core.difference import Difference
from tieout.core.mapping import Mapping
from tieout.core.money import quanta_per_minor
from tieout.reconcile.subledgers import REGISTERS, OpenItem, Subledger, mismatches, subledgers
from tieout.runtime.access import act
from tieout.runtime.company import Company
from tieout.storage.settings import mapping_of

__all__ = ["Subledger", "register_differences", "registers"]

_STOCK = frozenset(
    {
        "inventory_raw",
        "inventory_semi",
        "inventory_finished",
        "inventory_merchandise",
        "inventory_wip",
        "inventory_in_transit",
        "shipped_not_invoiced",
    }
)
_BY_REFERENCE = frozenset(
    {"accounts_receivable", "customer_deposits", "gift_cards", "store_credit", "chargebacks"}
)


@act("reconcile")
def registers(company: Company) -> list[Subledger]:
    """Every register of open items: lots by item, receipts not billed, invoices, deposits, cards."""
    with company.database.read() as connection:
        mapping = mapping_of(connection)
        items = [*_lots(connection), *_receipts(connection), *_references(connection, company)]
        return subledgers(items, lambda key: _control(key, mapping), company.settings.home_currency)


@act("reconcile")
def register_differences(company: Company, day: date) -> list[Difference]:
    """Where a control account's posted balance is not what its register comes to; empty = all agree."""
    found = registers(company)
    with company.database.read() as connection:
        mapping = mapping_of(connection)
        rows = connection.exec_driver_sql(
            "SELECT account, SUM(CASE side WHEN 'Dr' THEN home ELSE -home END) "
            "FROM entry_line GROUP BY account"
        )
        balances: dict[tuple[str, str], int] = {}
        for text, minor in rows:
            key = parsed_key(text)
            if key.role in _STOCK | _BY_REFERENCE | {"grni"}:
                place = (_control(key, mapping), "")
                balances[place] = balances.get(place, 0) + int(minor)
    return mismatches(found, balances, day, company.settings.home_currency)


def _control(key: AccountKey, mapping: Mapping) -> str:
    account = mapping.account(key)
    return account.name if account else str(key)


def _lots(connection: Connection) -> Iterator[OpenItem]:
    """What lots hold, per account and item; short layers count below zero."""
    rows = connection.exec_driver_sql(
        "SELECT l.account, l.item, SUM(h.value) FROM lot_held h JOIN lot l ON l.id = h.lot "
        "GROUP BY 1, 2 ORDER BY 1, 2"
    )
    for text, item, value in rows:
        key = parsed_key(text)
        if key.role in _STOCK:
            yield OpenItem(key, item, int(value))


def _receipts(connection: Connection) -> Iterator[OpenItem]:
    """Receipt lines at order price less what was returned and billed of them: what GRNI still owes."""
    owed: dict[str, int] = {}
    for (parts,) in connection.exec_driver_sql(
        "SELECT parts FROM cost WHERE parts LIKE '%\"accru%' OR parts LIKE '%\"cleared\"%'"
    ):
        for name, value, *rest in json.loads(parts):
            if name in {"accrued", "accrual_returned", "cleared"}:
                reference = str(rest[3])
                owed[reference] = owed.get(reference, 0) + (
                    -int(value) if name == "accrued" else int(value)
                )
    for reference, value in sorted(owed.items()):
        if value:
            yield OpenItem(AccountKey("grni"), reference or "bills without a receipt", value)


def _references(connection: Connection, company: Company) -> Iterator[OpenItem]:
    """Open invoices per customer, deposits per order, gift cards and credits by number."""
    cents = quanta_per_minor(company.settings.home_currency)
    rows = connection.exec_driver_sql(
        "SELECT account, reference, home FROM open_item WHERE home != 0 "
        "AND account NOT LIKE '(%' ORDER BY account, reference"
    )
    for text, reference, home in rows:
        key = parsed_key(text)
        if key.role in _BY_REFERENCE and key.role in REGISTERS:
            yield OpenItem(key, reference, int(home) * cents)
