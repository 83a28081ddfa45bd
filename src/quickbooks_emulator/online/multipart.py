"""A multipart body as clients really send it: either line end, a leading blank line, base64 or plain."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass

from .refusal import Refusal

_BOUNDARY = re.compile(r'boundary="?([^";,]+)"?', re.IGNORECASE)
_ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')


@dataclass(frozen=True, slots=True)
class Part:
    """One part: its field name, its file name, its type and its bytes."""

    name: str
    filename: str
    content_type: str
    content: bytes


def parts(content_type: str, body: bytes) -> list[Part]:
    """The parts of a body.

    Raises:
        Refusal: 2010 for a body that has no parts (wording unverified).
    """
    boundary = _boundary(content_type, body)
    mark = rb"(?:\A|\r?\n)--" + re.escape(boundary) + rb"(?:--)?[ \t]*(?=\r?\n|\Z)"
    pieces = re.split(mark, body)[1:-1] if boundary else []
    if not pieces:
        text = "Property Name:Can not parse the request specified is unsupported or invalid"
        raise Refusal("2010", "Request has invalid or unsupported property", text)
    return [_part(piece) for piece in pieces]


def _boundary(content_type: str, body: bytes) -> bytes:
    """The boundary of the header, else the one the body begins with."""
    found = _BOUNDARY.search(content_type)
    if found:
        return found.group(1).strip().encode("latin-1")
    first = body.strip().split(b"\n", 1)[0].strip()
    return first.removeprefix(b"--") if first.startswith(b"--") else b""


def _part(piece: bytes) -> Part:
    text = re.sub(rb"\A\r?\n", b"", piece, count=1)
    cut = re.search(rb"\r?\n\r?\n", text)
    head, content = (text[: cut.start()], text[cut.end() :]) if cut else (text, b"")
    headers = {}
    for line in head.decode("utf-8", "replace").splitlines():
        name, _, value = line.partition(":")
        headers[name.strip().lower()] = value.strip()
    known = dict(_ATTRIBUTE.findall(headers.get("content-disposition", "")))
    if headers.get("content-transfer-encoding", "").lower() == "base64":
        content = _decoded(content)
    kind = headers.get("content-type", "application/octet-stream")
    return Part(known.get("name", ""), known.get("filename", ""), kind, content)


def _decoded(content: bytes) -> bytes:
    try:
        return base64.b64decode(b"".join(content.split()), validate=True)
    except binascii.Error:
        text = "Property Name:Can not decode the content specified is unsupported or invalid"
        raise Refusal("2010", "Request has invalid or unsupported property", text) from None
