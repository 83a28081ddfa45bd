"""People: what others do in QuickBooks between the runs of a wild month, to our documents and beside."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

import httpx2

from quickbooks_emulator.online.jsontext import dumps, loads
from tests.acceptance.tampering import Json, Made, dearer, journal, lever, redated
from tieout.reconcile.ledger import mark_in
from tieout.runtime.company import Company, open_company
from tieout.runtime.grni import open_grni
from tieout.runtime.quickbooks import emulator
from tieout.storage.settings import mapping_of

OF_OURS: Final[dict[str, Callable[[str, Json], Made]]] = {
    "dearer": dearer,
    "two days later": redated(2),
    "into next year": redated(300),
    "deleted": lever("delete"),
    "voided": lever("void"),
    "copied": lever("duplicate"),
    "other words": lambda entity, body: (
        "edit",
        {"entity": entity, "id": body["Id"], "change": {"PrivateNote": "so much for that"}},
    ),
}
"""What a person does to a document of ours."""
POSTING: Final = (
    "JournalEntry",
    "Invoice",
    "SalesReceipt",
    "RefundReceipt",
    "CreditMemo",
    "Bill",
    "Payment",
)
NAMES: Final = ("Customer", "Vendor", "Item")
THEIRS: Final = ("Bill", "VendorCredit")


@dataclass(frozen=True, slots=True)
class Desk:
    """A person's place before a QuickBooks."""

    url: str
    token: str

    def pull(self, name: str, payload: Json) -> Json:
        """A lever of the emulator; what QuickBooks does not let a person do is under `refused`."""
        headers = {"Authorization": f"Bearer {self.token}"}
        answer = httpx2.post(
            f"{self.url}/emulator/{name}", headers=headers, content=dumps(payload).encode()
        )
        said: Json = loads(answer.text)
        return said if answer.status_code == 200 else {"refused": said}

    def objects(self) -> dict[str, list[Json]]:
        """All that QuickBooks holds, by entity."""
        headers = {"Authorization": f"Bearer {self.token}"}
        answer = httpx2.get(f"{self.url}/emulator/state?full=true", headers=headers)
        found: dict[str, list[Json]] = loads(answer.text)["objects"]
        return found


@contextmanager
def at_the_desk(company: str) -> Iterator[tuple[Company, Desk]]:
    """The QuickBooks of a company, before which somebody sits."""
    found = open_company(company)
    try:
        with emulator(found) as (url, token):
            yield found, Desk(url, token)
    finally:
        found.database.close()


def worked(company: str, draw: random.Random, month: int) -> list[list[str]]:
    """What people do in one sitting, drawn from what QuickBooks holds; as words, to be done again."""
    with at_the_desk(company) as (found, desk):
        said = []
        for _ in range(draw.choice([1, 2, 3])):
            [act] = draw.choices(list(OFTEN), list(OFTEN.values()))
            words = act(found, desk, draw, month)
            if words and "refused" not in done(desk, words):
                said.append(words)
        return said


def done(desk: Desk, words: list[str]) -> Json:
    """Do what words of `worked` say: `ours HOW MARK` or `LEVER PAYLOAD`."""
    if words[0] != "ours":
        return desk.pull(words[0], loads(words[1]))
    for entity, held in desk.objects().items():
        for body in held:
            if _mark(body) == words[2]:
                return desk.pull(*OF_OURS[words[1]](entity, body))
    return {"refused": "it is not there"}


def dated_openly(company: str, documents: set[str]) -> Iterator[list[str]]:
    """Bills that AP dated in a closed period, given an open day; what was done, as words."""
    with at_the_desk(company) as (found, desk):
        with found.database.read() as connection:
            rows = connection.exec_driver_sql(
                "SELECT d.id, d.day, o.type, o.outside_id FROM document d "
                "JOIN outside o ON o.document = d.id"
            ).all()
        for row in rows:
            if row.id in documents:
                closed = found.settings.closed_through
                opened = (closed + timedelta(days=1)).isoformat() if closed else row.day
                change = {"TxnDate": max(row.day, opened)}
                payload = {"entity": row.type, "id": row.outside_id, "change": change}
                if "refused" not in desk.pull("redate", payload):
                    yield ["redate", dumps(payload)]


def _mark(body: Json) -> str:
    """Our mark on a transaction; empty = it is nobody's of ours."""
    return mark_in(str(body.get("PrivateNote", ""))) or ""


def _ours(company: Company, desk: Desk, draw: random.Random, month: int) -> list[str]:
    """Something done to a document of ours."""
    objects = desk.objects()
    bodies = [body for entity in POSTING for body in objects.get(entity, [])]
    held = sorted({_mark(body) for body in bodies} - {""})
    return ["ours", draw.choice(list(OF_OURS)), draw.choice(held)] if held else []


