"""What clients in the wild send (fact sheet, section 16) is understood as they mean it."""

from __future__ import annotations

import gzip
import zlib
from decimal import Decimal
from typing import Any

import pytest

from quickbooks_emulator.online.exchange import inflated
from quickbooks_emulator.online.jsontext import dumps, loads
from quickbooks_emulator.online.server import TOKEN
from tests.quickbooks_emulator.client import Client, item_line

BEARER = {"authorization": f"Bearer {TOKEN}"}


def test_a_query_by_get_and_by_post_in_any_case(qbo: Client) -> None:
    customer = qbo.customer("Grüße & Söhne")
    text = "SELECT * from customer wHere displayname = 'grüße & söhne' maxresults 5"
    by_get = qbo.query(text)
    headers = {**BEARER, "content-type": "application/text"}
    by_post = loads(qbo.raw("POST", "query", headers, text.encode()).text)["QueryResponse"]
    assert by_get == by_post
    assert by_get["Customer"][0]["Id"] == customer


def test_numbers_may_be_texts_and_texts_numbers(qbo: Client) -> None:
    customer = int(qbo.customer())
    line = item_line("12.50", item=1, Qty="2", UnitPrice="6.25")  # type: ignore[arg-type]
    body = {
        "CustomerRef": {"value": customer},
        "DocNumber": 17,
        "Line": [line],
        "ApplyTaxAfterDiscount": "false",
    }
    made = qbo.post("invoice", body)
    assert (made["TotalAmt"], made["DocNumber"]) == (Decimal("12.50"), "17")
    assert made["CustomerRef"]["value"] == str(customer)
    assert made["Line"][0]["SalesItemLineDetail"]["ItemRef"]["value"] == "1"
    assert made["ApplyTaxAfterDiscount"] is False
    changed = qbo.post(
        "invoice", {"Id": int(made["Id"]), "SyncToken": 0, "sparse": "true", "PrivateNote": 5}
    )
    assert changed["PrivateNote"] == "5"


def test_a_request_id_header_means_nothing(qbo: Client) -> None:
    headers = {**BEARER, "request-id": "same"}
    body = dumps({"Line": [item_line(5)]}).encode()
    made = [loads(qbo.raw("POST", "salesreceipt", headers, body).text) for _ in range(2)]
    assert made[0]["SalesReceipt"]["Id"] != made[1]["SalesReceipt"]["Id"]


@pytest.mark.parametrize(
    "query",
    [
        {"minorversion": "4"},
        {"minorversion": "999"},
        {"format": "json"},
        {"include": "invoiceLink"},
        {"include": "allowduplicatedocnum"},
        {"something": "new"},
    ],
)
def test_parameters_are_accepted(qbo: Client, query: dict[str, Any]) -> None:
    assert qbo.post("salesreceipt", {"Line": [item_line(5)]}, **query)["Id"]
    assert qbo.send("GET", "preferences", **query).status == 200


def test_a_batch_of_more_than_thirty(qbo: Client) -> None:
    item = {"operation": "create", "SalesReceipt": {"Line": [item_line(1)]}}
    items = [{**item, "bId": str(number)} for number in range(31)]
    assert qbo.fault("batch", {"BatchItemRequest": items})["code"] == "1040"
    assert qbo.query("select count(*) from SalesReceipt") == {"totalCount": 0}
    assert len(qbo.post("batch", {"BatchItemRequest": items[:30]})) == 30


def test_a_document_of_more_than_ten_thousand_lines(qbo: Client) -> None:
    line = {"DetailType": "DescriptionOnly", "Description": "x"}
    assert qbo.fault("salesreceipt", {"Line": [line] * 10_001})["code"] == "6000"


@pytest.mark.parametrize("path", ["preferences", "/v3/company/1/preferences", "nosuch"])
def test_every_answer_has_a_trace_id(qbo: Client, path: str) -> None:
    assert qbo.send("GET", path).headers["intuit_tid"].startswith("1-")


def test_bodies_may_come_compressed() -> None:
    plain = b"{}" * 100
    assert inflated(gzip.compress(plain), "gzip") == plain
    assert inflated(zlib.compress(plain), "Deflate") == plain
    assert inflated(plain, "gzip") == plain
    assert inflated(plain, "br") == plain


def test_a_name_list_is_written_one_at_a_time_by_setting() -> None:
    qbo = Client(batch_names="one")
    items = [
        {"bId": str(at), "operation": "create", "Customer": {"DisplayName": name}}
        for at, name in enumerate(("A", "B"))
    ]
    items.append({"bId": "2", "operation": "create", "SalesReceipt": {"Line": [item_line(1)]}})
    answers: Any = qbo.post("batch", {"BatchItemRequest": items})
    assert ["Fault" in one for one in answers] == [False, True, False]
    assert "one name at a time" in answers[1]["Fault"]["Error"][0]["Detail"]


def test_an_ended_subscription_can_be_read_and_not_written() -> None:
    qbo = Client(subscription="ended")
    assert qbo.fault("customer", {"DisplayName": "A"})["code"] == "6190"
    item = {"bId": "1", "operation": "create", "Customer": {"DisplayName": "A"}}
    answers: Any = qbo.post("batch", {"BatchItemRequest": [item]})
    assert answers[0]["Fault"]["Error"][0]["code"] == "6190"
    assert qbo.query("select count(*) from Customer") == {"totalCount": 0}


def test_half_a_character_becomes_a_question_mark(qbo: Client) -> None:
    body = b'{"DisplayName": "x\\ud800y", "Notes": "\\ud83d\\ude00 \\\\ud800"}'
    made = loads(qbo.send("POST", "customer", body).body)["Customer"]
    assert (made["DisplayName"], made["Notes"]) == ("x?y", "\U0001f600 \\ud800")
