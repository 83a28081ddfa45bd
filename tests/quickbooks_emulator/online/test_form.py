"""Which form an answer has, and whole conversations in XML."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from decimal import Decimal

import pytest

from quickbooks_emulator.online.exchange import Response
from quickbooks_emulator.online.server import TOKEN
from quickbooks_emulator.online.xmlform import NAMESPACE
from tests.quickbooks_emulator.client import Client

NS = f'xmlns="{NAMESPACE}"'
XML = "application/xml"


def xml(qbo: Client, method: str, path: str, body: str = "", query: str = "", **headers: str) -> Response:
    sent = {"authorization": f"Bearer {TOKEN}", "accept": XML, "content-type": XML, **headers}
    return qbo.raw(method, path, sent, body.encode(), query)


def inner(response: Response, status: int = 200) -> ET.Element:
    assert response.status == status, response.text
    root = ET.fromstring(response.text)
    assert root.tag == f"{{{NAMESPACE}}}IntuitResponse"
    return root[0]


def text(element: ET.Element, path: str) -> str:
    found = element.find("/".join(f"{{{NAMESPACE}}}{part}" for part in path.split("/")))
    assert found is not None, path
    return found.text or ""


def test_a_document_is_made_read_changed_and_deleted_in_xml(qbo: Client) -> None:
    customer = text(
        inner(
            xml(qbo, "POST", "customer", f"<Customer {NS}><DisplayName>Ö &amp; Co</DisplayName></Customer>")
        ),
        "Id",
    )
    body = f"""<Invoice {NS}><Line><Amount>12.50</Amount><DetailType>SalesItemLineDetail</DetailType>
      <SalesItemLineDetail><ItemRef>1</ItemRef></SalesItemLineDetail></Line>
      <CustomerRef>{customer}</CustomerRef></Invoice>"""
    response = xml(qbo, "POST", "invoice", body)
    assert response.headers["Content-Type"] == "application/xml;charset=UTF-8"
    made = inner(response)
    identity = text(made, "Id")
    assert (made.get("domain"), text(made, "TotalAmt")) == ("QBO", "12.50")
    json = qbo.read("invoice", identity)
    assert (json["TotalAmt"], json["CustomerRef"]["name"]) == (Decimal("12.50"), "Ö & Co")
    change = f"""<Invoice {NS} sparse="true"><Id>{identity}</Id><SyncToken>0</SyncToken>
      <PrivateNote>n</PrivateNote></Invoice>"""
    assert text(inner(xml(qbo, "POST", "invoice", change)), "PrivateNote") == "n"
    stale = inner(xml(qbo, "POST", "invoice", change), 400)
    assert (stale.get("type"), stale[0].get("code")) == ("ValidationFault", "5010")
    found = inner(xml(qbo, "GET", "query", query="query=select%20*%20from%20Invoice"))
    assert (found.get("maxResults"), len(found)) == ("1", 1)
    gone = f"<Invoice {NS}><Id>{identity}</Id><SyncToken>1</SyncToken></Invoice>"
    deleted = inner(xml(qbo, "POST", "invoice", gone, "operation=delete"))
    assert deleted.get("status") == "Deleted"


def test_batch_cdc_and_reports_in_xml(qbo: Client) -> None:
    body = f"""<IntuitBatchRequest {NS}>
      <BatchItemRequest bId="a" operation="create"><Term><Name>N9</Name><DueDays>9</DueDays></Term>
      </BatchItemRequest>
      <BatchItemRequest bId="b" operation="create"><Term><Colour>1</Colour></Term></BatchItemRequest>
      <BatchItemRequest bId="c"><Query>select * from Term where Name = 'Net 30'</Query></BatchItemRequest>
    </IntuitBatchRequest>"""
    root = ET.fromstring(xml(qbo, "POST", "batch", body).text)
    assert [item.get("bId") for item in root] == ["a", "b", "c"]
    kinds = [item[0].tag.rpartition("}")[2] for item in root]
    assert kinds == ["Term", "Fault", "QueryResponse"]
    since = "changedSince=2026-06-14T00:00:00Z&entities=Term,Invoice"
    changes = inner(xml(qbo, "GET", "cdc", query=since))
    assert len(changes) == 2
    report = ET.fromstring(xml(qbo, "GET", "reports/TrialBalance", query="end_date=2026-12-31").text)
    assert report.tag == f"{{{NAMESPACE}}}Report"
    wrong = inner(xml(qbo, "GET", "reports/NoSuchReport"), 400)
    assert wrong[0].get("code") == "500"


def test_the_gateways_refusals_in_xml(qbo: Client) -> None:
    fault = inner(xml(qbo, "GET", "preferences", authorization="Bearer x"), 401)
    assert (fault.get("type"), fault[0].get("code")) == ("AUTHENTICATION", "3200")
    limited = Client(throttle="on", requests_per_second=1)
    xml(limited, "GET", "preferences")
    assert inner(xml(limited, "GET", "preferences"), 429).get("type") == "SERVICE"


@pytest.mark.parametrize(
    ("headers", "query", "kind"),
    [
        ({"accept": "application/json"}, "", "json"),
        ({"accept": "text/xml"}, "", "xml"),
        ({"accept": "*/*"}, "", "xml"),
        ({"accept": "*/*", "content-type": ""}, "", "json"),
        ({"accept": "application/xml"}, "format=json", "json"),
        ({"accept": "text/plain, application/xml;q=0.9, application/json;q=0.8"}, "", "xml"),
    ],
)
def test_which_form_an_answer_has(qbo: Client, headers: dict[str, str], query: str, kind: str) -> None:
    response = xml(qbo, "GET", "preferences", query=query, **headers)
    assert response.text.startswith("<?xml" if kind == "xml" else "{")


def test_without_a_word_the_setting_decides() -> None:
    qbo = Client(default_form="xml")
    assert xml(qbo, "GET", "preferences", accept="", **{"content-type": ""}).text.startswith("<?xml")


def test_another_root_is_refused(qbo: Client) -> None:
    fault = inner(xml(qbo, "POST", "customer", f"<Vendor {NS}/>"), 400)
    assert fault[0].get("code") == "2000"


def test_a_tax_service_in_xml(qbo: Client) -> None:
    agency = qbo.post("taxagency", {"DisplayName": "County"})["Id"]
    body = f"""<TaxService {NS}><TaxCode>Local</TaxCode><TaxRateDetails><TaxRateName>L</TaxRateName>
      <RateValue>2</RateValue><TaxAgencyId>{agency}</TaxAgencyId>
      <TaxApplicableOn>Sales</TaxApplicableOn></TaxRateDetails></TaxService>"""
    made = inner(xml(qbo, "POST", "taxservice/taxcode", body))
    assert text(made, "TaxCode") == "Local"
    assert text(made, "TaxRateDetails/TaxRateId").isdigit()


def test_a_pdf_of_a_document(qbo: Client) -> None:
    made = qbo.post(
        "salesreceipt", {"Line": [{"Amount": 5, "Description": "A (b)", "DetailType": "DescriptionOnly"}]}
    )
    response = qbo.send("GET", f"salesreceipt/{made['Id']}/pdf")
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.body.startswith(b"%PDF-")
    assert qbo.send("GET", "customer/1/pdf").status == 400
    assert qbo.send("GET", "salesreceipt/999/pdf").status == 400


def test_bytes_that_are_no_text(qbo: Client) -> None:
    for path, body in (("customer", b'{"DisplayName":"\xff"}'), ("query", b"select \xff")):
        response = qbo.send("POST", path, body)
        assert response.status == 500
        assert "MalformedByteSequenceException" in response.text
