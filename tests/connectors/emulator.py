"""A running emulator as a process of its own, and a QuickBooks Online connector pointed at it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx2

from tests.connectors.sample import KEYS
from tieout.connectors.quickbooks_online import Client, QuickBooksOnline
from tieout.core.mapping import MappedAccount, Mapping
from tieout.ports import Books

REALM, TOKEN = "4620816365", "a-token"
QUICK = httpx2.Timeout(connect=5, read=0.5, write=5, pool=5)

# Liabilities in life; the emulator takes income accounts only behind a product so far.
TYPES = {
    "accounts_receivable": ("Accounts Receivable", "AccountsReceivable"),
    "accounts_payable": ("Accounts Payable", "AccountsPayable"),
    "bank": ("Bank", "Checking"),
    "clearing": ("Bank", "Checking"),
    "revenue": ("Income", "SalesOfProductIncome"),
    "shipping_income": ("Income", "OtherPrimaryIncome"),
    "sales_tax": ("Income", "OtherPrimaryIncome"),
    "discounts": ("Income", "DiscountsRefundsGiven"),
    "gift_cards": ("Income", "OtherPrimaryIncome"),
    "returns_allowances": ("Income", "OtherPrimaryIncome"),
    "grni": ("Other Current Liability", "OtherCurrentLiabilities"),
    "cogs": ("Cost of Goods Sold", "SuppliesMaterialsCogs"),
    "inventory_finished": ("Other Current Asset", "OtherCurrentAssets"),
}


@dataclass
class Emulator:
    """Its address and its levers."""

    url: str
    clients: list[Client] = field(default_factory=list)

    def lever(self, name: str, payload: Any = None) -> Any:
        headers = {"Authorization": f"Bearer {TOKEN}"}
        if payload is None:
            answer = httpx2.get(f"{self.url}/emulator/{name}", headers=headers)
        else:
            answer = httpx2.post(
                f"{self.url}/emulator/{name}", content=json.dumps(payload).encode(), headers=headers
            )
        assert answer.status_code == 200, answer.text
        return json.loads(answer.text, parse_float=Decimal)

    def faults(self, *rules: dict[str, Any]) -> None:
        self.lever("faults", {"rules": list(rules)})

    def settings(self, **values: Any) -> None:
        self.lever("settings", values)

    def held(self, type_: str = "") -> list[dict[str, Any]]:
        objects = httpx2.get(
            f"{self.url}/emulator/state",
            params={"full": "true"},
            headers={"Authorization": f"Bearer {TOKEN}"},
        ).json()["objects"]
        return [one for entity, rows in objects.items() if type_ in {"", entity} for one in rows]

    def marks(self) -> Counter[str]:
        notes = [one.get("PrivateNote", "") for one in self.held()]
        return Counter(
            line[7:] for note in notes for line in note.splitlines() if line.startswith("tieout:")
        )

    def client(self, times: httpx2.Timeout = QUICK, **named: Any) -> Client:
        self.clients.append(Client(self.url, REALM, lambda: TOKEN, times=times, **named))
        return self.clients[-1]

    def books(self) -> QuickBooksOnline:
        return QuickBooksOnline.of_company(self.client())


@contextmanager
def running(*options: str) -> Iterator[Emulator]:
    command = Path(sys.executable).with_name("quickbooks-emulator")
    arguments = [str(command), "online", "--port", "0", "--realm", REALM, "--token", TOKEN, *options]
    process = subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    try:
        word, url = process.stdout.readline().split()
        assert word == "ready"
        emulator = Emulator(url)
        yield emulator
        for client in emulator.clients:
            client.close()
    finally:
        process.terminate()
        process.wait(timeout=10)
        process.stdout.close()


def mapped(books: Books) -> Mapping:
    """The sample's accounts, created where they are missing; receivable and payable are the company's."""
    held = {one.name: one for one in books.accounts()}
    kinds = {one.type: one for one in held.values()}
    accounts = {}
    for key in KEYS:
        type_, subtype = TYPES[key.role]
        name = f"Tie {key.role}"
        one = kinds.get(type_) if type_.startswith("Accounts") else held.get(name)
        one = one or books.create_account(name, type_, subtype, "USD")
        accounts[key] = MappedAccount(outside_id=one.id, name=one.name)
    return Mapping(accounts)
