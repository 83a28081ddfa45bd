"""What is read back: settings, chart, names; columns are found by key wherever they stand."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import httpx2
import pytest

from tieout.connectors.quickbooks_online import Client, readback
from tieout.connectors.quickbooks_online.lookup import escaped
from tieout.connectors.quickbooks_online.mark import document_of, marked
from tieout.core.errors import TerminalError
from tieout.core.ids import DocumentId

DAY = date(2026, 3, 31)


def client(answer: Callable[[httpx2.Request], Any]) -> Client:
    def handler(request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, text=json.dumps(answer(request)))

    return Client(
        "https://example", "1", lambda: "an-access-token", transport=httpx2.MockTransport(handler)
    )


def report(keys: list[str], row: list[str]) -> dict[str, Any]:
    """A trial balance with one account, its columns in this order."""
    cells = [
        {"value": value} | ({"id": "35"} if key == "account" else {})
        for key, value in zip(keys, row, strict=True)
    ]
    columns = [
        {"ColTitle": "?", "ColType": "Money", "MetaData": [{"Name": "ColKey", "Value": key}]}
        for key in keys
    ]
    return {
        "Header": {"ReportName": "TrialBalance", "Currency": "USD"},
        "Columns": {"Column": columns},
        "Rows": {"Row": [{"ColData": cells}, {"Summary": {"ColData": cells}, "group": "GrandTotal"}]},
    }


@pytest.mark.parametrize(
    ("keys", "row"),
    [
        (["account", "debit", "credit"], ["Bank", "", "1,200.50"]),
        (["credit", "account", "debit"], ["1200.50", "Bank", ""]),
    ],
)
def test_a_trial_balance_is_read_by_key_and_not_by_place(keys: list[str], row: list[str]) -> None:
    assert readback.balances(client(lambda _: report(keys, row)), DAY) == {"35": -120_050}


def test_a_trial_balance_without_keys_is_told_by_its_titles() -> None:
    body = report(["account", "debit", "credit"], ["Bank", "7.00", ""])
    for column, (title, type_) in zip(
        body["Columns"]["Column"], [("", "Account"), ("Debit", "Money"), ("Credit", "Money")], strict=True
    ):
        column.update(ColTitle=title, ColType=type_, MetaData=[])
    assert readback.balances(client(lambda _: body), DAY) == {"35": 700}


def test_a_report_of_another_shape_is_a_problem() -> None:
    body = report(["account", "debit", "credit"], ["Bank", "7.00", ""])
    body["Columns"]["Column"].pop()
    with pytest.raises(TerminalError, match="more cells than"):
        readback.balances(client(lambda _: body), DAY)


def test_a_ledger_cut_by_quickbooks_is_asked_in_halves() -> None:
    asked = []

    def answer(request: httpx2.Request) -> Any:
        days = request.url.params["start_date"], request.url.params["end_date"]
        asked.append(days)
        body = report(["tx_date", "debt_amt", "credit_amt"], ["", "", ""])
        if days[0] != days[1]:
            body["Rows"]["Row"].append(
                {"ColData": [{"value": "Unable to display more data. Please reduce"}]}
            )
        return body

    list(readback.ledger(client(answer), date(2026, 3, 30), DAY))
    assert asked == [
        ("2026-03-30", "2026-03-31"),
        ("2026-03-30", "2026-03-30"),
        ("2026-03-31", "2026-03-31"),
    ]


def test_columns_that_are_refused_are_not_asked_for_again() -> None:
    asked = []
    fault = {"code": "2090", "Message": "Invalid Number", "Detail": "Unknown columns: debt_amt,credit_amt"}

    def answer(request: httpx2.Request) -> Any:
        if request.url.path.endswith("/query"):
            return {"QueryResponse": {}}
        asked.append("debt_amt" in request.url.params["columns"])
        if asked[-1]:
            return {"Fault": {"Error": [fault], "type": "ValidationFault"}}
        return report(["tx_date", "subt_nat_amount"], ["", ""])

    list(readback.ledger(client(answer), date(2026, 2, 1), DAY))
    assert asked == [True, False, False]


def test_a_ledger_nobody_may_read_is_asked_once() -> None:
    asked = []

    def answer(_request: httpx2.Request) -> Any:
        asked.append(1)
        return {"Fault": {"Error": [{"code": "120", "Message": "Authorization Failure"}]}}

    with pytest.raises(TerminalError, match="rights"):
        list(readback.ledger(client(answer), DAY, DAY))
    assert asked == [1]


def test_the_mark_survives_what_people_write_around_it() -> None:
    note = marked("Order 77", DocumentId("abc"))
    assert document_of(note) == "abc"
    assert document_of(f"{note}\nchecked, Ann") == "abc"
    assert document_of("nothing of ours") is None


def test_names_are_quoted_for_a_query() -> None:
    assert escaped("O'Hara \\ Sons") == "O\\'Hara \\\\ Sons"


def test_reads_are_counted() -> None:
    one = client(lambda _: {"QueryResponse": {}})
    assert readback.accounts(one) == []
    assert readback.names(one) == []
    assert one.calls == {"read": 4}
