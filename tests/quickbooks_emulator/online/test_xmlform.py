"""The XML form: what XML says is what JSON would have said, both ways."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quickbooks_emulator.online.refusal import Refusal
from quickbooks_emulator.online.xmlform import NAMESPACE, read, write

NS = f'xmlns="{NAMESPACE}"'
INVOICE = f"""<?xml version="1.0" encoding="utf-8"?>
<Invoice {NS} sparse="false">
  <DocNumber>1001</DocNumber>
  <Line>
    <Description> Plush &amp; doll </Description>
    <Amount>50</Amount>
    <DetailType>SalesItemLineDetail</DetailType>
    <SalesItemLineDetail><ItemRef name="Sales">1</ItemRef><Qty>1</Qty></SalesItemLineDetail>
  </Line>
  <CustomerRef>1</CustomerRef>
  <CustomerMemo>thanks</CustomerMemo>
  <BillAddr><Line1>Street</Line1><Line2/></BillAddr>
  <PrivateNote/>
  <DueDate/>
</Invoice>"""


def test_a_request_reads_as_json_would() -> None:
    name, body = read(INVOICE.encode())
    assert name == "Invoice"
    assert body == {
        "sparse": "false",
        "DocNumber": "1001",
        "Line": [
            {
                "Description": " Plush & doll ",
                "Amount": "50",
                "DetailType": "SalesItemLineDetail",
                "SalesItemLineDetail": {"ItemRef": {"value": "1", "name": "Sales"}, "Qty": "1"},
            }
        ],
        "CustomerRef": {"value": "1"},
        "CustomerMemo": {"value": "thanks"},
        "BillAddr": {"Line1": "Street"},
        "PrivateNote": "",
    }


def test_a_batch_reads_as_json_would() -> None:
    text = f"""<IntuitBatchRequest {NS}>
      <BatchItemRequest bId="1" operation="create"><Term><Name>T</Name><DueDays>3</DueDays></Term>
      </BatchItemRequest>
      <BatchItemRequest bId="2"><Query>select * from Term</Query></BatchItemRequest>
    </IntuitBatchRequest>"""
    assert read(text.encode()) == (
        "IntuitBatchRequest",
        {
            "BatchItemRequest": [
                {"bId": "1", "operation": "create", "Term": {"Name": "T", "DueDays": "3"}},
                {"bId": "2", "Query": "select * from Term"},
            ]
        },
    )


def test_nil_and_the_names_of_tax_services() -> None:
    nil = 'xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:nil="true"'
    assert read(f"<Term {NS}><Name {nil}/></Term>".encode()) == ("Term", {})
    details = "<TaxRateDetails><TaxRateId>1</TaxRateId></TaxRateDetails>"
    text = f"<TaxService {NS}><TaxCode>C</TaxCode>{details}</TaxService>"
    assert read(text.encode())[1] == {"TaxCode": "C", "TaxRateDetails": [{"TaxRateId": "1"}]}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"<Invoice>", "2010"),
        (b"{}", "2010"),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><Invoice>&a;</Invoice>', "2010"),
        (b"<Invoice><DocNumber>\xff</DocNumber></Invoice>", "500"),
    ],
)
def test_what_cannot_be_read(content: bytes, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        read(content)
    assert refused.value.code == code


def test_an_answer_is_written_as_recorded() -> None:
    entity = {
        "TotalAmt": Decimal("30.00"),
        "domain": "QBO",
        "sparse": False,
        "Balance": Decimal("0.00"),
        "CustomerRef": {"value": "68", "name": "Web & Co"},
        "Id": "1476",
        "Line": [{"Amount": Decimal("30.00"), "Id": "1"}, {"SubTotalLineDetail": {}}],
    }
    assert write({"SalesReceipt": entity, "time": "T"}) == (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f'<IntuitResponse {NS} time="T"><SalesReceipt domain="QBO" sparse="false"><Id>1476</Id>'
        "<Line><Id>1</Id><Amount>30.00</Amount></Line><Line><SubTotalLineDetail/></Line>"
        '<CustomerRef name="Web &amp; Co">68</CustomerRef><TotalAmt>30.00</TotalAmt><Balance>0</Balance>'
        "</SalesReceipt></IntuitResponse>"
    )


def test_faults_of_both_casings() -> None:
    error = {"Message": "M", "Detail": "D", "code": "610", "element": ""}
    wanted = (
        '<Fault type="ValidationFault"><Error code="610" element=""><Message>M</Message><Detail>D</Detail>'
    )
    assert wanted in write({"Fault": {"Error": [error], "type": "ValidationFault"}})
    lower = {"message": "M", "detail": "D", "code": "3200", "element": None}
    shown = write({"fault": {"error": [lower], "type": "AUTHENTICATION"}, "warnings": None, "time": 3})
    assert '<Fault type="AUTHENTICATION"><Error code="3200"><Message>M</Message>' in shown
    assert "warnings" not in shown


def test_positions_batch_ids_and_report_cells_are_attributes() -> None:
    query = {"Term": [{"Id": "1"}, {"Id": "2"}], "startPosition": 1, "maxResults": 2}
    shown = write({"QueryResponse": query})
    assert '<QueryResponse startPosition="1" maxResults="2"><Term><Id>1</Id></Term><Term>' in shown
    shown = write({"BatchItemResponse": [{"Term": {"Id": "1"}, "bId": "a"}]})
    assert '<BatchItemResponse bId="a"><Term><Id>1</Id></Term></BatchItemResponse>' in shown
    shown = write({"CDCResponse": [{"QueryResponse": [{}, query]}]})
    assert "<CDCResponse><QueryResponse/><QueryResponse startPosition" in shown
    row = {"type": "Data", "ColData": [{"value": "", "id": "5"}]}
    shown = write({"Header": {"Time": "T"}, "Columns": {}, "Rows": {"Row": [row]}})
    assert shown.endswith('<Rows><Row type="Data"><ColData value="" id="5"/></Row></Rows></Report>')


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_any_text_comes_back(text: str) -> None:
    """But for the characters XML cannot hold, which are left out."""
    shown = write({"Term": {"Name": text, "ParentRef": {"value": "1", "name": text}}})
    term = ET.fromstring(shown)[0]
    wanted = "".join(letter for letter in text if letter >= " " or letter in "\t\n\r")
    wanted = wanted.replace("\ufffe", "").replace("\uffff", "")
    assert (term[0].text or "", term[1].get("name")) == (wanted, wanted)
