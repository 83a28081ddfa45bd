"""Properties: whatever the order of documents, the ledger balances and replay makes nothing new.

A random life of a company: sales, credits, payments, bills, bill payments, journals, inventory
sales and purchases, then changes, voids and deletions of what is there. After every step the trial
balance is even on every day, the control accounts equal the open balances, and a file-less restart
from the stored objects gives the same ledger.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quickbooks_emulator.online.books import Books
from quickbooks_emulator.online.entities import all_kinds
from quickbooks_emulator.online.jsontext import loads
from tests.quickbooks_emulator.client import Client, account_line, item_line, journal_line, linked

AMOUNTS = st.decimals(min_value=0, max_value=9999, places=2)
DAYS = st.sampled_from(["2025-11-30", "2025-12-31", "2026-01-01", "2026-03-15", "2026-06-15"])
KINDS = (
    "invoice",
    "salesreceipt",
    "creditmemo",
    "payment",
    "bill",
    "vendorcredit",
    "billpayment",
    "journalentry",
    "deposit",
    "stock",
    "refundreceipt",
    "purchase",
    "transfer",
    "inventoryadjustment",
    "purchaseorder",
    "estimate",
    "creditcardpayment",
)
STEPS = st.lists(
    st.tuples(
        st.sampled_from([*KINDS, "update", "void", "delete"]),
        AMOUNTS,
        DAYS,
        st.integers(0, 30),
        st.booleans(),
    ),
    max_size=25,
)


class Life:
    """A company and one way to do each step in it."""

    def __init__(self) -> None:
        self.qbo = Client(track_departments=True)
        self.customer, self.vendor = self.qbo.customer(), self.qbo.vendor()
        self.bank, self.cost = self.qbo.account("Checking"), self.qbo.account("Purchases")
        self.savings = self.qbo.post("account", {"Name": "Savings", "AccountType": "Bank"})["Id"]
        self.card = self.qbo.post("account", {"Name": "Visa", "AccountType": "Credit Card"})["Id"]
        accounts = {
            "IncomeAccountRef": "Sales of Product Income",
            "ExpenseAccountRef": "Cost of Goods Sold",
            "AssetAccountRef": "Inventory Asset",
        }
        body: dict[str, Any] = {k: {"value": self.qbo.account(v)} for k, v in accounts.items()}
        body |= {"Name": "Bolt", "Type": "Inventory", "TrackQtyOnHand": True, "QtyOnHand": 5}
        body |= {"InvStartDate": "2025-01-01", "PurchaseCost": Decimal("1.37")}
        self.item = self.qbo.post("item", body)["Id"]

    def body(self, step: str, amount: Decimal, pick: int, *, flag: bool) -> dict[str, Any]:
        makers: dict[str, Callable[[], dict[str, Any]]] = {
            "payment": lambda: self._settling("Invoice", "CustomerRef", self.customer, amount, pick),
            "billpayment": lambda: self._paying(amount, pick),
            "journalentry": lambda: self._journal(amount, flag=flag),
            "deposit": lambda: self._deposit(pick),
            "inventoryadjustment": lambda: self._adjustment(pick, flag=flag),
            "transfer": lambda: self._two("FromAccountRef", "ToAccountRef", self.savings, amount),
            "creditcardpayment": lambda: self._two(
                "BankAccountRef", "CreditCardAccountRef", self.card, amount
            ),
        }
        if step in makers:
            return makers[step]()
        if step in ("bill", "vendorcredit", "purchaseorder", "purchase"):
            spent = {"Line": [account_line(amount, self.cost), self._bought(amount, pick)]}
            order = self._any("PurchaseOrder", pick) if step == "bill" else None
            if order:
                spent["Line"][0]["LinkedTxn"] = [{"TxnId": order["Id"], "TxnType": "PurchaseOrder"}]
            if step == "purchase":
                paid: dict[str, Any] = {"PaymentType": "CreditCard", "AccountRef": {"value": self.card}}
                return spent | paid | {"Credit": flag}
            return spent | {"VendorRef": {"value": self.vendor}}
        tax: dict[str, Any] = {"TaxCodeRef": {"value": "TAX" if flag else "NON"}}
        lines = [item_line(amount, **tax)]
        if flag:
            lines.append(item_line(amount, item=self.item, Qty=pick, **tax))
        body: dict[str, Any] = {"CustomerRef": {"value": self.customer}, "Line": lines}
        if step == "refundreceipt":
            body["DepositToAccountRef"] = {"value": self.bank}
        offered = self._any("Estimate", pick) if step == "invoice" and flag else None
        if offered:
            body["LinkedTxn"] = [{"TxnId": offered["Id"], "TxnType": "Estimate"}]
        return body

    def _two(self, source: str, target: str, other: str, amount: Decimal) -> dict[str, Any]:
        return {source: {"value": self.bank}, target: {"value": other}, "Amount": amount}

    def _adjustment(self, pick: int, *, flag: bool) -> dict[str, Any]:
        kind = "ItemAdjustmentLineDetail"
        detail = {"ItemRef": {"value": self.item}, "QtyDiff": -pick if flag else pick}
        return {
            "AdjustAccountRef": {"value": self.qbo.account("Inventory Shrinkage")},
            "Line": [{"DetailType": kind, kind: detail}],
        }

    def _bought(self, amount: Decimal, pick: int) -> dict[str, Any]:
        kind = "ItemBasedExpenseLineDetail"
        detail = {"ItemRef": {"value": self.item}, "Qty": pick}
        return {"Amount": amount, "DetailType": kind, kind: detail}

    def _any(self, entity: str, pick: int) -> dict[str, Any] | None:
        found = list(self.qbo.books.store.each(entity))
        return found[pick % len(found)] if found else None

    def _settling(self, entity: str, field: str, party: str, amount: Decimal, pick: int) -> dict[str, Any]:
        target = self._any(entity, pick)
        applied = min(amount, target["Balance"]) if target else Decimal(0)
        lines = [linked(applied, entity, target["Id"])] if target and applied else []
        return {field: {"value": party}, "TotalAmt": amount, "Line": lines}

    def _paying(self, amount: Decimal, pick: int) -> dict[str, Any]:
        body = self._settling("Bill", "VendorRef", self.vendor, amount, pick)
        check = {"BankAccountRef": {"value": self.bank}}
        return body | {"PayType": "Check", "CheckPayment": check}

    def _journal(self, amount: Decimal, *, flag: bool) -> dict[str, Any]:
        receivable = self.qbo.account("Accounts Receivable (A/R)")
        party = ("Customer", self.customer) if flag else None
        account = receivable if flag else self.cost
        return {
            "Line": [
                journal_line(amount, account, "Debit", party),
                journal_line(amount, self.bank, "Credit"),
            ]
        }

    def _deposit(self, pick: int) -> dict[str, Any]:
        held = self._any("Payment", pick)
        link = {"TxnId": held["Id"] if held else "1", "TxnType": "Payment"}
        return {"DepositToAccountRef": {"value": self.bank}, "Line": [{"LinkedTxn": [link]}]}

    def do(self, step: str, amount: Decimal, day: str, pick: int, *, flag: bool) -> None:
        """One step; a refusal is fine, an error is not."""
        if step in KINDS:
            kind = "salesreceipt" if step == "stock" else step
            body = self.body(kind, amount, pick, flag=flag or kind != step) | {"TxnDate": day}
            response = self.qbo.send("POST", kind, body)
        else:
            response = self._change(step, amount, day, pick)
        if response is not None:
            assert response.status in (200, 400), response.text

    def _change(self, step: str, amount: Decimal, day: str, pick: int) -> Any:
        ledger = list(self.qbo.books.ledger.entries)
        if not ledger:
            return None
        entity, identity, _ = ledger[pick % len(ledger)]
        body = self.qbo.books.store.get(entity, identity)
        if body is None or entity == "Item":
            return None
        key = {"Id": identity, "SyncToken": body["SyncToken"]}
        resource = self.qbo.books.kinds[entity].resource
        if step != "update":
            return self.qbo.send("POST", resource, key, operation=step)
        change: dict[str, Any] = {"sparse": True, "TxnDate": day}
        lines = [line for line in body.get("Line", []) if line.get("DetailType") == "SalesItemLineDetail"]
        if lines:
            change["Line"] = [{**lines[0], "Amount": amount}]
        return self.qbo.send("POST", resource, key | change)


def check(books: Books) -> None:
    """Even books, and control accounts that equal what is open."""
    days = {entry.date for entry in books.ledger.entries.values()}
    for day in days:
        assert sum(books.ledger.balance(account, "", day) for account in books.ledger.accounts()) == 0
    for body in books.store.each("Invoice"):
        assert 0 <= body["Balance"] <= body["TotalAmt"]
    for body in books.store.each("Payment"):
        assert body["UnappliedAmt"] >= 0
    control = books.account_of_type("Accounts Receivable", "USD")
    assert books.ledger.balance(control) == open_receivables(books) * 100


def open_receivables(books: Books) -> Decimal:
    """What documents say is open: invoices less credits and unapplied payments, and journals."""
    total = sum((body["Balance"] for body in books.store.each("Invoice")), Decimal(0))
    total -= sum((body["Balance"] for body in books.store.each("CreditMemo")), Decimal(0))
    total -= sum((body["UnappliedAmt"] for body in books.store.each("Payment")), Decimal(0))
    control = books.account_of_type("Accounts Receivable", "USD")
    for body in books.store.each("JournalEntry"):
        for line in body["Line"]:
            detail = line["JournalEntryLineDetail"]
            if detail["AccountRef"]["value"] == control:
                total += line["Amount"] * (1 if detail["PostingType"] == "Debit" else -1)
    return total


def even_trial_balances(qbo: Client) -> None:
    for day in ("2025-11-30", "2025-12-31", "2026-01-01", "2026-06-15", "2027-01-01"):
        qbo.balances(day)


@settings(max_examples=40, deadline=None)
@given(STEPS)
def test_the_ledger_balances_whatever_happens(steps: list[Any]) -> None:
    life = Life()
    for step, amount, day, pick, flag in steps:
        life.do(step, amount, day, pick, flag=flag)
        check(life.qbo.books)
    even_trial_balances(life.qbo)
    books = life.qbo.books
    reopened = Books(books.settings, books.store, all_kinds(), books.clock)
    assert _postings(reopened) == _postings(books)


@pytest.mark.parametrize("seed", range(8))
def test_a_long_life_balances_too(seed: int) -> None:
    """Eighty steps each, deep enough for payments in deposits and sales short of stock."""
    chance, life = random.Random(seed), Life()
    for _ in range(80):
        step = chance.choice([*KINDS, "update", "void", "delete"])
        amount = Decimal(chance.randrange(0, 99999)).scaleb(-2)
        day = chance.choice(["2025-11-30", "2025-12-31", "2026-01-01", "2026-03-15"])
        life.do(step, amount, day, chance.randrange(31), flag=chance.random() < 0.5)
        check(life.qbo.books)
    even_trial_balances(life.qbo)
    books = life.qbo.books
    reopened = Books(books.settings, books.store, all_kinds(), books.clock)
    assert _postings(reopened) == _postings(books)


def _postings(books: Books) -> dict[Any, Any]:
    return {
        key: (entry.date, sorted((p.account, p.cents) for p in entry.postings))
        for key, entry in books.ledger.entries.items()
    }


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2), st.booleans()), max_size=12))
def test_replay_never_creates(calls: list[tuple[int, int, bool]]) -> None:
    """Requests and batches with few ids, again and again: one document per id and item."""
    qbo = Client()
    seen = set()
    body = {"Line": [item_line(1)]}
    for number, bid, batched in calls:
        requestid = f"r{number}"
        if batched:
            item = {"bId": str(bid), "operation": "create", "SalesReceipt": body}
            qbo.post("batch", {"BatchItemRequest": [item]}, requestid=requestid)
            seen.add((requestid, str(bid)))
        else:
            qbo.post("salesreceipt", body, requestid=requestid)
            seen.add((requestid, ""))
        assert len(qbo.books.store.objects.get("SalesReceipt", {})) == len(seen)


@settings(max_examples=60, deadline=None)
@given(AMOUNTS)
def test_money_is_exact_through_json(amount: Decimal) -> None:
    qbo = Client()
    made = qbo.send("POST", "salesreceipt", {"Line": [item_line(amount)]})
    shown = loads(made.text)["SalesReceipt"]["TotalAmt"]
    assert Decimal(shown) == amount
    assert amount == 0 or f'"TotalAmt":{amount},' in made.text
