"""Wire: a client whose answers come as XML, and what only the raw wire can say: files and deliveries."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from quickbooks_emulator.online import webhookbody
from quickbooks_emulator.online.exchange import Response
from quickbooks_emulator.online.jsontext import dumps, loads
from quickbooks_emulator.online.server import TOKEN
from tests.quickbooks_emulator.client import Client, item_line

from . import markup

if TYPE_CHECKING:
    from .replay import Replay


class XmlClient(Client):
    """Asks for XML, as the recorded client did, and reads it as a recording is read."""

    def send(self, method: str, path: str, body: Any = None, token: str = TOKEN, **query: str) -> Response:
        if path.startswith("/emulator/"):
            return super().send(method, path, body, token, **query)
        raw = b"" if body is None else body if isinstance(body, bytes) else dumps(body).encode()
        headers = {"authorization": f"Bearer {token}", "accept": "application/xml"}
        headers["content-type"] = "application/json"
        answer = self.raw(method, path, headers, raw, urlencode(query))
        if not answer.text.startswith("<?xml"):
            return answer
        return replace(answer, text=dumps(markup.shape(markup.read(answer.text))))


def upload(replay: Replay) -> tuple[Any, Any]:
    """The recorded upload, byte by byte; the invoice it names was made before."""
    text = str(replay.recording.body)
    if '"type":"Invoice"' in text:
        text = text.replace('"value":"75"', f'"value":"{_invoice(replay.qbo)}"')
    return _uploaded(replay.qbo, text.replace("\r\n", "\n").replace("\n", "\r\n")), replay.recording.answer[
        "AttachableResponse"
    ]


def _invoice(qbo: Client) -> str:
    body = {"CustomerRef": {"value": qbo.customer()}, "Line": [item_line(5)]}
    return str(qbo.post("invoice", body)["Id"])


def attachment(replay: Replay) -> tuple[Any, Any]:
    """A file like the recorded one is uploaded and read; deleted where that was recorded."""
    _, recorded = replay.the_object()
    head: dict[str, Any] = {"FileName": "a.txt"}
    head |= {name: recorded[name] for name in ("FileName", "ContentType", "Note") if name in recorded}
    if recorded.get("AttachableRef"):
        head["AttachableRef"] = [{"EntityRef": {"type": "Invoice", "value": _invoice(replay.qbo)}}]
    part = (
        'Content-Disposition: form-data; name="file_{}_01"; filename="a"\r\nContent-Type: {}\r\n\r\n{}\r\n'
    )
    kinds = (("metadata", "application/json", dumps(head)), ("content", "text/plain", "x" * 538))
    text = "".join(f"--B\r\n{part.format(*kind)}" for kind in kinds) + "--B--\r\n"
    made = _uploaded(replay.qbo, text)[0]["Attachable"]
    if recorded.get("status") == "Deleted":
        return replay.qbo.post("attachable", {"Id": made["Id"]}, operation="delete"), recorded
    if "AttachableResponse" in replay.recording.answer:
        return made, recorded
    return replay.qbo.read("attachable", made["Id"]), recorded


def _uploaded(qbo: Client, text: str) -> list[dict[str, Any]]:
    boundary = text.split("\r\n", 1)[0].removeprefix("--")
    headers = {"authorization": f"Bearer {TOKEN}", "host": "127.0.0.1"}
    headers["content-type"] = f"multipart/form-data; boundary={boundary}"
    response = qbo.raw("POST", "upload", headers, text.encode())
    assert response.status == 200, response.text
    answers: list[dict[str, Any]] = loads(response.text)["AttachableResponse"]
    return answers


def delivery(replay: Replay) -> tuple[Any, Any]:
    """An account is made and an item changed; what the webhook tells of it."""
    qbo, settings = replay.qbo, replay.qbo.books.settings
    qbo.post("account", {"Name": "Told", "AccountType": "Bank"})
    item = qbo.read("item", "2")
    key = {"Id": item["Id"], "SyncToken": item["SyncToken"], "sparse": True}
    qbo.post("item", key | {"Description": "told"})
    telling = qbo.app.api.webhooks.next(at_once=True)
    assert telling is not None
    return loads(webhookbody.body(telling.events, settings)), replay.recording.answer
