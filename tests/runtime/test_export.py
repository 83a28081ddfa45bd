"""Export: the books as values; what the formats make of them is shown in tests/cli/verbs/test_export.py."""

from __future__ import annotations

import io

import pytest

from tieout.core.errors import TerminalError
from tieout.runtime.company import Company
from tieout.runtime.export import UNMAPPED, books_of, export, opening_balances
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
