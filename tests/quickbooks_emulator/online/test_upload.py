"""Attachments: uploads as clients send them, links, downloads, faults within a 200."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest

from quickbooks_emulator.online.exchange import Request, Response
from quickbooks_emulator.online.jsontext import dumps, loads
from quickbooks_emulator.online.server import REALM, TOKEN, build
from quickbooks_emulator.online.settings import Settings
from tests.quickbooks_emulator.client import Client, item_line

CONTENT = b"evidence,42\r\n\r\nand more\n"
HOST = "127.0.0.1:9"


def multipart(metadata: Any, content: bytes, end: bytes = b"\r\n", lead: bytes = b"", **how: str) -> bytes:
    kind = how.get("kind", "application/json")
    head = [b"--BOUND", b'Content-Disposition: form-data; name="file_metadata_01"']
    head += [b"Content-Type: " + kind.encode(), b""]
    text = metadata if isinstance(metadata, bytes) else dumps(metadata).encode()
    file = b'Content-Disposition: form-data; name="file_content_01"; filename="a.csv"'
    body = [*head, text, b"--BOUND", file, b"Content-Type: text/csv"]
    if how.get("coded"):
        body.append(b"Content-Transfer-Encoding: base64")
        content = base64.encodebytes(content)
    return lead + end.join([*body, b"", content, b"--BOUND--", b""])


def upload(qbo: Client, body: bytes, query: str = "") -> list[dict[str, Any]]:
    headers = {
        "authorization": f"Bearer {TOKEN}",
        "content-type": 'multipart/form-data; boundary="BOUND"',
        "host": HOST,
    }
    response = qbo.raw("POST", "upload", headers, body, query)
    assert response.status == 200, response.text
    answers: list[dict[str, Any]] = loads(response.text)["AttachableResponse"]
    return answers


def by_link(qbo: Client, address: str) -> Response:
    assert address.startswith(f"http://{HOST}/")
    return qbo.raw("GET", address.removeprefix(f"http://{HOST}"), {"host": HOST})


def test_a_file_is_uploaded_linked_and_read_back(qbo: Client) -> None:
    customer = {"value": qbo.customer()}
    invoice = qbo.post("invoice", {"CustomerRef": customer, "Line": [item_line(5)]})["Id"]
    reference = {"EntityRef": {"type": "invoice", "value": invoice}}
    made = upload(qbo, multipart({"AttachableRef": [reference], "Note": "proof"}, CONTENT))[0]["Attachable"]
    assert (made["FileName"], made["ContentType"], made["Size"]) == ("a.csv", "text/csv", len(CONTENT))
    assert made["FileAccessUri"] == f"/v3/company/{REALM}/download/{made['Id']}"
    assert made["AttachableRef"] == [
        {"EntityRef": {"type": "Invoice", "value": invoice}, "IncludeOnSend": False}
    ]
    assert int(made["Id"]) >= 5_000_000_000_000_000_001
    seen = qbo.read("attachable", made["Id"])
    assert seen["Note"] == "proof"
    file = by_link(qbo, made["TempDownloadUri"])
    assert (file.body, file.headers["Content-Type"]) == (CONTENT, "text/csv")


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
@pytest.mark.parametrize("lead", [b"", b"\n", b"\r\n"])
@pytest.mark.parametrize("coded", ["", "base64"])
def test_uploads_as_clients_send_them(qbo: Client, end: bytes, lead: bytes, coded: str) -> None:
    body = multipart(
        {"FileName": "b.pdf", "ContentType": "application/pdf"}, CONTENT, end, lead, coded=coded
    )
    made = upload(qbo, body)[0]["Attachable"]
    assert made["FileName"] == "b.pdf"
    assert by_link(qbo, made["TempDownloadUri"]).body == CONTENT


def test_the_metadata_may_be_xml(qbo: Client) -> None:
    xml = (
        b'<Attachable xmlns="http://schema.intuit.com/finance/v3"><FileName>c.txt</FileName>'
        b"<Note>n</Note></Attachable>"
    )
    made = upload(qbo, multipart(xml, b"x", kind="application/xml"))[0]["Attachable"]
    assert (made["FileName"], made["Note"]) == ("c.txt", "n")


def test_a_fault_comes_within_a_200(qbo: Client) -> None:
    reference = {"EntityRef": {"type": "Invoice", "value": "75"}}
    fault = upload(qbo, multipart({"AttachableRef": [reference]}, CONTENT))[0]["Fault"]
    detail = (
        "Business Validation Error: The entity Invoice 75 that you are trying to link does not exist. "
        "Invoice 75"
    )
    assert (fault["Error"][0]["code"], fault["Error"][0]["Detail"]) == ("6000", detail)
    assert (
        "not supported"
        in upload(qbo, multipart({"FileName": "x.exe"}, b""))[0]["Fault"]["Error"][0]["Detail"]
    )
    assert upload(qbo, multipart(b"no json", b""))[0]["Fault"]["Error"][0]["code"] == "2010"
    assert upload(qbo, multipart({"Colour": 1}, b""))[0]["Fault"]["Error"][0]["code"] == "2010"
    assert qbo.query("select count(*) from Attachable") == {"totalCount": 0}


def test_any_type_by_setting() -> None:
    assert "Attachable" in upload(Client(upload_types="any"), multipart({"FileName": "x.exe"}, b""))[0]


def test_a_body_without_parts_is_refused(qbo: Client) -> None:
    headers = {"authorization": f"Bearer {TOKEN}", "content-type": "multipart/form-data"}
    for body in (b"", b"nothing", b"--X\r\nbroken"):
        response = qbo.raw("POST", "upload", headers, body)
        assert (response.status, loads(response.text)["Fault"]["Error"][0]["code"]) == (400, "2010")


def test_more_than_a_hundred_megabytes_are_refused(qbo: Client) -> None:
    headers = {"authorization": f"Bearer {TOKEN}", "content-type": "multipart/form-data; boundary=BOUND"}
    response = qbo.raw("POST", "upload", headers, bytes(100 * 1024 * 1024 + 1))
    assert (response.status, "100 MB" in response.text) == (400, True)


def test_an_upload_happens_once_per_request_id(qbo: Client) -> None:
    body = multipart({"FileName": "once.csv"}, CONTENT)
    first, again = upload(qbo, body, "requestid=r1"), upload(qbo, body, "requestid=r1")
    assert first == again
    assert qbo.query("select count(*) from Attachable") == {"totalCount": 1}


def test_a_link_gives_one_file_for_a_quarter_of_an_hour(qbo: Client) -> None:
    made = upload(qbo, multipart({}, CONTENT))[0]["Attachable"]
    answer = qbo.send("GET", f"download/{made['Id']}")
    assert answer.headers["Content-Type"].startswith("text/plain")
    link = made["TempDownloadUri"]
    assert by_link(qbo, link[:-1] + ("0" if link[-1] != "0" else "1")).status == 403
    qbo.books.clock.advance(15 * 60)
    assert by_link(qbo, link).status == 403
    assert qbo.send("GET", "download/77").status == 400


def test_the_file_itself_by_setting() -> None:
    qbo = Client(download="content")
    made = upload(qbo, multipart({}, CONTENT))[0]["Attachable"]
    assert qbo.send("GET", f"download/{made['Id']}").body == CONTENT


def test_a_note_is_made_changed_and_deleted_without_a_token(qbo: Client) -> None:
    note = qbo.post("attachable", {"Note": "a note"})
    assert "TempDownloadUri" not in note
    change = {"Id": note["Id"], "SyncToken": "0", "sparse": True, "Note": "b", "FileName": "forged.pdf"}
    changed = qbo.post("attachable", change)
    assert (changed["Note"], "FileName" in changed) == ("b", False)
    assert qbo.send("GET", f"download/{note['Id']}").status == 200
    gone = qbo.post("attachable", {"Id": note["Id"]}, operation="delete")
    assert gone == {"domain": "QBO", "status": "Deleted", "Id": note["Id"]}
    assert qbo.fault("attachable", {})["code"] == "2020"


def test_attachments_are_found_by_what_they_belong_to(qbo: Client) -> None:
    ids = []
    for name in ("Ada", "Bob"):
        reference = {"EntityRef": {"type": "Customer", "value": qbo.customer(name)}}
        ids.append(qbo.post("attachable", {"Note": name, "AttachableRef": [reference]})["Id"])
    text = "select * from attachable where AttachableRef.EntityRef.Type = 'customer'"
    assert [one["Id"] for one in qbo.query(text)["Attachable"]] == ids
    found = qbo.query(text + " and AttachableRef.EntityRef.value = '2'")["Attachable"]
    assert [one["Id"] for one in found] == ids[1:]
    assert qbo.query_fault("select * from Invoice where Line.Amount = '5'")["code"] == "4001"


def test_files_survive_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "company.db"
    app = build(Settings(throttle="off", download="content"), state=path)
    headers = {"authorization": f"Bearer {TOKEN}", "content-type": "multipart/form-data; boundary=BOUND"}
    to = f"/v3/company/{REALM}/"
    response = app.handle(Request("POST", to + "upload", "", headers, multipart({}, CONTENT)))
    made = loads(response.text)["AttachableResponse"][0]["Attachable"]
    app.api.books.store.close()
    app = build(Settings(throttle="off", download="content"), state=path)
    found = app.handle(Request("GET", f"{to}download/{made['Id']}", "", headers, b""))
    assert found.body == CONTENT
    gone = dumps({"Id": made["Id"]}).encode()
    app.handle(Request("POST", to + "attachable", "operation=delete", headers, gone))
    app.api.books.store.close()
    assert build(Settings(), state=path).api.books.store.content(made["Id"]) is None
