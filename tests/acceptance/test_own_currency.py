"""Documents in their own currency: invoices, payments, deposits, refunds and bills against QuickBooks."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tieout.core.account import parsed_key
from tieout.runtime import acts
from tieout.runtime.cases import list_cases
from tieout.runtime.company import Company, Connection, Settings, open_company
from tieout.runtime.demo import LINK
from tieout.runtime.explain import explain_document
from tieout.runtime.mapping import stored_mapping
from tieout.runtime.quickbooks import quickbooks
from tieout.runtime.settings import set_setting
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


def party(key: str, currency: str, *roles: str) -> dict[str, Any]:
    return fact(
        "party",
        key,
        "2026-01-01",
        party=key,
        roles=roles or ["customer"],
        name=f"{key} Ltd",
        currency=currency,
    )


MASTER = [
    party("EU", "EUR"),
    party("UK", "GBP"),
    party("JP", "JPY"),
    party("KW", "KWD"),
    party("US", "USD"),
    party("VEND", "EUR", "supplier"),
    fact("item", "S-1", "2026-01-01", item="S-1", name="Service", type="service", category="service"),
    fact("item", "S-2", "2026-01-01", item="S-2", name="Second", type="service", category="second"),
    fact(
        "item",
        "G-1",
        "2026-01-01",
        item="G-1",
        name="Tomatoes",
        type="goods",
        inventory_role="inventory_raw",
    ),
]
"""Parties of five currencies, services recognised when invoiced, and goods."""

RATES = [
    rate(currency, day, value)
    for currency, *values in (
        ("EUR", "1.0825", "1.1137", "1.0551"),
        ("GBP", "1.271334", "1.2955", "1.251987"),
        ("JPY", "0.006713", "0.0069", "0.006581"),
        ("KWD", "3.2413", "3.2551", "3.2397"),
    )
    for day, value in zip(("2026-01-01", "2026-03-01", "2026-04-01"), values, strict=True)
]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TIEOUT_HOME", str(tmp_path))
    return tmp_path


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
    acts.init(
        name,
        settings,
        [parsed_key("revenue(wholesale)"), parsed_key("revenue(webstore)")],
        lambda _company, _offered: True,
    )
    company = open_company(name)
    run_facts(company, home, facts)
    return company


def run_facts(company: Company, home: Path, facts: list[dict[str, Any]]) -> None:
    """Load facts and run to the end."""
    file = home / f"{company.name}-{len(list(home.iterdir()))}.jsonl"
    file.write_text("\n".join(map(json.dumps, facts)))
    results = acts.load(company, [file], lambda _path, _size: None)
    assert [str(one) for one in acts.file_problems(results)] == []
    done = acts.run(company, today=TODAY, until_idle=True)
    assert done.delivered is not None


BEYOND = "Payment P-3 is 10.00 EUR more than invoice I-1 was open with."


def tied_out(company: Company, *told: str) -> None:
    """Tied out to the cent, nothing open but what is told, and the log replays to the same."""
    result = acts.tie_out(company)
    assert [one.problem.what for one in list_cases(company)] == list(told)
    differences = [one for row in result.rows for one in row.differences]
    assert differences == []
    assert result.line().startswith("TIED OUT: unexplained difference 0.00 in ")
    assert register_differences(company, TODAY) == []
    found = [str(one) for one in verify(company).problems if "(refunded)" not in str(one)]
    assert found == []


def balances(company: Company) -> dict[str, int]:
    """QuickBooks' balances by account name, home cents, debit above zero."""
    with quickbooks(company) as books:
        names = {account.id: account.name for account in books.accounts()}
        return {names[key]: minor for key, minor in books.balances(TODAY).items() if minor}


@pytest.mark.covers("S001-54")
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
    told = explain_document(company, "I-1")
    assert (told.crossing.document.rate, told.rate_source) == ("1.0825", "ECB")
    company.database.close()


