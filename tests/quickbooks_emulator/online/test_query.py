"""The query language: what it finds and what it refuses, in the recorded words."""

from __future__ import annotations

from typing import Any

import pytest

from tests.quickbooks_emulator.client import Client, item_line


def ids(answer: dict[str, Any], entity: str) -> list[str]:
    return [row["Id"] for row in answer.get(entity, [])]


@pytest.fixture
def sold() -> Client:
    """Three receipts of 1, 2 and 3 on three days."""
    qbo = Client()
    for number in (1, 2, 3):
        body = {
            "Line": [item_line(number)],
            "TxnDate": f"2026-01-0{number}",
            "DocNumber": f"R-{number}",
        }
        qbo.post("salesreceipt", body)
    return qbo


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ("TotalAmt > '1'", ["2", "3"]),
        ("TotalAmt >= '2' AND TotalAmt < '3'", ["2"]),
        ("TxnDate = '2026-01-02'", ["2"]),
        ("TxnDate != '2026-01-02'", ["1", "3"]),
        ("docnumber = 'r-3'", ["3"]),
        ("DocNumber IN ('R-1', 'R-3')", ["1", "3"]),
        ("DocNumber LIKE 'R-%'", ["1", "2", "3"]),
        ("DocNumber LIKE '%2'", ["2"]),
        ("Id IN ('1', '2', '9')", ["1", "2"]),
        ("MetaData.CreateTime > '2026-01-01T00:00:00-08:00'", ["1", "2", "3"]),
    ],
)
def test_conditions(sold: Client, where: str, found: list[str]) -> None:
    assert ids(sold.query(f"select * from SalesReceipt where {where}"), "SalesReceipt") == found


def test_order_position_and_count(sold: Client) -> None:
    answer = sold.query("SELECT * FROM salesreceipt ORDERBY TxnDate DESC STARTPOSITION 2 MAXRESULTS 1")
    assert ids(answer, "SalesReceipt") == ["2"]
    assert (answer["startPosition"], answer["maxResults"]) == (2, 1)
    assert sold.query("select * from SalesReceipt order by TotalAmt asc")["SalesReceipt"][0]["Id"] == "1"
    assert sold.query("Select Count(*) From SalesReceipt") == {"totalCount": 3}
    assert sold.query("select * from SalesReceipt where Id = '99'") == {}
    assert sold.query("select Id, DocNumber from SalesReceipt")["SalesReceipt"][0] == {
        "domain": "QBO",
        "Id": "1",
        "DocNumber": "R-1",
        "sparse": True,
    }


def test_a_page_has_a_hundred_rows_by_default(qbo: Client) -> None:
    for number in range(105):
        qbo.customer(f"C{number}")
    assert len(qbo.query("select * from Customer")["Customer"]) == 100
    assert len(qbo.query("select * from Customer maxresults 1000")["Customer"]) == 105


def test_quotes_are_escaped_with_a_backslash(sample: Client) -> None:
    found = sample.query(r"SELECT * FROM Customer WHERE DisplayName = 'Amy\'s Bird Sanctuary'")
    assert ids(found, "Customer") == ["1"]
    found = sample.query("select * from Vendor where DisplayName = 'Robertson & Associates'")
    assert ids(found, "Vendor") == ["49"]


def test_a_query_may_be_posted_as_text(sold: Client) -> None:
    response = sold.send("POST", "query", b"select * from SalesReceipt")
    assert response.status == 200


def test_pseudo_tax_codes_head_the_list(qbo: Client) -> None:
    answer = qbo.query("select * from TaxCode maxresults 1")
    assert ids(answer, "TaxCode") == ["TAX", "NON", "CustomSalesTax", "2"]


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        ("SELECT * FROM Custmoer", "QueryValidationError: invalid context declaration: Custmoer"),
        (
            "select * from Vendor where EmailAddress = 'x'",
            "QueryValidationError: Property EmailAddress not found for Entity Vendor",
        ),
        (
            "select * from Customer where PrimayEmailAddr.Address = 'x'",
            "QueryValidationError: Property PrimayEmailAddr.Address not found for Entity Customer",
        ),
        (
            "select * from Customer where PrimaryEmailAddr = 'x'",
            "QueryValidationError: property 'PrimaryEmailAddr' is not queryable",
        ),
        (
            "select * from Invoice where PrivateNote = 'x'",
            "QueryValidationError: property 'PrivateNote' is not queryable",
        ),
        (
            "select * from Vendor startposition 0",
            "QueryValidationError: value 0 is too small. Min allowed value is 1",
        ),
    ],
)
def test_an_invalid_query(qbo: Client, text: str, detail: str) -> None:
    error = qbo.query_fault(text)
    assert (error["code"], error["Message"], error["Detail"]) == ("4001", "Invalid query", detail)


