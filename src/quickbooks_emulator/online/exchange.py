"""An exchange: one HTTP request as the emulator sees it and the answer it gives."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import parse_qs

from .jsontext import loads
from .refusal import Refusal


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

    def json(self) -> object:
        """The body as JSON; 2010 for text that is none (wording unverified)."""
        try:
            return loads(self.body)
        except UnicodeDecodeError:
            text = "Operation MalformedByteSequenceException is not supported."
            raise Refusal("500", "Unsupported Operation", text, status=500) from None
        except ValueError:
            text = "Property Name:Can not parse the request specified is unsupported or invalid"
            raise Refusal("2010", "Request has invalid or unsupported property", text) from None


@dataclass(frozen=True, slots=True)
class Response:
    """Status, JSON text and extra headers."""

    status: int
    text: str
    headers: dict[str, str] = field(default_factory=dict)
