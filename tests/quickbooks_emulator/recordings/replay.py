"""Replay: one recording against a fresh company, by the way its row of the table names."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from quickbooks_emulator.online.jsontext import loads
from quickbooks_emulator.online.schema import ENTITIES
from tests.quickbooks_emulator.client import Client, item_line

from . import reports, wire
from .agreement import disagreements
from .markup import Json
from .recording import Recording, load, objects_of
from .state import State
from .wire import XmlClient

TABLE = Path(__file__).with_name("table.toml")


@dataclass(frozen=True)
class Row:
    """How one recording is replayed, or why it is not."""

    name: str
    how: str = ""
    entity: str = ""
    why_not: str = ""
    but: tuple[str, ...] = ()  # properties the emulator does not answer, each explained in `note`
    note: str = ""
    values: bool = True
    settings: dict[str, Any] = field(default_factory=dict)
    setup: dict[str, Any] = field(default_factory=dict)


def table() -> list[Row]:
    """Every row of the table."""
    rows = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    return [Row(name, **{**row, "but": tuple(row.get("but", ()))}) for name, row in rows.items()]


def settings_of(bodies: list[Json], request: Any = None) -> dict[str, Any]:
    """The company the recording shows: its country, currencies, custom fields, shipping."""
    found: dict[str, Any] = {"ast": False}
    text = str([*bodies, request])
    currencies = {str(b["CurrencyRef"]["value"]) for b in bodies if b.get("CurrencyRef", {}).get("value")}
    if "GlobalTaxCalculation" in text or "PurchaseTaxRateList" in text or "'PercentBased': False" in text:
        found["country"] = "CA"
    if currencies and "USD" not in currencies:
        found["home_currency"] = sorted(currencies)[0]
    if "ExchangeRate" in text or "HomeTotalAmt" in text or len(currencies) > 1 or "'Code': " in text:
        found["multi_currency"] = True
    if "SHIPPING_ITEM_ID" in text:
        found["allow_shipping"] = True
    if "'Deposit': " in text:
        found["allow_deposit"] = True
    fields = [field for body in bodies for field in body.get("CustomField", []) if "DefinitionId" in field]
    names = dict.fromkeys(str(field["Name"]) for field in fields)
    which = "order_custom_fields" if "POStatus" in text else "custom_fields"
    return found | ({which: ", ".join(names)} if names else {})


class Replay:
    """One recording being replayed."""

    def __init__(self, row: Row) -> None:
        self.row = row
        self.recording: Recording = load(row.name, row.entity)
        bodies = [body for _, body in self.recording.objects()]
        client = XmlClient if row.name.endswith(".xml") or row.name.startswith("flowlink") else Client
        self.qbo = client(**(settings_of(bodies, self.recording.body) | row.settings))
        self.state = State(self.qbo)
        if self.qbo.books.settings.allow_shipping:
            self.state.ship()

    def problems(self) -> list[str]:
        """What does not agree; nothing when all of it does."""
        answer, recorded = HOW[self.row.how](self)
        return disagreements(answer, recorded, but=frozenset(self.row.but), values=self.row.values)

    def the_object(self) -> tuple[str, Json]:
        """The recorded object, when there is one."""
        found = self.recording.objects()
        assert found, f"{self.row.name} holds no object"
        return found[0]

    def fault(self, method: str, path: str, body: Any = None, **query: str) -> tuple[Json, Json]:
        """Send what must be refused; both errors, in one casing."""
        response = self.qbo.send(method, path, body, **query)
        status = self.recording.status if self.recording.method else 400
        assert response.status == status, response.text
        return loads(response.text)["Fault"]["Error"][0], self.recording.error()


def _whole(replay: Replay, entity: str, recorded: Json) -> Json:
    """The recorded object, or a plain one of its kind when only its key was recorded."""
    if set(recorded) - {"Id", "MetaData", "SyncToken", "status", "domain", "Description"}:
        return recorded
    line = item_line(5)
    spent = {"Amount": 5, "DetailType": "AccountBasedExpenseLineDetail"}
    spent["AccountBasedExpenseLineDetail"] = {"AccountRef": {"value": "the cost", "name": "Purchases"}}
    bank = {"value": "the bank", "name": "Checking"}
    party = {"CustomerRef": {"value": "someone"}}
    vendor = {"VendorRef": {"value": "somebody"}}
    own = {"Amount": 5, "DetailType": "DepositLineDetail", "DepositLineDetail": {"AccountRef": bank}}
    plain: dict[str, Json] = {
        "Invoice": party | {"Line": [line]},
        "CreditMemo": party | {"Line": [line]},
        "SalesReceipt": {"Line": [line]},
        "RefundReceipt": {"Line": [line], "DepositToAccountRef": bank},
        "Payment": party | {"TotalAmt": 5},
        "Deposit": {"DepositToAccountRef": bank, "Line": [own]},
        "Purchase": {"PaymentType": "Check", "AccountRef": bank, "Line": [spent]},
        "BillPayment": vendor
        | {"PayType": "Check", "TotalAmt": 5, "CheckPayment": {"BankAccountRef": bank}},
        "TimeActivity": {"NameOf": "Vendor", "VendorRef": {"value": "somebody"}, "Hours": 1},
        "Customer": {"DisplayName": "Somebody new"},
        "Vendor": {"DisplayName": "Somebody else"},
        "Item": {"Name": "A thing", "Type": "Service", "IncomeAccountRef": {"value": "income"}},
    }
    return {**recorded, **plain[entity]}


def _create(replay: Replay) -> tuple[Any, Any]:
    """The recorded object is made; the answer of its creation."""
    entity, recorded = replay.the_object()
    return replay.state.make(entity, recorded), recorded


def _read(replay: Replay) -> tuple[Any, Any]:
    """The recorded object is made and read."""
    entity, recorded = replay.the_object()
    made = replay.state.make(entity, recorded)
    return replay.qbo.read(replay.qbo.books.kinds[entity].resource, made["Id"]), recorded


def _query(replay: Replay) -> tuple[Any, Any]:
    """The recorded objects are made and asked for."""
    text = replay.recording.query.get("query", "")
    ids: dict[str, str] = {}
    rows = {str(recorded.get("Id", "")): recorded for _, recorded in replay.recording.objects()}
    asked = re.findall(r"'(\d+)'", text) if re.search(r"\bId\b", text) else []
    for number in asked or [f"filler {n}" for n in range(1, _start(text))]:
        ids[number] = _make_row(replay, number, rows.pop(number, None))
    for number, recorded in rows.items():
        ids[number] = _make_row(replay, number, recorded)
    if asked:
        text = re.sub(r"'(\d+)'", lambda found: f"'{ids[found[1]]}'", text)
    answer = replay.qbo.query(text or _statement(replay, list(ids.values())))
    return _rows(replay, answer, ids), [recorded for _, recorded in replay.recording.objects()]


def _start(text: str) -> int:
    found = re.search(r"STARTPOSITION (\d+)", text)
    return int(found[1]) if found else 1


def _make_row(replay: Replay, number: str, recorded: Json | None) -> str:
    """One recorded row, or another object that stood before it."""
    if recorded is None:
        entity = replay.recording.entity or "Customer"
        recorded = {"DisplayName": f"Other {number}", "FamilyName": f"Other {number}"}
        return str(replay.state.make(entity, recorded)["Id"])
    return str(replay.state.make(replay.recording.entity, recorded).get("Id", ""))


def _rows(replay: Replay, answer: Json, ids: dict[str, str]) -> list[Json]:
    """The answered rows in the order of the recorded ones."""
    wanted = replay.recording.objects()
    rows = {row.get("Id", ""): row for row in answer.get(replay.recording.entity, [])}
    assert not wanted or replay.recording.entity == "TaxCode" or answer["maxResults"] == len(rows)
    return [rows[ids[str(recorded.get("Id", ""))]] for _, recorded in wanted]


def _statement(replay: Replay, ids: list[str]) -> str:
    entity = replay.recording.entity
    listed = ", ".join(f"'{identity}'" for identity in ids)
    if entity in ("Preferences", "CompanyInfo"):
        return f"select * from {entity}"
    active = "Active" in ENTITIES[entity] and entity != "TaxAgency"
    listed += ")" + (" and Active in (true, false)" if active else "")
    return f"select * from {entity} where Id in ({listed}"


def _count(replay: Replay) -> tuple[Any, Any]:
    """As many objects as were counted are made and counted."""
    wanted = int(replay.recording.answer["QueryResponse"]["totalCount"])
    text = replay.recording.query["query"]
    entity = text.split("FROM ")[1].split()[0]
    named = {f"{entity} {number}" for number in range(wanted)}
    ids = [
        replay.state.post(entity, {"DisplayName": name, "FamilyName": name})["Id"] for name in sorted(named)
    ]
    for number, identity in zip(range(5, 11), ids, strict=False):
        text = text.replace(f"'{number}'", f"'{identity}'")
    return replay.qbo.query(text), replay.recording.answer["QueryResponse"]


def _delete(replay: Replay) -> tuple[Any, Any]:
    """An object of that entity is made and deleted."""
    entity, recorded = replay.the_object()
    made = replay.state.make(entity, _whole(replay, entity, recorded))
    key = {"Id": made["Id"], "SyncToken": made["SyncToken"]}
    resource = replay.qbo.books.kinds[entity].resource
    stub = replay.qbo.post(resource, key, operation="delete")
    assert replay.qbo.send("GET", f"{resource}/{made['Id']}").status == 400
    return stub, recorded


def _retire(replay: Replay) -> tuple[Any, Any]:
    """An object is made and set inactive, which is how name lists delete."""
    entity, recorded = replay.the_object()
    alive = {**recorded, **replay.row.setup, "Active": True}
    for name in ("Name", "DisplayName"):
        if name in alive:
            alive[name] = _without_ending(str(alive[name]))
    return replay.state.retire(entity, replay.state.make(entity, alive)), recorded


def _without_ending(name: str) -> str:
    for ending in (" (deleted)", " (Deleted)"):
        name = name.removesuffix(ending)
    return name


def _void(replay: Replay) -> tuple[Any, Any]:
    """A document with an amount is made and voided."""
    entity, recorded = replay.the_object()
    made = replay.state.make(entity, {**recorded, **replay.row.setup}, PrivateNote="")
    key = {"Id": made["Id"], "SyncToken": made["SyncToken"]}
    query = {"operation": "update", "include": "void"}
    if replay.recording.query.get("operation") == "void":
        query = {"operation": "void"}
    answer = replay.qbo.post(replay.qbo.books.kinds[entity].resource, key, **query)
    return answer, recorded


def _update(replay: Replay) -> tuple[Any, Any]:
    """The recorded request as an update of the object, which was made before."""
    entity, recorded = replay.the_object()
    before = {**recorded, **replay.row.setup}
    made = replay.state.make(entity, before)
    sent = replay.recording.body
    sent = dict(sent.get(entity, sent)) if isinstance(sent, dict) else dict(recorded)
    for name in ("MetaData", "time", "domain"):
        sent.pop(name, None)
    key = {"Id": made["Id"], "SyncToken": made["SyncToken"]}
    body = {**replay.state.requested(entity, sent), **key}
    return replay.qbo.post(replay.qbo.books.kinds[entity].resource, body), recorded


def _exchange(replay: Replay) -> tuple[Any, Any]:
    """The recorded request creates; what it refers to was made before."""
    entity, recorded = replay.the_object()
    body = replay.recording.body
    body = replay.state.requested(entity, body.get(entity, body))
    query = {name: value for name, value in replay.recording.query.items() if value}
    return replay.qbo.post(replay.qbo.books.kinds[entity].resource, body, **query), recorded


def _request(replay: Replay) -> tuple[Any, Any]:
    """A recorded request body without its answer: it must be taken, and come back as it was sent."""
    entity, recorded = replay.the_object()
    body = replay.state.requested(entity, recorded)
    wanted = {name: value for name, value in body.items() if name not in ("Id", "SyncToken")}
    body.pop("Id", None)
    return replay.qbo.post(replay.qbo.books.kinds[entity].resource, body), wanted


def _cdc(replay: Replay) -> tuple[Any, Any]:
    """The recorded changes are made (and deletions done) and asked for."""
    asked = dict.fromkeys(entity for entity, _ in replay.recording.objects())
    objects = replay.recording.objects()
    replay.state.recorded = {(entity, str(recorded["Id"])) for entity, recorded in objects}
    for entity, recorded in replay.recording.objects():
        if recorded.get("status") == "Deleted":
            made = replay.state.make(entity, _whole(replay, entity, recorded))
            key = {"Id": made["Id"], "SyncToken": made["SyncToken"]}
            replay.qbo.post(replay.qbo.books.kinds[entity].resource, key, operation="delete")
        else:
            replay.state.make(entity, recorded)
    since = replay.qbo.books.clock.now().isoformat()
    answer = replay.qbo.get("cdc", entities=",".join(asked), changedSince=since)
    if "CDCResponse" not in replay.recording.answer:  # a fixture that holds the changed object alone
        return _responses(answer), [{entity: [recorded]} for entity, recorded in objects]
    wanted = [rows for rows in _responses(replay.recording.answer) if any(name in rows for name in asked)]
    return _responses(answer), wanted


def _responses(answer: Json) -> list[Json]:
    return list(answer["CDCResponse"][0]["QueryResponse"])


def _query_fault(replay: Replay) -> tuple[Any, Any]:
    """The recorded statement is refused."""
    text: str = replay.row.setup.get("query") or replay.recording.query["query"]
    return replay.fault("GET", "query", query=text)


def _get_fault(replay: Replay) -> tuple[Any, Any]:
    """The recorded address is refused."""
    return replay.fault("GET", replay.row.setup.get("path", replay.recording.path))


def _post_fault(replay: Replay) -> tuple[Any, Any]:
    """The recorded body, or the one of the row, is refused."""
    entity = replay.row.setup["entity"]
    if "stock" in replay.row.setup:
        replay.state.stocked(replay.row.setup["stock"])
    for taken in replay.row.setup.get("before", []):
        replay.state.post(taken["entity"], taken["body"])
    sent = replay.row.setup.get("body")
    if sent is None:
        sent = replay.recording.body
        sent = replay.state.requested(entity, sent.get(entity, sent))
        if "Id" in sent:
            sent = _fresh_key(replay, entity, sent)
    resource = replay.qbo.books.kinds[entity].resource
    query = {name: value for name, value in replay.recording.query.items() if value}
    return replay.fault("POST", resource, sent, **query)


def _fresh_key(replay: Replay, entity: str, sent: Json) -> Json:
    """The recorded update's Id and SyncToken are those of an object made now."""
    before = {**sent, **replay.row.setup.get("own", {})}
    made = replay.state.make(entity, before)
    kept = {name: value for name, value in sent.items() if name not in ("MetaData",)}
    return {**kept, "Id": made["Id"], "SyncToken": made["SyncToken"]}