def test_a_query_that_does_not_parse(qbo: Client) -> None:
    error = qbo.query_fault("select * from NULL")
    assert (error["code"], error["Message"]) == ("4000", "Error parsing query")
    assert error["Detail"] == (
        'QueryParserError: Encountered " "null" "NULL "" at line 1, column 15.\n'
        "Was expecting:\n    <IDENTIFIER> ...\n    "
    )
    error = qbo.query_fault("select * from Customer where PrimaryEmailAddr > > 'x'")
    assert error["code"] == "4000"
    for text in (
        "select * from Customer where A = 'x' xor B = 'y'",
        "select * from Customer where DisplayName",
        "select * from Customer where DisplayName in 'x'",
        "select from Customer",
        "update Customer",
        "select * from Customer group by Id",
        "select * from Customer where DisplayName = x",
        "",
    ):
        assert qbo.query_fault(text)["code"] == "4000", text


def test_an_id_takes_numbers_and_two_operators(qbo: Client) -> None:
    assert qbo.query_fault("select * from Customer where Id = 'x'")["code"] == "2030"
    assert qbo.query_fault("select * from Vendor where Id = ''")["Detail"] == (
        "Id should be a valid number. Supplied value:"
    )
    assert qbo.query_fault("select * from Customer where Id > '1'")["code"] == "4001"
    assert qbo.query_fault("select * from Customer maxresults 1001")["code"] == "4001"


def test_indexed_properties_find_what_a_look_at_all_finds(qbo: Client) -> None:
    ada, bea = qbo.customer("Ada"), qbo.customer("Bea")
    for who, amount in ((ada, 1), (bea, 2), (ada, 3)):
        qbo.post("invoice", {"CustomerRef": {"value": who}, "Line": [item_line(amount)]})
    found = qbo.query(f"select * from Invoice where CustomerRef = '{ada}' and TotalAmt > '1'")
    assert [row["TotalAmt"] for row in found["Invoice"]] == [3]
    found = qbo.query("select * from Customer where DisplayName in ('ADA', 'bea', 'Ada')")
    assert [row["DisplayName"] for row in found["Customer"]] == ["Ada", "Bea"]
    assert qbo.query("select * from Vendor where DisplayName = 'Ada'") == {}
    body = {"Name": "Till", "AccountType": "Bank", "ParentRef": {"value": qbo.account("Checking")}}
    qbo.post("account", body)
    assert qbo.query("select * from Account where Name = 'till'")["maxResults"] == 1


def test_words_the_parser_knows_but_does_not_serve(qbo: Client) -> None:
    for text in (
        "Active = true or Active = false",
        "DisplayName contains 'a'",
        "DisplayName between 'a' and 'b'",
        "DisplayName not like 'a'",
    ):
        assert qbo.query_fault(f"select * from Customer where {text}")["code"] == "4001"
        strict = Client(query_unsupported="parse")
        assert strict.query_fault(f"select * from Customer where {text}")["code"] == "4000"
    assert qbo.query_fault("select * from Customer group by Active")["code"] == "4000"


def test_the_window_in_either_order(qbo: Client) -> None:
    for name in "ABC":
        qbo.customer(name)
    for window in ("startposition 2 maxresults 1", "maxresults 1 startposition 2"):
        rows = qbo.query(f"select * from Customer {window}")["Customer"]
        assert [row["DisplayName"] for row in rows] == ["B"]
    assert qbo.query_fault("select * from Customer maxresults 1 maxresults 2")["code"] == "4000"
