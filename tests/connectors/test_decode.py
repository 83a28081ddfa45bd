"""Answers of QuickBooks: what each means for each item, in both casings, with its own words kept."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest

from tests.connectors import sample
from tests.connectors.sample import crosswalk
from tieout.connectors.quickbooks_online import Client, QuickBooksOnline
from tieout.core.errors import TerminalError, TransientError
from tieout.ports import Again, Answer, Confirmed, NothingHappened, OutcomeUnknown, Refused


def company(handler: Any) -> QuickBooksOnline:
    client = Client(
        "https://example", "1", lambda: "an-access-token", transport=httpx2.MockTransport(handler)
    )
    return QuickBooksOnline(client)


def fault(code: str, message: str = "m", detail: str = "d", element: str = "Line") -> dict[str, Any]:
    error = {"Message": message, "Detail": detail, "code": code, "element": element}
    return {"Fault": {"Error": [error], "type": "ValidationFault"}}


def answered(
    status: int, body: Any, headers: dict[str, str] | None = None, count: int = 1
) -> dict[str, Answer]:
    """What `send` makes of a reply to a batch of `count` invoices."""
    text = body if isinstance(body, str) else json.dumps(body)
    books = company(
        lambda _: httpx2.Response(status, text=text, headers={"intuit_tid": "1-abc"} | (headers or {}))
    )
    items = [(str(n), sample.INVOICE) for n in range(1, count + 1)]
    return books.send("request", books.compose(items, crosswalk()))


def item_answer(row: dict[str, Any]) -> Answer | None:
    return answered(200, {"BatchItemResponse": [{"bId": "1", **row}]}).get("1")


def stored(**changes: Any) -> dict[str, Any]:
    """The invoice as QuickBooks would hold it, with fields of its own."""
    books = company(lambda _: httpx2.Response(200))
    sent = json.loads(books.compose([("1", sample.INVOICE)], crosswalk()))
    held = sent["BatchItemRequest"][0]["Invoice"]
    held["Line"].append({"Amount": 115.00, "DetailType": "SubTotalLineDetail", "SubTotalLineDetail": {}})
    own = {"Id": "42", "SyncToken": "0", "TotalAmt": 115.0, "TxnTaxDetail": {"TotalTax": 0}}
    return {"Invoice": held | own | {"InventedIn2027": {"x": 1}} | changes}


def test_a_stored_document_is_confirmed_and_unknown_fields_change_nothing() -> None:
    answer = item_answer(stored())
    assert isinstance(answer, Confirmed)
    assert (answer.outside.id, answer.outside.type, answer.echo) == ("42", "Invoice", ())
    assert "InventedIn2027" in answer.raw


CHANGES: dict[str, dict[str, Any]] = {
    "TotalAmt: sent 115.00, stored 123.05": {"TotalAmt": 123.05},
    "TotalTax: sent 0, stored 8.05": {"TxnTaxDetail": {"TotalTax": 8.05}},
    "TxnDate: sent 2026-03-31, stored 2026-04-01": {"TxnDate": "2026-04-01"},
    "DocNumber: sent INV-1, stored 1043": {"DocNumber": "1043"},
    "CustomerRef: sent 100, stored 7": {"CustomerRef": {"value": "7", "name": "Other"}},
    "ExchangeRate: sent 1, stored 1.1": {"ExchangeRate": 1.1},
    "line: 4 sent, 0 stored": {"Line": []},
    "DueDate: sent 2026-04-30, stored nothing": {"DueDate": None},
}


@pytest.mark.parametrize("words", CHANGES)
def test_the_echo_names_every_field_held_otherwise_than_sent(words: str) -> None:
    answer = item_answer(stored(**CHANGES[words]))
    assert isinstance(answer, Confirmed)
    assert answer.echo == (words,)


def test_the_echo_names_the_line_and_field_of_another_amount_or_item() -> None:
    held = stored()
    held["Invoice"]["Line"][1]["Amount"] = 10.01
    held["Invoice"]["Line"][2]["SalesItemLineDetail"]["ItemRef"]["value"] = "1"
    answer = item_answer(held)
    assert isinstance(answer, Confirmed)
    assert answer.echo[0] == "line 2 Amount: sent 10.00, stored 10.01"
    assert answer.echo[1].startswith("line 3 SalesItemLineDetail ItemRef: sent ")


REFUSED = {
    "6140": "number_taken",
    "6200": "closed_in_quickbooks",
    "6210": "closed_in_quickbooks",
    "6240": "name_taken",
    "2500": "reference_gone",
    "610": "reference_gone",
    "2010": "malformed_for_quickbooks",
    "9999": "refused_by_quickbooks",
}


@pytest.mark.parametrize("code", REFUSED)
def test_a_refusal_has_a_next_step_an_owner_and_quickbooks_own_words(code: str) -> None:
    answer = item_answer(fault(code, "Their Message", "Their detail"))
    assert isinstance(answer, Refused)
    problem = answer.problem
    assert problem.code == REFUSED[code]
    assert "Their Message: Their detail" in problem.why
    assert "[intuit_tid 1-abc]" in problem.why
    assert "INV-1" in problem.what
    assert problem.where.subject == sample.INVOICE.id
    assert "Their detail" in answer.raw


@pytest.mark.parametrize(
    "row",
    [
        fault(
            "6000",
            "A business validation error",
            "You can only add or edit one name at a time. Please try again.",
        ),
        fault("3001"),
        fault("003001"),
        fault("150"),
        fault("6190"),
    ],
)
def test_what_did_nothing_and_may_come_again(row: dict[str, Any]) -> None:
    assert isinstance(item_answer(row), Again)


@pytest.mark.parametrize(
    "row",
    [
        fault("600"),
        fault("2600"),
        fault("10000", "An application error has occurred"),
        fault("6000", "A business validation error", "Unexpected Internal Error. (-30000)"),
        {"Invoice": "not an object"},
        {},
    ],
)
def test_what_does_not_say_whether_it_is_held_is_left_to_proof(row: dict[str, Any]) -> None:
    assert item_answer(row) is None


def test_the_answer_of_another_request_is_left_to_proof() -> None:
    """Mixed up on its way, or given again for a request id that came with other content."""
    other = stored(PrivateNote="Order 77\ntieout:00000000000000000000000000")
    assert item_answer(other) is None


def test_an_answer_without_a_mark_is_taken_and_named() -> None:
    answer = item_answer(stored(PrivateNote="rewritten by a workflow"))
    assert isinstance(answer, Confirmed)
    assert any("PrivateNote" in difference for difference in answer.echo)


def test_an_item_left_out_of_the_answer_is_left_to_proof() -> None:
    assert answered(200, {"BatchItemResponse": []}) == {}


GATEWAY = (
    '{"warnings":null,"intuitObject":null,"fault":{"error":[{"message":"message=AuthenticationFailed; '
    'errorCode=003200; statusCode=401","detail":"Token expired","code":"3200","element":null}],'
    '"type":"AUTHENTICATION"}}'
)


@pytest.mark.parametrize("body", [GATEWAY, json.dumps(GATEWAY), "", fault("3100"), fault("10000")])
@pytest.mark.parametrize("status", [401, 403])
def test_access_denied_did_nothing_and_a_person_must_connect(status: int, body: Any) -> None:
    with pytest.raises(NothingHappened) as caught:
        answered(status, body)
    assert caught.value.problem
    assert caught.value.problem.code == "not_connected"


def test_a_token_that_an_answer_repeats_is_not_kept() -> None:
    """QuickBooks says which token expired; what it says is shown and stored."""
    client = Client(
        "https://example",
        "1",
        lambda: "eyJ-secret",
        transport=httpx2.MockTransport(
            lambda _: httpx2.Response(401, text=GATEWAY.replace("expired", "expired: eyJ-secret"))
        ),
    )
    with pytest.raises(NothingHappened) as caught:
        QuickBooksOnline(client).send("request", b'{"BatchItemRequest": []}')
    assert "Token expired: [secret]" in str(caught.value)
    assert "eyJ-secret" not in f"{caught.value} {caught.value.problem}"


@pytest.mark.parametrize(
    ("status", "body", "headers", "wait"),
    [
        (429, "", {}, 60),
        (429, fault("3001"), {"Retry-After": "7"}, 7),
        (403, fault("003001"), {}, 60),
        (200, fault("3001"), {}, 60),
        (503, fault("150"), {}, 60),
    ],
)
def test_throttled_in_all_its_shapes(status: int, body: Any, headers: dict[str, str], wait: int) -> None:
    with pytest.raises(NothingHappened) as caught:
        answered(status, body, headers)
    assert (caught.value.wait_seconds, caught.value.problem) == (wait, None)


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, ""),
        (502, "<html>"),
        (503, ""),
        (504, fault("6140")),
        (200, ""),
        (200, "{"),
        (200, {}),
        (302, ""),
        (500, fault("10000")),
    ],
)
def test_an_answer_that_says_nothing_leaves_the_outcome_unknown(status: int, body: Any) -> None:
    with pytest.raises(OutcomeUnknown):
        answered(status, body)


def test_a_request_refused_as_a_whole_goes_one_by_one() -> None:
    with pytest.raises(NothingHappened) as caught:
        answered(400, fault("2010"), count=2)
    assert caught.value.split
    assert isinstance(answered(400, fault("2010"), count=1)["1"], Refused)


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (httpx2.ConnectError("refused"), NothingHappened),
        (httpx2.ConnectTimeout("slow"), NothingHappened),
        (httpx2.ReadTimeout("slow"), OutcomeUnknown),
        (httpx2.WriteTimeout("slow"), OutcomeUnknown),
        (httpx2.ReadError("reset"), OutcomeUnknown),
        (httpx2.RemoteProtocolError("closed"), OutcomeUnknown),
    ],
)
def test_the_connection_breaks_before_or_after_the_request_left(error: Exception, expected: type) -> None:
    def broken(_: httpx2.Request) -> httpx2.Response:
        raise error

    books = company(broken)
    with pytest.raises(expected):
        books.send("request", books.compose([("1", sample.INVOICE)], crosswalk()))


def test_a_request_carries_its_id_and_token_and_the_stored_bytes() -> None:
    seen: list[httpx2.Request] = []

    def record(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        return httpx2.Response(200, json={"BatchItemResponse": []})

    books = company(record)
    body = books.compose([("1", sample.INVOICE)], crosswalk())
    books.send("abc", body)
    assert str(seen[0].url) == "https://example/v3/company/1/batch?requestid=abc"
    assert seen[0].headers["Authorization"] == "Bearer an-access-token"
    assert seen[0].content == body


@pytest.mark.parametrize("status", [429, 500, 200])
def test_a_look_up_that_is_not_answered_is_not_an_absence(status: int) -> None:
    books = company(lambda _: httpx2.Response(status, text="{}"))
    items = [("1", sample.INVOICE)]
    with pytest.raises(TransientError):
        books.find(items, books.compose(items, crosswalk()))


def test_an_answer_that_was_heard_before_says_nothing_about_another_request() -> None:
    """A proxy that gives an answer twice, even one that turned a request away."""
    books = company(lambda _: httpx2.Response(429, text="", headers={"intuit_tid": "1-abc"}))
    items = [("1", sample.INVOICE)]
    body = books.compose(items, crosswalk())
    with pytest.raises(NothingHappened):
        books.send("one", body)
    with pytest.raises(OutcomeUnknown, match="came again"):
        books.send("two", body)
    with pytest.raises(TransientError, match="came again"):
        books.find(items, body)


def test_an_answer_without_a_number_is_always_new() -> None:
    books = company(lambda _: httpx2.Response(429, text=""))
    for request in ("one", "two"):
        with pytest.raises(NothingHappened):
            books.send(request, books.compose([("1", sample.INVOICE)], crosswalk()))


def test_a_look_up_without_access_names_the_person_who_must_act() -> None:
    books = company(lambda _: httpx2.Response(401, text=GATEWAY))
    items = [("1", sample.INVOICE)]
    with pytest.raises(TerminalError, match="tieout connect"):
        books.find(items, books.compose(items, crosswalk()))


def test_a_document_held_twice_is_named() -> None:
    held = stored()["Invoice"]
    rows = [held | {"Id": "7"}, held | {"Id": "8"}]
    books = company(lambda _: httpx2.Response(200, json={"QueryResponse": {"Invoice": rows}}))
    items = [("1", sample.INVOICE)]
    found = books.find(items, books.compose(items, crosswalk()))
    assert found["1"].echo == ("held 2 times: ids 7, 8",)


def test_a_look_up_reads_every_page() -> None:
    asked = []

    def pages(request: httpx2.Request) -> httpx2.Response:
        asked.append(request.content.decode())
        full = [{"Id": str(n), "PrivateNote": ""} for n in range(1000)]
        rows = full if "startposition 1 " in asked[-1] else [stored()["Invoice"]]
        return httpx2.Response(200, json={"QueryResponse": {"Invoice": rows}})

    books = company(pages)
    items = [("1", sample.INVOICE)]
    assert books.find(items, books.compose(items, crosswalk())).keys() == {"1"}
    assert len(asked) == 2
    assert "TxnDate = '2026-03-31'" in asked[0]


SINCE = datetime(2026, 4, 1, 8, tzinfo=UTC)


def found_since(*rows: dict[str, Any], asked: list[str] | None = None) -> dict[str, Confirmed]:
    """What a look-up finds that sees these rows only among those created since the batch was sent."""

    def handle(request: httpx2.Request) -> httpx2.Response:
        statement = request.content.decode()
        if asked is not None:
            asked.append(statement)
        shown = list(rows) if "MetaData.CreateTime >=" in statement else []
        return httpx2.Response(200, json={"QueryResponse": {"Invoice": shown}})

    items = [("1", sample.INVOICE)]
    books = company(handle)
    return books.find(items, books.compose(items, crosswalk()), SINCE)


def test_a_document_moved_to_another_day_is_found_before_absence_counts() -> None:
    asked: list[str] = []
    found = found_since(stored(TxnDate="2026-04-02")["Invoice"], asked=asked)
    assert any("TxnDate" in difference for difference in found["1"].echo)
    assert "MetaData.CreateTime >= '2026-04-01T07:50:00+00:00'" in asked[1]


def test_a_document_whose_mark_was_written_over_is_known_by_what_it_says() -> None:
    found = found_since(stored(PrivateNote="checked")["Invoice"])
    assert any("PrivateNote" in difference for difference in found["1"].echo)
    assert found_since(stored(PrivateNote="theirs", TotalAmt=99)["Invoice"]) == {}
    assert found_since(stored(PrivateNote="tieout:00000000000000000000000000")["Invoice"]) == {}


def test_what_is_found_on_its_day_is_not_looked_for_again() -> None:
    asked: list[str] = []

    def handle(request: httpx2.Request) -> httpx2.Response:
        asked.append(request.content.decode())
        return httpx2.Response(200, json={"QueryResponse": {"Invoice": [stored()["Invoice"]]}})

    items = [("1", sample.INVOICE)]
    books = company(handle)
    assert books.find(items, books.compose(items, crosswalk()), SINCE).keys() == {"1"}
    assert len(asked) == 1


def test_a_person_of_that_name_in_another_currency_is_not_ours() -> None:
    held = {"Id": "5", "DisplayName": "Acme O'Hara & Sons", "CurrencyRef": {"value": "EUR"}}
    books = company(lambda _: httpx2.Response(200, json={"QueryResponse": {"Customer": [held]}}))
    items = [("1", sample.CUSTOMER)]
    assert books.find(items, books.compose(items, crosswalk())) == {}


# -- a single list record, sent to its own address ---------------------------------------------------


def single(status: int, body: Any, seen: list[str] | None = None) -> dict[str, Answer]:
    """What `send` makes of the reply to one customer."""

    def handle(request: httpx2.Request) -> httpx2.Response:
        if seen is not None:
            seen.extend([request.url.path, request.url.params["requestid"], request.content.decode()])
        return httpx2.Response(status, text=body if isinstance(body, str) else json.dumps(body))

    books = company(handle)
    return books.send("request", books.compose([("1", sample.CUSTOMER)], crosswalk()))


def test_the_answer_of_a_batch_is_none_to_a_single_record() -> None:
    with pytest.raises(OutcomeUnknown):
        single(200, {"BatchItemResponse": [{"bId": "1", **fault("2500")}]})


def test_the_answer_about_another_name_is_left_to_proof() -> None:
    assert single(200, {"Customer": {"Id": "9", "DisplayName": "Somebody else"}}) == {}
    assert single(200, {"Customer": {"Id": "9", "DisplayName": "acme  o'hara & sons"}}).keys() == {"1"}


def test_a_single_list_record_travels_without_a_batch() -> None:
    seen: list[str] = []
    held = {"Id": "7", "SyncToken": "0", "DisplayName": "Acme O'Hara & Sons"}
    answer = single(200, {"Customer": held, "time": "t"}, seen)["1"]
    assert isinstance(answer, Confirmed)
    assert (answer.outside.id, answer.outside.type) == ("7", "Customer")
    assert (seen[0], seen[1]) == ("/v3/company/1/customer", "request")
    assert json.loads(seen[2])["DisplayName"] == "Acme O'Hara & Sons"


def test_its_refusal_is_an_answer_like_that_of_an_item() -> None:
    answer = single(400, fault("6240", "Duplicate Name Exists Error"))["1"]
    assert isinstance(answer, Refused)
    assert answer.problem.code == "name_taken"
    busy = single(
        400, fault("6000", "A business validation error", "You can only add or edit one name at a time.")
    )
    assert isinstance(busy["1"], Again)


@pytest.mark.parametrize(
    ("status", "raised"), [(429, NothingHappened), (503, OutcomeUnknown), (200, OutcomeUnknown)]
)
def test_what_is_no_answer_to_it_is_none(status: int, raised: type[Exception]) -> None:
    with pytest.raises(raised):
        single(status, "<html>")