MONEY = [
    invoice("I-1", "2026-02-10", "EU", "EUR", "333.33", "0.07", "666.61", total="1000.01"),
    payment("P-1", "2026-03-05", "EU", "EUR", "333.33", invoice="I-1"),
    payment("P-2", "2026-04-05", "EU", "EUR", "333.33", invoice="I-1"),
    payment("P-3", "2026-04-06", "EU", "EUR", "343.35", invoice="I-1"),
    invoice("I-2", "2026-02-10", "UK", "GBP", "17.17", "0.03", total="17.20"),
    payment("P-4", "2026-03-05", "UK", "GBP", "8.61", invoice="I-2"),
    invoice("I-3", "2026-02-10", "JP", "JPY", "12345", "678", total="13023"),
    payment("P-5", "2026-04-05", "JP", "JPY", "13023", invoice="I-3"),
    invoice("I-4", "2026-02-10", "KW", "KWD", "12.345", total="12.345"),
    payment("P-6", "2026-04-05", "KW", "KWD", "12.345", invoice="I-4"),
    invoice("I-5", "2026-02-10", "US", "USD", "12.34", total="12.34"),
    payment("P-7", "2026-03-05", "EU", "EUR", "700.00", order="SO-I-6"),
    invoice("I-6", "2026-04-20", "EU", "EUR", "900.00", total="900.00"),
    payment("P-8", "2026-03-06", "EU", "EUR", "50.00", order="SO-none"),
    fact(
        "refund_issued",
        "R-0",
        "2026-04-21",
        number="R-0",
        refunds="deposit",
        refunded="SO-none",
        customer="EU",
        channel="wholesale",
        currency="EUR",
        gateway="wire",
        total="50.00",
    ),
    invoice("I-7", "2026-02-20", "EU", "EUR", "77.77", total="77.77"),
    fact(
        "refund_issued",
        "R-1",
        "2026-03-21",
        number="R-1",
        refunds="invoice",
        refunded="I-7",
        customer="EU",
        channel="wholesale",
        currency="EUR",
        lines=[{"line": "1", "item": "S-1", "quantity": "1", "amount": "33.33"}],
        total="33.33",
    ),
    invoice("I-8", "2026-02-20", "UK", "GBP", "88.88", total="88.88"),
    payment("P-9", "2026-03-08", "UK", "GBP", "88.88", invoice="I-8"),
    fact(
        "refund_issued",
        "R-2",
        "2026-04-21",
        number="R-2",
        refunds="invoice",
        refunded="I-8",
        customer="UK",
        channel="wholesale",
        currency="GBP",
        gateway="wire",
        lines=[{"line": "1", "item": "S-1", "quantity": "1", "amount": "22.22"}],
        total="22.22",
    ),
    invoice("I-9", "2026-02-20", "EU", "EUR", "100.00", total="100.00"),
    payment("P-10", "2026-04-08", "US", "USD", "55.51", invoice="I-9") | {"customer": "EU"},
    fact(
        "write_off_approved",
        "W-1",
        "2026-05-08",
        invoice="I-2",
        customer="UK",
        currency="GBP",
        amount="8.59",
        approved_by="controller",
    ),
    fact(
        "gift_card_sold",
        "GC-1",
        "2026-02-08",
        card="GC-1",
        channel="wholesale",
        gateway="wire",
        currency="EUR",
        amount="25.00",
    ),
    fact(
        "gift_card_redeemed",
        "GC-1r",
        "2026-04-08",
        card="GC-1",
        customer="EU",
        invoice="I-9",
        currency="EUR",
        amount="20.00",
    ),
    fact(
        "payout_settled",
        "PO-1",
        "2026-05-02",
        number="PO-1",
        gateway="wire",
        currency="EUR",
        net="322.22",
        items=[
            {"type": "charge", "reference": "P-1", "date": "2026-05-01", "gross": "333.33", "fee": "11.11"}
        ],
    ),
]


def test_every_kind_of_money_ties_out_to_the_cent(home: Path) -> None:
    company = company_of(home, [*MASTER, *RATES, *MONEY])
    tied_out(company, BEYOND)
    company.database.close()