def _stale(replay: Replay) -> tuple[Any, Any]:
    """Two people change one object; the second is refused."""
    entity = replay.row.setup["entity"]
    resource = replay.qbo.books.kinds[entity].resource
    if entity == "SalesReceipt":
        made = replay.state.post(entity, {"Line": [item_line(5)]})
    else:
        made = replay.qbo.read(resource, "1")
    key = {"Id": made["Id"], "SyncToken": made["SyncToken"]}
    change = replay.row.setup.get("change", {"PrivateNote": "first"})
    replay.qbo.post(resource, {**key, "sparse": True, **change})
    query = {"operation": "update", "include": "void"} if entity == "SalesReceipt" else {}
    return replay.fault("POST", resource, {**key, "sparse": True, **change}, **query)


def _part(replay: Replay) -> tuple[Any, Any]:
    """A fragment inside a document: sent with it, it comes back."""
    name, wanted = next(iter(replay.recording.answer.items()))
    body = {"CustomerRef": {"value": replay.qbo.customer()}, "Line": [item_line(5)], name: [wanted]}
    return replay.qbo.post("invoice", body)[name][0], wanted


def _send(replay: Replay) -> tuple[Any, Any]:
    """The recorded form is made and sent by e-mail."""
    entity, recorded = replay.the_object()
    made = replay.state.make(entity, recorded)
    resource = replay.qbo.books.kinds[entity].resource
    answer = replay.qbo.post(f"{resource}/{made['Id']}/send", None, sendTo="test@intuit.com")
    return answer, recorded


