"""Export: the books as values; what the formats make of them is shown in tests/cli/verbs/test_export.py."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest

from tieout.core.account import parsed_key
from tieout.core.errors import TerminalError
from tieout.core.home_cent import HomeCent
from tieout.runtime.company import Company
from tieout.runtime.export import UNMAPPED, books_of, export, opening_balances
from tieout.storage.home_cents import keep_home_cents
from tieout.storage.settings import keep_setting, mapping_of


@pytest.mark.parametrize("by_entry", [False, True])
def test_the_transactions_come_to_the_balances(pantry: Company, by_entry: bool) -> None:
    with pantry.database.read() as connection:
        books = books_of(pantry, connection, by_entry=by_entry)
        totals: dict[str, int] = {}
        for transaction in books.transactions:
            for line in transaction.lines:
                totals[line.account] = totals.get(line.account, 0) + line.minor
    assert totals == {balance.account: balance.minor for balance in books.balances}


@pytest.mark.parametrize("by_entry", [False, True])
def test_cents_taken_over_from_quickbooks_stand_in_the_export_of_their_document(
    pantry: Company, by_entry: bool
) -> None:
    with pantry.database._engine.begin() as connection:
        key, account, other = connection.exec_driver_sql(
            "SELECT d.id, MIN(l.account), MAX(l.account) FROM document d JOIN document_entry m "
            "ON m.document = d.seq JOIN entry_line l ON l.entry = m.entry GROUP BY d.seq LIMIT 1"
        ).one()
        before = books_of(pantry, connection).balances
        cents = [HomeCent(key, parsed_key(account), 1), HomeCent(key, parsed_key(other), -1)]
        keep_home_cents(connection, cents, datetime(2026, 4, 1, tzinfo=UTC))
        books = books_of(pantry, connection, by_entry=by_entry)
        totals: dict[str, int] = {}
        for transaction in books.transactions:
            for line in transaction.lines:
                totals[line.account] = totals.get(line.account, 0) + line.minor
        connection.rollback()
    assert totals == {balance.account: balance.minor for balance in books.balances}
    assert {one.minor - was.minor for one, was in zip(books.balances, before, strict=True)} == {0, 1, -1}


def test_what_is_not_mapped_opens_as_one_account(pantry: Company) -> None:
    with pantry.database.read() as connection:
        mapping = mapping_of(connection)
        known = next(iter(mapping.accounts.values())).outside_id
        assert opening_balances(connection, mapping) == {}
    with pantry.database._engine.begin() as connection:
        keep_setting(connection, "opening_balances", f'{{"{known}": 500, "other": -500}}')
        assert opening_balances(connection, mapping) == {known: 500, UNMAPPED.id: -500}
        connection.rollback()


def test_a_format_nobody_knows_is_refused(pantry: Company) -> None:
    with pytest.raises(TerminalError, match="no export format pdf"):
        export(pantry, "pdf", io.StringIO())
