"""Attachment: a file hangs once on its transaction; a fault inside a 200 is a refusal."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tieout.connectors.quickbooks_online import Client
from tieout.connectors.quickbooks_online.attachment import attach, multipart
from tieout.core.crosswalk import Outside
from tieout.core.errors import TerminalError
from tieout.ports import OutcomeUnknown

RECORDED = Path(__file__).parents[4] / "shared/data/payloads/quickbooks-online/qbo_api"
INVOICE = Outside("75", "0", "Invoice")


class Answers:
    """A company that holds these files and answers an upload so."""

    def __init__(self, upload: Any, held: list[dict[str, Any]] | None = None) -> None:
        self.upload, self.held = upload, held or []
        self.uploads: list[httpx2.Request] = []
        self.asked: list[str] = []

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        request.read()
        if request.url.path.endswith("/upload"):
            self.uploads.append(request)
            return httpx2.Response(200, text=json.dumps(self.upload))
        self.asked.append(request.content.decode())
        return httpx2.Response(200, text=json.dumps({"QueryResponse": {"Attachable": self.held}}))


@pytest.fixture
def client() -> Iterator[Callable[[Answers], Client]]:
    made: list[Client] = []

    def of(answers: Answers) -> Client:
        made.append(
            Client("https://example", "1", lambda: "token", transport=httpx2.MockTransport(answers))
        )
        return made[-1]

    yield of
    for one in made:
        one.close()


def made(id_: str) -> dict[str, Any]:
    return {"AttachableResponse": [{"Attachable": {"Id": id_, "FileName": "a.txt"}}]}


def test_a_file_is_looked_for_before_it_is_sent(client: Callable[[Answers], Client]) -> None:
    answers = Answers(made("9"), held=[{"Id": 8, "FileName": "a.txt"}])
    assert attach(client(answers), INVOICE, "a.txt", b"x") == "8"
    assert answers.uploads == []
    assert "AttachableRef.EntityRef.Type = 'Invoice'" in answers.asked[0]
    assert "AttachableRef.EntityRef.value = '75'" in answers.asked[0]
    assert attach(client(answers), INVOICE, "b.txt", b"x") == "9"
    assert len(answers.uploads) == 1


def test_the_same_file_is_the_same_request(client: Callable[[Answers], Client]) -> None:
    answers = Answers(made("9"))
    for _ in range(2):
        attach(client(answers), INVOICE, "a.txt", b"x")
    first, second = answers.uploads
    assert first.content == second.content
    assert first.url.params["requestid"] == second.url.params["requestid"]


def test_the_parts_are_named_as_quickbooks_wants_them() -> None:
    body, type_ = multipart({"FileName": "a.txt"}, "a.txt", b"line\n")
    boundary = type_.partition("boundary=")[2]
    parts = body.split(f"--{boundary}".encode())
    assert b'name="file_metadata_01"' in parts[1]
    assert b'{"FileName":"a.txt"}' in parts[1]
    assert b'name="file_content_01"; filename="a.txt"' in parts[2]
    assert parts[2].endswith(b"\r\n\r\nline\n\r\n")
    assert parts[3] == b"--\r\n"


def test_a_fault_within_a_200_is_a_refusal(client: Callable[[Answers], Client]) -> None:
    fault = {"Error": [{"Message": "Business Validation", "code": "6000"}], "type": "ValidationFault"}
    with pytest.raises(TerminalError) as stopped:
        attach(client(Answers({"AttachableResponse": [{"Fault": fault}]})), INVOICE, "a.txt", b"x")
    assert "Business Validation" in stopped.value.problem.why
    with pytest.raises(OutcomeUnknown):
        attach(client(Answers({"AttachableResponse": []})), INVOICE, "a.txt", b"x")


@pytest.mark.skipif(not RECORDED.exists(), reason="the recorded answers are not at hand")
@pytest.mark.parametrize(
    ("name", "id_"), [("post-upload-200", "5000000000000503624"), ("post-upload-200-2", "")]
)
def test_recorded_uploads(client: Callable[[Answers], Client], name: str, id_: str) -> None:
    """One that was taken, and one that named an estimate that does not exist."""
    recorded = json.loads((RECORDED / f"{name}.json").read_text(encoding="utf-8"))["response"]["body"]
    one = client(Answers(recorded))
    if id_:
        assert attach(one, INVOICE, "no_detail.xml", b"x") == id_
    else:
        with pytest.raises(TerminalError, match="does not exist"):
            attach(one, INVOICE, "no_detail.xml", b"x")
