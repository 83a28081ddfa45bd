"""An exchange: one HTTP request as the emulator sees it and the answer it gives."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from urllib.parse import parse_qs

from .jsontext import loads
from .refusal import Refusal

MOST_BYTES = 100 * 1024 * 1024 + 1  # of a body: an upload's, and one that shows it is too much


@dataclass(frozen=True, slots=True)
class Request:
    """Method, path, query and body."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes

    @property
    def target(self) -> str:
        """Path with query, what fault rules match on."""
        return f"{self.path}?{self.query}" if self.query else self.path

    def parameters(self) -> dict[str, str]:
        """The first value of every query parameter."""
        return {name: values[0] for name, values in parse_qs(self.query).items()}

    def text(self) -> str:
        """The body as text; 500 for bytes that are not UTF-8."""
        try:
            return self.body.decode("utf-8")
        except UnicodeDecodeError:
            text = "Operation MalformedByteSequenceException is not supported."
            raise Refusal("500", "Unsupported Operation", text, status=500) from None

    def json(self) -> object:
        """The body as JSON; 2010 for text that is none (wording unverified)."""
        text = self.text()
        try:
            value = loads(text)
            return _sound(value) if "\\ud" in text.lower() else value
        except ValueError:
            text = "Property Name:Can not parse the request specified is unsupported or invalid"
            raise Refusal("2010", "Request has invalid or unsupported property", text) from None


def _sound(value: object) -> object:
    """The same value with `?` for halves of a character, which JSON can spell and UTF-8 cannot."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, list):
        return [_sound(member) for member in value]
    if isinstance(value, dict):
        return {_sound(name): _sound(member) for name, member in value.items()}
    return value


def inflated(body: bytes, encoding: str) -> bytes:
    """A body that came compressed; one that is not what it says stays as it is."""
    if encoding.lower() not in ("gzip", "deflate"):
        return body
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 32).decompress(body, MOST_BYTES)
    except zlib.error:
        return body


@dataclass(frozen=True, slots=True)
class Response:
    """Status, text (or the bytes of a file) and extra headers."""

    status: int
    text: str
    headers: dict[str, str] = field(default_factory=dict)
    content: bytes | None = None

    @property
    def body(self) -> bytes:
        """What goes out."""
        return self.text.encode() if self.content is None else self.content