def _tax_service(replay: Replay) -> tuple[Any, Any]:
    """A tax code with the recorded rate is made by the tax service."""
    recorded = next(value for name, value in replay.recording.answer.items() if name != "time")
    rates = recorded.get("TaxRateDetails", recorded)
    rates = rates if isinstance(rates, list) else [rates]
    named = [(str(rate["TaxRateName"])[:9], Decimal(rate["RateValue"])) for rate in rates]
    made = replay.state.tax_code(str(recorded.get("TaxCode", "Code")), named)
    return (made if "TaxCode" in recorded else made["TaxRateDetails"][0]), recorded


def _tax_service_fault(replay: Replay) -> tuple[Any, Any]:
    """The same rate twice."""
    replay.state.tax_code("One", [("Taken", Decimal(5))])
    agency = next(iter(replay.qbo.books.store.each("TaxAgency")))["Id"]
    detail = {"TaxRateName": "Taken", "RateValue": 5, "TaxAgencyId": agency, "TaxApplicableOn": "Sales"}
    return replay.fault("POST", "taxservice/taxcode", {"TaxCode": "Two", "TaxRateDetails": [detail]})


def _unauthorized(replay: Replay) -> tuple[Any, Any]:
    """A token that is not valid; the recording is cut in its middle, its beginning is compared."""
    response = replay.qbo.send("GET", "customer/1", token="expired")
    assert response.status == replay.recording.status
    text = str(replay.recording.answer)
    error = loads(response.text)["fault"]["error"][0]
    return f'"message":"{error["message"]}"' in text, True


