"""Which generated page is written where."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from tests.reference import api, events, features, flows, problems, requirements, roles, states
from tests.reference.tree import ROOT

REFERENCE: Final = ROOT / "docs" / "reference"

PAGES: Final[dict[str, Callable[[], str]]] = {
    "account-roles.md": roles.page,
    "api.md": api.page,
    "openapi.json": api.openapi_page,
    "crossing-states.md": states.page,
    "events.md": events.page,
    "events.schema.json": events.schema_page,
    "problems.md": problems.page,
    "quickbooks-features.md": features.page,
    "requirements.md": requirements.page,
    **{f"../{name}": page for name, page in flows.PAGES.items()},
}


def stale() -> dict[str, str]:
    """The pages whose file is missing or not what would be written now: name to text."""
    texts = {name: write() for name, write in PAGES.items()}
    return {name: text for name, text in texts.items() if _on_disk(name) != text}


def _on_disk(name: str) -> str:
    path = REFERENCE / name
    return path.read_text(encoding="utf-8") if path.exists() else ""
