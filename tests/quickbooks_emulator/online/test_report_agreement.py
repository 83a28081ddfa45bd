"""Reports agree: with the ledger, with the trial balance, and with one another, after any life."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings

from quickbooks_emulator.online.entities.accounttype import CLASSIFICATION, PROFIT_AND_LOSS
from tests.quickbooks_emulator.client import Client, Json, account_line, item_line, linked
from tests.quickbooks_emulator.online.test_properties import KINDS, STEPS, Life

END = "2026-12-31"
YEAR = {"start_date": "2026-01-01", "end_date": END}
SPAN = {"start_date": "2025-07-01", "end_date": END}


def cents(text: str) -> int:
    return int(Decimal(text or "0") * 100)


def values(row: Json) -> list[str]:
    return [cell["value"] for cell in row["ColData"]]


def rows(report: Json) -> list[Json]:
    found: list[Json] = report["Rows"]["Row"]
    return found


def total(report: Json, group: str = "GrandTotal", cell: int = -1) -> int:
    """A figure of the section of a group; 0 where the report is empty."""
    found = [row for row in rows(report) if row.get("group") == group]
    return cents(values(found[0]["Summary"])[cell]) if found else 0


def data(report: Json) -> list[Json]:
    """Every Data row at any depth."""

    def below(found: list[Json]) -> list[Json]:
        return [
            one
            for row in found
            for one in ([row] if row["type"] == "Data" else below(row.get("Rows", {}).get("Row", [])))
        ]

    return below(rows(report))


class Reports:
    """The reports of a company, asked for once each."""

    def __init__(self, qbo: Client) -> None:
        self.qbo = qbo
        self.types = {a["Id"]: a["AccountType"] for a in qbo.books.store.each("Account")}

    def __call__(self, name: str, **query: str) -> Json:
        return self.qbo.get(f"reports/{name}", **query)

    def trial(self, day: str = END) -> dict[str, int]:
        """Account id to cents, debit positive."""
        report = self("TrialBalance", end_date=day)
        found = {}
        for row in data(report):
            debit, credit = values(row)[1:]
            found[row["ColData"][0]["id"]] = cents(debit) - cents(credit)
        assert sum(found.values()) == 0
        return found

    def of_type(self, *types: str, day: str = END) -> int:
        """What accounts of some types hold by the trial balance."""
        return sum(value for identity, value in self.trial(day).items() if self.types[identity] in types)


def agree(qbo: Client) -> None:
    """Everything that must be equal."""
    reports = Reports(qbo)
    profit = -reports.of_type(*PROFIT_AND_LOSS)
    _statements(reports, profit)
    _ledgers(reports)
    _open(reports, "Receivable", "Customer", 1)
    _open(reports, "Payable", "Vendor", -1)
    _sales(reports, profit)
    _stock(reports)


def _statements(reports: Reports, profit: int) -> None:
    sheet = reports("BalanceSheet", end_date=END)
    assets, claims = (cents(values(row["Summary"])[1]) for row in rows(sheet))
    assert assets == claims
    assert assets == sum(
        value
        for identity, value in reports.trial().items()
        if CLASSIFICATION[reports.types[identity]] == "Asset"
    )
    pandl = reports("ProfitAndLoss", **YEAR)
    assert total(pandl, "NetIncome") == profit
    assert (
        total(reports("ProfitAndLossDetail", columns="txn_type,subt_nat_amount", **YEAR), "NetIncome")
        == profit
    )
    for how in ("Month", "Quarter", "Customers", "Vendors", "Classes", "ProductsAndServices", "Week"):
        by = reports("ProfitAndLoss", summarize_column_by=how, **YEAR)
        net = [
            cents(one)
            for one in values(next(r for r in rows(by) if r["group"] == "NetIncome")["Summary"])[1:]
        ]
        assert net[-1] == profit
        if len(net) > 1:
            assert sum(net[:-1]) == profit
    flow = reports("CashFlow", **YEAR)
    funds = qbo_funds(reports)
    ends = [
        reports.of_type("Bank", day=day) + reports.trial(day).get(funds, 0) for day in ("2025-12-31", END)
    ]
    assert total(flow, "EndingCash") == ends[1]
    assert total(flow, "CashIncrease") == ends[1] - ends[0]


def qbo_funds(reports: Reports) -> str:
    return reports.qbo.books.account_of_subtype("UndepositedFunds")


def _ledgers(reports: Reports) -> None:
    before, after = reports.trial("2025-12-31"), reports.trial()
    columns = "txn_type,debt_amt,credit_amt"
    report = reports("GeneralLedger", columns=columns, **YEAR)
    moved: dict[str, int] = {}
    debits = 0

    def collect(found: list[Json], account: str) -> None:
        nonlocal debits
        for row in found:
            if row["type"] == "Section":
                collect(row["Rows"]["Row"], row["Header"]["ColData"][0]["id"])
            elif values(row)[0] != "Beginning Balance":
                debit, credit = (cents(one) for one in values(row)[1:])
                moved[account] = moved.get(account, 0) + debit - credit
                debits += debit

    collect(rows(report), "")
    for identity, kind in reports.types.items():
        if kind not in PROFIT_AND_LOSS and identity != reports.qbo.books.account_of_subtype(
            "RetainedEarnings"
        ):
            assert before.get(identity, 0) + moved.get(identity, 0) == after.get(identity, 0), identity
        elif kind in PROFIT_AND_LOSS:
            assert moved.get(identity, 0) == after.get(identity, 0), identity
    journal = reports("JournalReport", **YEAR)
    assert total(journal, cell=-1) == total(journal, cell=-2) == debits
    listed = reports("TransactionList", **SPAN)
    kinds = {kind.name for kind in reports.qbo.books.kinds.values() if kind.transaction}
    documents = [
        body
        for name in kinds
        for body in reports.qbo.books.store.each(name)
        if SPAN["start_date"] <= body["TxnDate"] <= SPAN["end_date"]
    ]
    assert len(rows(listed)) == len(documents)


def _open(reports: Reports, side: str, who: str, sign: int) -> None:
    for day in ("2025-12-31", "2026-03-31", END):
        held = sign * reports.of_type(f"Accounts {side}", day=day)
        aged = reports(f"Aged{side}s", report_date=day)
        assert total(aged) == held
        assert total(reports(f"{who}Balance", report_date=day)) == held
        brackets = [sum(cents(values(row)[n]) for row in data(aged)) for n in range(1, 6)]
        assert sum(brackets) == held
        for name in (f"Aged{side}Detail", f"{who}BalanceDetail"):
            sums = "subt_open_bal" if who == "Customer" else "subt_neg_open_bal"
            assert total(reports(name, report_date=day, columns=f"txn_type,{sums}")) == held
    live = sum(
        cents(str(reports.qbo.read(who.lower(), one["Id"])["Balance"])) for one in _each(reports, who)
    )
    assert live == sign * reports.of_type(f"Accounts {side}")


def _each(reports: Reports, entity: str) -> list[Json]:
    return list(reports.qbo.books.store.each(entity))


def _sales(reports: Reports, profit: int) -> None:
    income = -reports.of_type("Income", "Other Income")
    for name in ("CustomerSales", "ClassSales", "DepartmentSales"):
        assert total(reports(name, **YEAR)) == income
    sold = reports("ItemSales", **YEAR)
    assert total(sold, cell=2) == income
    assert total(reports("CustomerIncome", **YEAR)) == profit
    assert total(sold, cell=5) == sum(
        posting.cents
        for entry, posting in reports.qbo.books.ledger.postings()
        if entry.key[2] == "cost"
        and reports.types[posting.account] in PROFIT_AND_LOSS
        and entry.date >= "2026"
    )


def _stock(reports: Reports) -> None:
    asset = reports.qbo.account("Inventory Asset")
    for day in ("2025-12-31", "2026-03-31", END):
        held = reports.trial(day).get(asset, 0)
        assert total(reports("InventoryValuationSummary", report_date=day), cell=3) == held
    detail = reports("InventoryValuationDetail", start_date="2025-01-01", end_date=END)
    for section in rows(detail):
        last = values(section["Rows"]["Row"][-1])
        assert cents(last[-1]) == reports.trial().get(asset, 0)


@settings(max_examples=25, deadline=None)
@given(STEPS)
def test_reports_agree_whatever_happens(steps: list[Any]) -> None:
    life = Life()
    for step, amount, day, pick, flag in steps:
        life.do(step, amount, day, pick, flag=flag)
    agree(life.qbo)


@pytest.mark.parametrize("seed", range(3))
def test_reports_agree_after_a_long_life(seed: int) -> None:
    chance, life = random.Random(seed), Life()
    for _ in range(70):
        step = chance.choice([*KINDS, "update", "void", "delete"])
        amount = Decimal(chance.randrange(0, 99999)).scaleb(-2)
        day = chance.choice(["2025-11-30", "2025-12-31", "2026-01-01", "2026-03-15"])
        life.do(step, amount, day, chance.randrange(31), flag=chance.random() < 0.5)
    agree(life.qbo)


@pytest.mark.parametrize("seed", range(6))
def test_foreign_documents_agree_to_the_cent(seed: int) -> None:
    """Rates that move, parts paid, credits applied: aged reports still add up to the control accounts."""
    chance, qbo = random.Random(seed), Client(multi_currency=True)
    euro = {"CurrencyRef": {"value": "EUR"}}
    customer = {"CustomerRef": {"value": qbo.post("customer", {"DisplayName": "E", **euro})["Id"]}, **euro}
    vendor = {"VendorRef": {"value": qbo.post("vendor", {"DisplayName": "V", **euro})["Id"]}, **euro}
    bank = {"CheckPayment": {"BankAccountRef": {"value": qbo.account("Checking")}}, "PayType": "Check"}
    for number in range(12):
        rate = {"ExchangeRate": Decimal(chance.randrange(9000, 13000)).scaleb(-4)}
        dated = {"TxnDate": f"2026-0{chance.randrange(1, 6)}-1{number % 10}"}
        amount = Decimal(chance.randrange(100, 99999)).scaleb(-2)
        line = {"Line": [item_line(amount), item_line(amount / 3)]}
        line["Line"][1]["Amount"] = round(amount / 3, 2)
        sold = qbo.post("invoice", customer | rate | dated | line)
        part = min(sold["TotalAmt"], amount) if chance.random() < 0.5 else sold["TotalAmt"]
        rate = {"ExchangeRate": Decimal(chance.randrange(9000, 13000)).scaleb(-4)}
        pay = {"TotalAmt": part + chance.randrange(3), "Line": [linked(part, "Invoice", sold["Id"])]}
        qbo.post("payment", customer | rate | {"TxnDate": "2026-06-10"} | pay)
        bought = {"Line": [account_line(amount, qbo.account("Purchases"))]}
        owed = qbo.post("bill", vendor | rate | dated | bought)
        rate = {"ExchangeRate": Decimal(chance.randrange(9000, 13000)).scaleb(-4)}
        paid = {"TotalAmt": amount, "Line": [linked(amount, "Bill", owed["Id"])], **bank}
        qbo.post("billpayment", vendor | rate | {"TxnDate": "2026-06-11"} | paid)
    reports = Reports(qbo)
    for day in ("2026-03-31", "2026-06-10", END):
        for side, who, sign in (("Receivable", "Customer", 1), ("Payable", "Vendor", -1)):
            held = sign * reports.of_type(f"Accounts {side}", day=day)
            assert total(reports(f"Aged{side}s", report_date=day)) == held
            assert total(reports(f"{who}Balance", report_date=day)) == held
    assert reports.of_type("Accounts Payable") == 0
