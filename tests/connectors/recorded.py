"""Recorded: every answer in the payload folder, in JSON or XML, as objects of one form."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from tieout.connectors.quickbooks_online.fields import Field, table
from tieout.connectors.quickbooks_online.jsontext import read

FOLDER: Final = Path(__file__).parents[3] / "shared/data/payloads/quickbooks-online"
FILES: Final = sorted(path for path in FOLDER.rglob("*.*") if path.suffix in {".json", ".xml"})


NOT_WELL_FORMED: Final = frozenset(
    {
        "company_currency_query.xml",
        "deleted_employee.xml",
        "deleted_purchase_order.xml",
        "exchange_rate.xml",
    }
    | {"fetch_employee_by_id.xml", "purchase_create.xml", "tax_agencies.xml", "tax_agency.xml"}
    | {"tax_agency_entity.xml", "tax_service.xml", "tax_service_entity.xml"}
)
"""Files whose XML was cut or mistyped by those who kept them: no answer of QuickBooks reads so."""

BARE: Final = {
    "account_response": "Account",
    "bill_payload": "Bill",
    "bill_payment_response": "BillPayment",
    "bill_response": "Bill",
    "cheque": "Purchase",
    "class_response": "Class",
    "company_info": "CompanyInfo",
    "credit_card_purchase": "Purchase",
    "department_response": "Department",
    "employee_response": "Employee",
    "items_response": "Item",
    "journal_entry_payload": "JournalEntry",
    "preference_response": "Preferences",
    "qbo_expense": "Purchase",
    "tax_code_response": "TaxCode",
    "tax_rate_get_by_id": "TaxRate",
    "vendor_response": "Vendor",
}
"""Files that hold an object without its name: the beginning of the file's name, and the entity."""


def bare(path: Path) -> str:
    """The entity of a file that does not name it; "" = it does."""
    known = (entity for start, entity in BARE.items() if path.name.startswith(start))
    return next(known, "") if path.parent.name == "fyle" else ""


def sent() -> Iterator[tuple[Path, str, dict[str, Any], bool]]:
    """(file, entity, object, taken) of every object somebody sent to be created, and what came of it."""
    for path in FILES:
        if path.suffix != ".json":
            continue
        body = read(path.read_text(encoding="utf-8"))
        if bare(path) and "payload" in path.name:
            yield path, bare(path), body, True
        elif isinstance(body, dict) and body.get("request", {}).get("method") == "POST":
            uri, asked = body["request"]["uri"], body["request"].get("body")
            resource = uri.partition("?")[0].rpartition("/")[2]
            entity = next((one for one in table().entities if one.lower() == resource), "")
            if entity and isinstance(asked, dict) and "Id" not in asked and "operation=" not in uri:
                yield path, entity, asked, body["response"]["status"] == OK


OK: Final = 200


def objects(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """(entity, object) of every object of a known entity in a file."""
    text = path.read_text(encoding="utf-8")
    if path.name in NOT_WELL_FORMED:
        return
    if bare(path):
        rows = read(text)
        yield from ((bare(path), row) for row in (rows if isinstance(rows, list) else [rows]))
        return
    if path.suffix == ".xml":
        yield from _in_xml(ET.fromstring(text))
        return
    body = read(text)
    answer = body.get("response", {}).get("body", body) if isinstance(body, dict) else body
    yield from _in(answer)


def _in(answer: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Objects wherever they stand: alone, in a query's answer, a batch or a change list."""
    if isinstance(answer, str):
        stripped = answer.strip()
        if stripped.startswith("{"):
            yield from _in(json.loads(stripped) if "..." not in stripped else None)
        elif stripped.startswith("<"):
            yield from _in_xml(ET.fromstring(stripped))
    elif isinstance(answer, list):
        for one in answer:
            yield from _in(one)
    elif isinstance(answer, dict):
        for name, value in answer.items():
            known = name in table().entities
            rows = value if isinstance(value, list) else [value]
            if known and all(isinstance(row, dict) for row in rows):
                yield from ((name, row) for row in rows)
            elif isinstance(value, (dict, list)):
                yield from _in(value)


def _in_xml(part: ET.Element) -> Iterator[tuple[str, dict[str, Any]]]:
    name = _local(part)
    if name in table().entities and len(part):
        yield name, _object(table().entities[name], part)
        return
    for child in part:
        yield from _in_xml(child)


def _object(known: Any, part: ET.Element) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for child in part:
        name = _local(child)
        field = known.get(name, Field("any"))
        value = _value(field, child)
        if field.many:
            found.setdefault(name, []).append(value)
        else:
            found[name] = value
    return found


def _value(field: Field, part: ET.Element) -> Any:
    if field.kind in table().types:
        return _object(table().types[field.kind], part)
    if field.kind == "ref":
        return {
            "value": part.text or "",
            **{name: one for name, one in part.attrib.items() if name == "name"},
        }
    return part.text or "" if not len(part) else {_local(child): child.text for child in part}


def _local(part: ET.Element) -> str:
    return part.tag.rpartition("}")[2]
