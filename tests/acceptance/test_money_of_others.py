"""Deposits and transfers people enter in QuickBooks: read with all their lines, named on every account.

tieout writes neither (docs/reference/quickbooks-features.md); what it reads of them keeps to the same table
of fields as what it writes.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import pytest

from quickbooks_emulator.online.server import REALM, TOKEN
from tests.acceptance.payables import DAY, Payables, payables_of
from tests.acceptance.tampering import Json
from tieout.connectors.quickbooks_online import Client
from tieout.connectors.quickbooks_online.fields import breaches
from tieout.connectors.quickbooks_online.typed import typed
from tieout.runtime import acts

DEPOSIT = "10.00", "2.50"
MOVED = "7.00"


@pytest.fixture
def books(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Payables]:
    with payables_of(tmp_path, monkeypatch) as found:
        found.run()
        found.sweep()
        yield found


def ref(books: Payables, role: str) -> Json:
    return {"value": books.mapped[role]}


def deposit(books: Payables) -> Json:
    """Two lines, each on an account that only tieout writes to, and cash kept back on a third one."""
    lines = [
        {
            "Amount": Decimal(amount),
            "DetailType": "DepositLineDetail",
            "DepositLineDetail": {"AccountRef": ref(books, role)},
        }
        for amount, role in zip(DEPOSIT, ("customer_deposits", "grni"), strict=True)
    ]
    back = {"AccountRef": ref(books, "chargebacks"), "Amount": Decimal("0.50")}
    head = {"TxnDate": "2026-03-06", "DepositToAccountRef": ref(books, "bank")}
    return {**head, "Line": lines, "CashBack": back}


def transfer(books: Payables) -> Json:
    accounts = {"FromAccountRef": ref(books, "bank"), "ToAccountRef": ref(books, "clearing")}
    return {"TxnDate": "2026-03-07", "Amount": Decimal(MOVED), **accounts}


def differences(books: Payables) -> dict[str, dict[str, int]]:
    """By role, what others made of the account: QuickBooks' document and its minor units."""
    tied = acts.tie_out(books.company, DAY)
    roles = {id_: role for role, id_ in books.mapped.items()}
    found: dict[str, dict[str, int]] = {}
    for row in tied.rows:
        for one in row.differences:
            found.setdefault(roles[row.account.outside_id], {})[one.quickbooks] = one.minor
    return found


def test_a_deposit_is_foreign_on_each_owned_account_it_has_a_line_of(books: Payables) -> None:
    made = books.create("Deposit", **deposit(books))
    [drift] = books.sweep().drifts
    assert (drift.kind, drift.type, drift.id) == ("foreign", "Deposit", made["Id"])
    assert len(drift.fields) == 3, "both lines and the cash kept back"
    assert books.codes() == ["drift_foreign"]
    named = f"Deposit {made['Id']}"
    assert differences(books) == {
        "bank": {named: 1200},
        "customer_deposits": {named: -1000},
        "grni": {named: -250},
        "chargebacks": {named: 50},
    }
    books.edit("Deposit", made, PrivateNote="looked at again")
    assert [one.id for one in books.sweep().drifts] == [made["Id"]], "told by change data capture"


def test_a_transfer_is_foreign_on_the_owned_account_it_moves_money_to(books: Payables) -> None:
    made = books.create("Transfer", **transfer(books))
    [drift] = books.sweep().drifts
    assert (drift.kind, drift.type, drift.id) == ("foreign", "Transfer", made["Id"])
    named = f"Transfer {made['Id']}"
    assert differences(books) == {"bank": {named: -700}, "clearing": {named: 700}}


@pytest.mark.covers("S003-16")
@pytest.mark.parametrize("entity", ["Deposit", "Transfer"])
def test_what_they_hold_keeps_to_the_table_of_fields_both_ways(books: Payables, entity: str) -> None:
    """What a person sends, what QuickBooks gives back, and what breaks the reference."""
    body = deposit(books) if entity == "Deposit" else transfer(books)
    assert breaches(entity, body) == []
    needed = "DepositToAccountRef" if entity == "Deposit" else "ToAccountRef"
    short = {name: value for name, value in body.items() if name != needed}
    assert [str(one) for one in breaches(entity, short)] == [f"{needed} is missing"]
    assert [str(one) for one in breaches(entity, body | {"PrivateNote": "x" * 4001})] == [
        "PrivateNote is 4001 characters long, and may be 4000"
    ]
    id_ = books.create(entity, **body)["Id"]
    with closing(Client(books.books.url, REALM, lambda: TOKEN)) as client:
        [held] = client.rows(entity, f"Id = '{id_}'")
    read = typed(entity, held)
    assert read["TxnDate"].isoformat() == body["TxnDate"]
    if entity == "Transfer":
        assert (read["Amount"], read["ToAccountRef"]["value"]) == (Decimal(MOVED), body[needed]["value"])
    else:
        assert [line["Amount"] for line in read["Line"]] == [Decimal(amount) for amount in DEPOSIT]
        assert (read["TotalAmt"], read["CashBack"]["Amount"]) == (Decimal("12.00"), Decimal("0.50"))
