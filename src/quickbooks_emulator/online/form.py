"""The form of a request and of its answer: JSON or XML, by their headers."""

from __future__ import annotations

from . import xmlform
from .exchange import Request, Response
from .jsontext import Body, loads
from .refusal import Refusal
from .settings import Settings

_XML = ("application/xml", "text/xml")
_JSON = "application/json"


def payload(request: Request, wanted: str) -> object:
    """The body as JSON would have it; an XML root must be `wanted`.

    Raises:
        Refusal: 2010 or 500 for a body that cannot be read, 2000 for another root (wording unverified).
    """
    if not is_xml(request.headers.get("content-type", "")):
        return request.json()
    return _rooted(request.body, wanted)


def part(content: bytes, content_type: str, wanted: str) -> Body:
    """A part of an upload, likewise."""
    if is_xml(content_type):
        return _rooted(content, wanted)
    found = Request("POST", "", "", {}, content).json()
    if not isinstance(found, dict):
        text = "Property Name:Can not parse the request specified is unsupported or invalid"
        raise Refusal("2010", "Request has invalid or unsupported property", text)
    return found


def answered(request: Request, response: Response, settings: Settings) -> Response:
    """The response in the form the request asks for."""
    if response.content is not None or not response.text.startswith("{"):
        return response
    if not _wants_xml(request, settings):
        return response
    kind = "application/xml;charset=UTF-8" if response.status == 200 else "application/xml"
    headers = {**response.headers, "Content-Type": kind}
    return Response(response.status, xmlform.write(loads(response.text)), headers)


def is_xml(content_type: str) -> bool:
    """Whether a content type is XML."""
    return content_type.partition(";")[0].strip().lower() in _XML


def _wants_xml(request: Request, settings: Settings) -> bool:
    """By `format=json`, by Accept, else as the request's own body came, else as the setting says."""
    if "format=json" in request.query.lower():
        return False
    accepted = [one.partition(";")[0].strip() for one in request.headers.get("accept", "").split(",")]
    for kind in accepted:
        if kind.lower() in (*_XML, _JSON):
            return kind.lower() != _JSON
    sent = request.headers.get("content-type", "")
    if is_xml(sent) or sent.partition(";")[0].strip().lower() == _JSON:
        return is_xml(sent)
    return settings.default_form == "xml"


def _rooted(content: bytes, wanted: str) -> Body:
    name, body = xmlform.read(content)
    if name != wanted:
        raise Refusal("2000", "Invalid or unsupported object name", f"Object Name: {name}")
    return body
