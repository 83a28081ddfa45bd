"""Recorded XML: read and written again it is the same XML, attributes, references, order and all."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest

from quickbooks_emulator.online import xmlform
from quickbooks_emulator.online.schema import ENTITIES

FOLDER = Path(__file__).parents[3].parent / "shared/data/payloads/quickbooks-online"
pytestmark = pytest.mark.skipif(not FOLDER.exists(), reason="the recordings are not in this checkout")

# Their elements stand in another order than the schema has, or in several orders in one collection.
OTHER_ORDER = {
    "batch_response.xml",
    "bill_line_item_expense.xml",
    "company_currency.xml",
    "deleted_company_currency.xml",
    "deposit.xml",
    "deposits.xml",
    "fetch_company_currency_by_id.xml",
    "fetch_deposit_by_id.xml",
    "fetch_sales_receipt_by_id.xml",
    "sales_receipt.xml",
    "sales_receipt_send.xml",
    "sales_receipt_void_success_response.xml",
    "sales_receipts.xml",
}
# Written by hand, or with attributes of XML Schema itself, which carry nothing.
NOT_OURS = {"customer.xml", "preferences.xml", "preferences_query.xml"}

Tree = tuple[str, tuple[tuple[str, str], ...], str, tuple["Tree", ...]]


def tree(element: ET.Element, *, ordered: bool) -> Tree:
    inner = [tree(child, ordered=ordered) for child in element]
    text = "" if inner else " ".join((element.text or "").split())
    name = element.tag.rpartition("}")[2]
    return name, tuple(sorted(element.attrib.items())), text, tuple(inner if ordered else sorted(inner))


def entities(text: str) -> Iterator[ET.Element]:
    try:
        root = ET.fromstring(text)
    except ET.ParseError:  # some recordings were cut by hand
        return
    for element in root.iter():
        if element.tag.rpartition("}")[2] in ENTITIES and len(element):
            yield element


def recorded() -> Iterator[tuple[str, str]]:
    for path in sorted(FOLDER.glob("quickbooks-ruby/*.xml")):
        yield path.name, path.read_text(encoding="utf-8")
    for path in sorted(FOLDER.glob("flowlink/*.json")):
        content = json.loads(path.read_text(encoding="utf-8"))["response"]["body"]
        if isinstance(content, str):
            yield path.name, content


def test_what_was_recorded_is_written_so() -> None:
    seen, wrong = 0, []
    for name, text in recorded():
        for element in entities(text) if name not in NOT_OURS else ():
            entity, body = xmlform.read(ET.tostring(element))
            written = ET.fromstring(xmlform.write({entity: body}))[0]
            ordered = name not in OTHER_ORDER
            seen += 1
            if tree(written, ordered=ordered) != tree(element, ordered=ordered):
                wrong.append(f"{name}: {entity}")
    assert wrong == []
    assert seen > 180
