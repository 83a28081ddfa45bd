"""A recording: what was asked, if the file says so, and what was answered, in the JSON shape."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from quickbooks_emulator.online.jsontext import loads
from quickbooks_emulator.online.schema import ENTITIES

from . import markup
from .markup import Json

FOLDER = Path(__file__).parents[4] / "shared/data/payloads/quickbooks-online"
_SUFFIXES = (".json", ".xml")


@dataclass(frozen=True)
class Recording:
    """One file: method, path below the company, query, request body; status and answer."""

    name: str
    method: str
    path: str
    query: dict[str, str]
    body: Any
    status: int
    answer: Any

    @property
    def entity(self) -> str:
        """The entity the recording is about."""
        return next((name for name, _ in self.objects()), "")

    def objects(self) -> list[tuple[str, Json]]:
        """Every recorded object with its entity, whatever frame it stands in."""
        return list(objects_of(self.answer))

    def error(self) -> Json:
        """The first recorded error, by either casing."""
        answer: Json = self.answer.get("Fault") or self.answer["fault"]
        errors: list[Json] = answer.get("Error") or answer["error"]
        return errors[0]


def objects_of(answer: Any) -> list[tuple[str, Json]]:
    """Every entity of an answer, by its name."""
    found: list[tuple[str, Json]] = []
    if isinstance(answer, list):
        for member in answer:
            found += objects_of(member)
    elif isinstance(answer, dict):
        for name, value in answer.items():
            if name in ENTITIES and isinstance(value, dict):
                found.append((name, value))
            elif name in ENTITIES and isinstance(value, list):
                found += [(name, member) for member in value]
            elif name in ("QueryResponse", "CDCResponse", "BatchItemResponse", "AttachableResponse"):
                found += objects_of(value)
    return found


def names() -> list[str]:
    """Every recording of the folder, by its path below it."""
    paths = sorted(path for path in FOLDER.rglob("*") if path.suffix in _SUFFIXES)
    return [path.relative_to(FOLDER).as_posix() for path in paths if path.parent != FOLDER]


def load(name: str, entity: str = "") -> Recording:
    """A recording; `entity` names the object of a file that holds it bare."""
    text = (FOLDER / name).read_text(encoding="utf-8")
    if name.endswith(".xml"):
        return Recording(name, "", "", {}, None, 200, markup.shape(markup.read(text)))
    found = loads(text)
    if isinstance(found, dict) and "request" in found and "response" in found:
        return _exchange(name, found)
    if entity:
        found = {entity: found}
    return Recording(name, "", "", {}, None, 200, found)


def _exchange(name: str, found: Json) -> Recording:
    request, response = found["request"], found["response"]
    uri, _, query = request["uri"].partition("?")
    path = uri.removeprefix("/v3/").removeprefix("company/REALM/")
    return Recording(
        name,
        request["method"],
        path,
        _query(query),
        _read(request.get("body")),
        response["status"],
        _read(response.get("body")),
    )


def _query(text: str) -> dict[str, str]:
    if text.startswith("query="):  # a statement may hold & and = unquoted in the recordings
        return {"query": unquote(text.removeprefix("query="))}
    pairs = (part.partition("=") for part in text.split("&") if part)
    return {name: unquote(value) for name, _, value in pairs}


def _read(body: Any) -> Any:
    if not isinstance(body, str) or not body.strip():
        return body
    if body.lstrip().startswith("<"):
        return markup.shape(markup.read(body))
    if not body.lstrip().startswith("{"):
        return body
    try:
        return loads(body)
    except ValueError:  # a body that was cut when it was recorded
        return body
