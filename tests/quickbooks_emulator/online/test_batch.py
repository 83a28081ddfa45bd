"""The batch: items for themselves, hidden from each other, once per item id."""

from __future__ import annotations

from typing import Any

import pytest

from tests.quickbooks_emulator.client import Client, item_line


def create(bid: str, entity: str, body: dict[str, Any]) -> dict[str, Any]:
    return {"bId": bid, "operation": "create", entity: body}


def run(qbo: Client, *items: Any, **query: str) -> dict[str, Any]:
    answers: Any = qbo.post("batch", {"BatchItemRequest": list(items)}, **query)
    return {answer["bId"]: answer for answer in answers}


def test_each_item_has_its_own_answer_as_recorded(sample: Client) -> None:
    answers = run(
        sample,
        create("bid1", "Vendor", {"DisplayName": "Boraski Family Store"}),
        {"bId": "bid2", "operation": "delete", "Invoice": {"Id": "129", "SyncToken": "0"}},
        {"bId": "bid4", "Query": "select * from SalesReceipt where TotalAmt > '300.00'"},
    )
    assert answers["bid1"]["Vendor"]["DisplayName"] == "Boraski Family Store"
    assert answers["bid2"]["Fault"]["Error"][0]["code"] == "610"
    assert answers["bid2"]["Fault"]["type"] == "ValidationFault"
    assert answers["bid4"]["QueryResponse"] == {}


@pytest.mark.parametrize("order", ["given", "reverse", "shuffle:1", "shuffle:2"])
def test_items_cannot_see_each_other(order: str) -> None:
    qbo = Client(batch_order=order)
    party = {"CustomerRef": {"value": "1"}, "Line": [item_line(5)]}
    answers = run(
        qbo,
        create("a", "Customer", {"DisplayName": "Ada"}),
        create("b", "Invoice", party),
        {"bId": "c", "Query": "select * from Customer"},
        {"bId": "d", "operation": "update", "Customer": {"Id": "1", "SyncToken": "0"}},
    )
    assert "Customer" in answers["a"]
    assert answers["b"]["Fault"]["Error"][0]["code"] == "2500"
    assert answers["c"]["QueryResponse"] == {}
    assert answers["d"]["Fault"]["Error"][0]["code"] == "610"
    assert run(qbo, create("b", "Invoice", party))["b"]["Invoice"]["TotalAmt"] == 5


def test_two_items_of_one_id_are_refused_or_both_done() -> None:
    twice = [create("a", "Customer", {"DisplayName": name}) for name in ("Ada", "Bob")]
    error = Client().fault("batch", {"BatchItemRequest": twice})
    assert (error["code"], error["element"]) == ("2600", "bId")
    lenient = Client(batch_equal_ids="run")
    lenient.post("batch", {"BatchItemRequest": twice})
    assert len(lenient.query("select * from Customer")["Customer"]) == 2


def test_the_order_is_a_setting() -> None:
    for order, expected in (("given", "012"), ("reverse", "210")):
        qbo = Client(batch_order=order)
        items = [create(str(n), "Customer", {"DisplayName": f"C{n}"}) for n in range(3)]
        answers = run(qbo, *items)
        found = sorted(answers, key=lambda bid: int(answers[bid]["Customer"]["Id"]))
        assert "".join(found) == expected


def test_the_same_name_twice_is_refused_once(qbo: Client) -> None:
    body = {"DisplayName": "Ada"}
    answers = run(qbo, create("a", "Customer", body), create("b", "Vendor", body))
    assert answers["b"]["Fault"]["Error"][0]["code"] == "6240"


def test_more_than_thirty_items_are_refused(qbo: Client) -> None:
    items = [{"bId": str(n), "Query": "select * from Item"} for n in range(31)]
    error = qbo.fault("batch", {"BatchItemRequest": items})
    assert (error["code"], error["Message"]) == ("1040", "Batch size exceeds allowed limit")


def test_replay_is_per_item(qbo: Client) -> None:
    one, two = {"Line": [item_line(1)]}, {"Line": [item_line(2)]}
    first = run(qbo, create("1", "SalesReceipt", one), requestid="r")
    both = run(qbo, create("1", "SalesReceipt", one), create("2", "SalesReceipt", two), requestid="r")
    assert both["1"] == first["1"]
    assert len(qbo.books.store.objects["SalesReceipt"]) == 2
    run(qbo, create("3", "SalesReceipt", one), requestid="r")
    assert len(qbo.books.store.objects["SalesReceipt"]) == 3


def test_item_ids_have_their_lengths(qbo: Client) -> None:
    body = {"Line": [item_line(1)]}
    answers = run(qbo, create("12345678901", "SalesReceipt", body), requestid="r")
    assert answers["12345678901"]["Fault"]["Error"][0]["code"] == "2130"
    sdk = Client(requestid_batch_rule="sum50")
    answers = run(sdk, create("12345678901", "SalesReceipt", body), requestid="r" * 39)
    assert "SalesReceipt" in answers["12345678901"]


@pytest.mark.parametrize(
    ("item", "code"),
    [
        ({"operation": "create", "Customer": {"DisplayName": "x"}}, "2020"),
        ({"bId": "", "operation": "create", "Wish": {}}, "2020"),
        ({"bId": "1", "operation": "create", "Wish": {}}, "2000"),
        ({"bId": "1", "operation": "merge", "Customer": {}}, "500"),
        ({"bId": "1", "Query": "select * from Custmoer"}, "4001"),
    ],
)
def test_a_bad_item_is_refused_for_itself(qbo: Client, item: dict[str, Any], code: str) -> None:
    answers = run(qbo, item)
    assert answers[item.get("bId", "")]["Fault"]["Error"][0]["code"] == code
