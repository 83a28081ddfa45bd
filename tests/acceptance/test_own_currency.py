"""Documents in their own currency: invoices, payments, deposits, refunds and bills against QuickBooks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tieout.core.account import parsed_key
from tieout.runtime import acts
from tieout.runtime.cases import list_cases
from tieout.runtime.company import Company, Connection, Settings, open_company
from tieout.runtime.demo import LINK
from tieout.runtime.mapping import stored_mapping
from tieout.runtime.quickbooks import quickbooks
from tieout.runtime.subledgers import register_differences
from tieout.runtime.verify import verify

START, TODAY = date(2026, 1, 1), date(2026, 6, 30)
OWN = (*LINK.emulator_settings, "multi_currency=true")


def link(*more: str) -> Connection:
    return Connection(
        emulator=True,
        emulator_settings=(*OWN, *more),
        longest_request_seconds=5,
        margin_seconds=1,
        limits=LINK.limits,
    )


def fact(kind: str, id_: str, day: str, **fields: Any) -> dict[str, Any]:
    return {"kind": kind, "source": "erp", "id": id_, "date": day, **fields}


def rate(currency: str, day: str, rate: str) -> dict[str, Any]:
    return fact("exchange_rate", f"{currency}-{day}", day, currency=currency, rate=rate, rate_source="ECB")


def invoice(
    number: str, day: str, customer: str, currency: str, *amounts: str, **more: Any
) -> dict[str, Any]:
    total = more.pop("total")
    lines = [
        {"line": str(n), "item": "S-1", "quantity": "1", "amount": amount}
        for n, amount in enumerate(amounts, start=1)
    ]
    return fact(
        "invoice_issued",
        number,
        day,
        number=number,
        order=more.pop("order", f"SO-{number}"),
        customer=customer,
        channel="wholesale",
        currency=currency,
        total=total,
        lines=lines,
        **more,
    )


def payment(
    number: str, day: str, customer: str, currency: str, amount: str, **more: Any
) -> dict[str, Any]:
    return fact(
        "payment_captured",
        number,
        day,
        number=number,
        customer=customer,
        currency=currency,
        amount=amount,
        gateway="wire",
        channel="wholesale",
        **more,
    )


MASTER = [
    fact("party", "EU", "2026-01-01", party="EU", name="Europa GmbH", roles=["customer"], currency="EUR"),
    fact("item", "S-1", "2026-01-01", item="S-1", name="Service", type="service"),
]
"""A party and a service, recognised when invoiced."""
RATES = [
    rate("EUR", "2026-01-01", "1.0825"),
    rate("EUR", "2026-03-01", "1.1137"),
    rate("EUR", "2026-04-01", "1.0551"),
]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("TIEOUT_HOME", str(tmp_path))
    yield tmp_path


def company_of(
    home: Path,
    facts: list[dict[str, Any]],
    name: str = "acme",
    foreign: str = "",
    *more: str,
    **granularity: str,
) -> Company:
    settings = Settings(
        start=START, connection=link(*more), granularity=granularity, foreign_documents=foreign
    )
    acts.init(name, settings, [parsed_key("revenue(wholesale)")], lambda _company, _offered: True)
    company = open_company(name)
    file = home / f"{name}.jsonl"
    file.write_text("\n".join(map(json.dumps, facts)))
    results = acts.load(company, [file], lambda _path, _size: None)
    assert acts.file_problems(results) == []
    done = acts.run(company, today=TODAY, until_idle=True)
    assert done.delivered is not None
    return company


def tied_out(company: Company) -> None:
    """Tied out to the cent, nothing open, and the log replays to the same."""
    result = acts.tie_out(company)
    assert list_cases(company) == []
    differences = [one for row in result.rows for one in row.differences]
    assert differences == []
    assert result.line().startswith("TIED OUT: unexplained difference 0.00 in ")
    assert register_differences(company, TODAY) == []


def balances(company: Company) -> dict[str, int]:
    """QuickBooks' balances by account name, home cents, debit above zero."""
    with quickbooks(company) as books:
        names = {account.id: account.name for account in books.accounts()}
        return {names[key]: minor for key, minor in books.balances(TODAY).items() if minor}


def test_an_invoice_in_euro_paid_at_another_rate(home: Path) -> None:
    company = company_of(
        home,
        [
            *MASTER,
            *RATES,
            invoice("I-1", "2026-02-10", "EU", "EUR", "1000.00", total="1000.00"),
            payment("P-1", "2026-03-05", "EU", "EUR", "1000.00", invoice="I-1"),
        ],
    )
    assert company.settings.foreign_documents == "own"
    tied_out(company)
    found = balances(company)
    assert found["Payment Clearing"] == 1113_70
    assert found["Exchange Gain or Loss"] == -31_20
    assert "Accounts Receivable (A/R) - EUR" not in found
    mapped = {str(key): known.name for key, known in stored_mapping(company)}
    assert mapped["accounts_receivable(EUR)"] == "Accounts Receivable (A/R) - EUR"
    company.database.close()