def receipt(number: str, day: str, quantity: str, price: str) -> dict[str, Any]:
    return fact(
        "goods_received",
        number,
        day,
        receipt=number,
        supplier="VEND",
        location="MAIN",
        currency="EUR",
        lines=[{"line": "1", "item": "G-1", "quantity": quantity, "unit_price": price}],
    )


GOODS = [
    fact("location", "MAIN", "2026-01-01", location="MAIN", name="Plant"),
    receipt("GR-1", "2026-02-02", "30", "4.333"),
    receipt("GR-2", "2026-03-02", "7", "1.275"),
    fact(
        "bill_approved",
        "B-1",
        "2026-03-05",
        number="B-1",
        supplier="VEND",
        currency="EUR",
        lines=[
            {"line": "1", "receipt": "GR-1", "receipt_line": "1", "quantity": "30", "amount": "129.99"},
            {"line": "2", "receipt": "GR-2", "receipt_line": "1", "quantity": "7", "amount": "8.93"},
        ],
        total="138.92",
    ),
    fact(
        "landed_cost_billed",
        "L-1",
        "2026-03-06",
        number="L-1",
        supplier="VEND",
        currency="EUR",
        amount="12.34",
        receipts=["GR-1"],
    ),
]


def test_a_corrected_payment_and_a_corrected_bill_are_taken_back_to_the_cent(home: Path) -> None:
    first = [
        *MASTER,
        *RATES,
        *GOODS,
        invoice("I-1", "2026-02-10", "EU", "EUR", "1000.01", total="1000.01"),
        payment("P-1", "2026-03-05", "EU", "EUR", "333.33", invoice="I-1"),
    ]
    company = company_of(home, first)
    (bill,) = (one for one in GOODS if one["kind"] == "bill_approved")
    lines = [bill["lines"][0] | {"amount": "130.03"}, bill["lines"][1]]
    corrected = [
        payment("P-1", "2026-03-05", "EU", "EUR", "222.22", invoice="I-1", revision=2),
        bill | {"revision": 2, "number": "B-1b", "lines": lines, "total": "138.96"},
    ]
    run_facts(company, home, corrected)
    tied_out(company)
    company.database.close()


def test_a_bill_in_the_suppliers_currency_clears_the_accrual_but_for_its_rate(home: Path) -> None:
    company = company_of(home, [*MASTER, *RATES, *GOODS])
    tied_out(company)
    found = balances(company)
    assert "Accounts Payable (A/P) - EUR" in found
    company.database.close()


def sale(number: str, day: str, *amounts: str, total: str) -> dict[str, Any]:
    lines = [
        {"line": str(n), "item": f"S-{1 + n % 2}", "quantity": "1", "amount": amount}
        for n, amount in enumerate(amounts, start=1)
    ]
    return fact(
        "sale_paid",
        number,
        day,
        number=number,
        customer="EU",
        channel="webstore",
        currency="EUR",
        total=total,
        lines=lines,
        tenders=[{"type": "gateway", "gateway": "stripe", "amount": total, "reference": number}],
    )


def test_a_daily_summary_in_euro_comes_to_what_quickbooks_makes_of_it(home: Path) -> None:
    sales = [
        sale(f"S-{day}-{n}", f"2026-03-{day:02}", "0.01", f"{n}.11", f"{n}.23", total=f"{2 * n}.35")
        for day in range(1, 5)
        for n in range(1, 30)
    ]
    company = company_of(home, [*MASTER, *RATES, *sales], webstore="daily")
    tied_out(company)
    with company.database.read() as connection:
        count = connection.exec_driver_sql("SELECT COUNT(*) FROM document WHERE type = 'SalesReceipt'")
        assert count.scalar_one() == 4
    company.database.close()