def _bill(company: Company, desk: Desk, draw: random.Random, month: int) -> list[str]:
    """A bill or credit for an open line of GRNI: naming it, its receipt, or nothing; seldom elsewhere."""
    lines, _ = open_grni(company, date(2026, month, 10))
    if not lines:
        return []
    line = draw.choice(lines)
    vendor = _vendor(desk, line.party)
    if not vendor:
        return []
    accounts = _accounts(company)
    text = draw.choice([line.name, line.name, line.name.rpartition("/")[0], "goods"])
    owed = abs(line.value) // 10**6 * draw.choice([50, 100, 100, 102, 130]) // 100 or 100
    account = accounts["grni" if draw.random() < 0.8 else draw.choice(["rounding", "inventory_raw"])]
    detail = {"AccountRef": {"value": account}}
    row = {
        "Amount": Decimal(owed) / 100,
        "Description": text,
        "DetailType": "AccountBasedExpenseLineDetail",
        "AccountBasedExpenseLineDetail": detail,
    }
    day = f"2026-{draw.choice([2, 3, month]):02d}-{draw.randint(1, 9):02d}"
    entity = draw.choice(["Bill", "Bill", "Bill", "VendorCredit"])
    body = {"TxnDate": day, "VendorRef": {"value": vendor}, "Line": [row]}
    return ["create", dumps({"entity": entity, "body": body})]


def _billed_otherwise(company: Company, desk: Desk, draw: random.Random, month: int) -> list[str]:
    """A bill or credit that AP entered, changed or deleted."""
    objects = desk.objects()
    found = [(entity, body) for entity in THEIRS for body in objects.get(entity, []) if not _mark(body)]
    if not found:
        return []
    entity, body = draw.choice(found)
    how = draw.choice([dearer, redated(3), redated(-40), lever("delete")])
    name, payload = how(entity, body)
    return [name, dumps(payload)]


def _renamed(company: Company, desk: Desk, draw: random.Random, month: int) -> list[str]:
    entity = draw.choice(["Customer", "Vendor"])
    found = desk.objects().get(entity, [])
    if not found:
        return []
    one = draw.choice(found)
    change = {"DisplayName": f"{one['DisplayName']} of old"}
    return ["edit", dumps({"entity": entity, "id": one["Id"], "change": change})]


def _retired(company: Company, desk: Desk, draw: random.Random, month: int) -> list[str]:
    """A record that may be used no more: what names it is refused until it is active again."""
    entity = draw.choice(NAMES)
    found = desk.objects().get(entity, [])
    return _made_active(entity, draw.choice(found), active=False) if found else []


def all_active(company: str) -> Iterator[list[str]]:
    """Every record that was made inactive is active again; what was done, as words."""
    with at_the_desk(company) as (_, desk):
        held = desk.objects()
        for entity in NAMES:
            for one in held.get(entity, []):
                if not one.get("Active", True):
                    words = _made_active(entity, one, active=True)
                    done(desk, words)
                    yield words


def _made_active(entity: str, one: Json, *, active: bool) -> list[str]:
    return ["edit", dumps({"entity": entity, "id": one["Id"], "change": {"Active": active}})]


def _journal(company: Company, desk: Desk, draw: random.Random, month: int) -> list[str]:
    """A journal of somebody's on accounts of ours, shared ones or not."""
    accounts = _accounts(company)
    role = draw.choice(["bank", "bank", "rounding", "inventory_raw", "customer_deposits"])
    body = journal(accounts[role], accounts["merchant_fees"], "17.35") | {"TxnDate": f"2026-{month:02d}-02"}
    return ["create", dumps({"entity": "JournalEntry", "body": body})]


def _accounts(company: Company) -> dict[str, str]:
    with company.database.read() as connection:
        return {key.role: one.outside_id for key, one in mapping_of(connection).accounts.items()}


def _vendor(desk: Desk, supplier: str) -> str:
    """The vendor a supplier is in QuickBooks; made by AP where there is none."""
    name = f"Supplier {supplier}"
    for one in desk.objects().get("Vendor", []):
        if one["DisplayName"].startswith(name) and one.get("CurrencyRef", {}).get("value", "USD") == "USD":
            return str(one["Id"])
    made: Any = desk.pull("create", {"entity": "Vendor", "body": {"DisplayName": name}})
    return str(made["Vendor"]["Id"]) if "Vendor" in made else ""


OFTEN: Final = {_ours: 4, _bill: 4, _billed_otherwise: 2, _renamed: 1, _retired: 1, _journal: 1}
"""How often each is drawn."""