def _throttled(replay: Replay) -> tuple[Any, Any]:
    """One request too many within the second."""
    settings = {"throttle": "on", "requests_per_second": 1}
    replay.qbo.send("POST", "/emulator/settings", settings)
    answers = [replay.qbo.send("GET", "customer/1") for _ in range(2)]
    assert [answer.status for answer in answers] == [400, 429]
    return loads(answers[1].text)["Fault"]["Error"][0], replay.recording.error()


def _batch(replay: Replay) -> tuple[Any, Any]:
    """The recorded batch; what its items change was made before."""
    items = replay.recording.answer["BatchItemResponse"]
    for rows in (item["QueryResponse"] for item in items if "QueryResponse" in item):
        for entity, recorded in objects_of(rows):
            replay.state.make(entity, recorded)
    sent = deepcopy(replay.recording.body)
    for item, answer in zip(sent["BatchItemRequest"], items, strict=True):
        entity = next((name for name in item if name in ENTITIES), "")
        if entity and item["operation"] != "create" and "Id" in item[entity]:
            _settle_item(replay, item, entity, answer)
    seen = replay.qbo.post("batch", sent)
    return seen, items


def _settle_item(replay: Replay, item: Json, entity: str, answer: Json) -> None:
    """The object an item changes; where it was refused as stale, somebody changed it since."""
    if "Fault" in answer and answer["Fault"]["Error"][0]["code"] != "5010":
        return
    made = replay.state.make(entity, answer.get(entity) or _whole(replay, entity, {}))
    key = {"Id": made["Id"], "SyncToken": made["SyncToken"]}
    if "Fault" in answer:
        replay.state.post(entity, {**key, "sparse": True, "PrivateNote": "first"})
    item[entity] = {**replay.state.requested(entity, item[entity]), **key}


HOW: dict[str, Callable[[Replay], tuple[Any, Any]]] = {
    "create": _create,
    "read": _read,
    "query": _query,
    "count": _count,
    "delete": _delete,
    "retire": _retire,
    "void": _void,
    "update": _update,
    "exchange": _exchange,
    "request": _request,
    "cdc": _cdc,
    "query fault": _query_fault,
    "get fault": _get_fault,
    "post fault": _post_fault,
    "stale": _stale,
    "part": _part,
    "send": _send,
    "tax service": _tax_service,
    "tax service fault": _tax_service_fault,
    "unauthorized": _unauthorized,
    "throttled": _throttled,
    "batch": _batch,
    "upload": wire.upload,
    "attachment": wire.attachment,
    "delivery": wire.delivery,
    "report": reports.replayed,
}