@pytest.mark.covers("S001-55", "S004-20")
def test_home_only_comes_to_the_same_but_for_exchange_differences(home: Path) -> None:
    """But for P-10 too: dollars that pay a euro invoice join the euro pool only where there is one."""
    money = [one for one in MONEY if one["id"] != "P-10"]
    own = company_of(home, [*MASTER, *RATES, *money])
    at_home = company_of(home, [*MASTER, *RATES, *money], "athome", "home")
    assert at_home.settings.foreign_documents == "home"
    tied_out(at_home, BEYOND)
    ours, theirs = balances(own), balances(at_home)
    names = {name for name in ours.keys() | theirs.keys() if not name.startswith("Accounts Receivable")}
    apart = {name: (ours.get(name, 0), theirs.get(name, 0)) for name in names}
    assert not {name: pair for name, pair in apart.items() if abs(pair[0] - pair[1]) > 5}
    owed = [sum(cents for name, cents in one.items() if "Receivable" in name) for one in (ours, theirs)]
    assert abs(owed[0] - owed[1]) <= 5
    own.database.close()
    at_home.database.close()


def partial_payments(seed: int) -> list[dict[str, Any]]:
    """Forty invoices, each paid off in three odd parts at three rates."""
    chance = Random(seed)
    facts = []
    for n in range(40):
        currency, customer = chance.choice((("EUR", "EU"), ("GBP", "UK")))
        cents = [chance.randint(1, 9999) for _ in range(3)]
        facts.append(
            invoice(f"I-{n}", "2026-02-10", customer, currency, text(sum(cents)), total=text(sum(cents)))
        )
        facts += [
            payment(f"P-{n}-{day}", f"2026-{day}", customer, currency, text(paid), invoice=f"I-{n}")
            for paid, day in zip(cents, ("02-20", "03-20", "04-20"), strict=True)
        ]
    return facts


def text(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02}"


def test_invoices_paid_off_in_odd_parts_leave_no_cent_on_the_receivable(home: Path) -> None:
    company = company_of(home, [*MASTER, *RATES, *partial_payments(7)])
    tied_out(company)
    assert not [name for name in balances(company) if name.startswith("Accounts Receivable")]
    company.database.close()


def test_reconcile_names_the_payment_whose_difference_quickbooks_did_not_book(home: Path) -> None:
    facts = [
        *MASTER,
        *RATES,
        invoice("I-1", "2026-02-10", "EU", "EUR", "1000.00", total="1000.00"),
        payment("P-1", "2026-03-05", "EU", "EUR", "1000.00", invoice="I-1"),
    ]
    company = company_of(home, facts, "acme", "", "exchange_gain=none")
    result = acts.tie_out(company)
    named = {(one.minor, one.quickbooks) for row in result.rows for one in row.differences}
    assert not result.tied
    assert {minor for minor, _ in named} == {31_20, -31_20}
    assert {name.split()[0] for _, name in named} == {"Payment"}
    company.database.close()


@pytest.mark.covers("S000-22")
@pytest.mark.parametrize("choice", ["as_is", "penny", "cost_only"])
def test_a_sale_of_nothing_in_another_currency_is_as_finance_wants_it(home: Path, choice: str) -> None:
    company = company_of(home, [*MASTER, *RATES])
    set_setting(company, "zero-total", choice, acts.who(), acts.clock())
    company = open_company(company.name)
    gifts = (("EU", "EUR", "10.00"), ("JP", "JPY", "500"), ("KW", "KWD", "1.000"))
    free = [
        invoice(f"I-{currency}", "2026-02-10", customer, currency, amount, total="0")
        for customer, currency, amount in gifts
    ]
    for one in free:
        one["lines"][0]["discount"] = one["lines"][0]["amount"]
    run_facts(company, home, free)
    tied_out(company)
    with company.database.read() as connection:
        rows = connection.exec_driver_sql("SELECT type, COUNT(*) AS n FROM document GROUP BY type").all()
    made = {row.type: row.n for row in rows}
    assert (made["Invoice"], made.get("CreditMemo", 0)) == (3, 3 if choice == "penny" else 0)
    company.database.close()
