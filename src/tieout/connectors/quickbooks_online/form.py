"""Form: what a person sees of a document in QuickBooks' window: its number and its note.

As it was sent, and as QuickBooks says it holds it. Where QuickBooks numbers its sales forms itself, the
number it gave is nowhere else.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from tieout.connectors.quickbooks_online.decode import sent_items


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """Number and private note; empty = it has none."""

    number: str = ""
    note: str = ""


def sent_form(body: bytes, item: str) -> Form:
    """An item of a stored batch as it was sent; empty where the batch does not have it."""
    items = sent_items(body)
    return _form(items[item][1]) if item in items else Form()


def held_form(raw: str) -> Form:
    """An answer as QuickBooks gave it; a fault has neither number nor note."""
    try:
        said = json.loads(raw)
    except ValueError:  # a fault is kept with Intuit's id behind it, and is no document
        return Form()
    return _form(said if isinstance(said, dict) else {})


def _form(body: dict[str, Any]) -> Form:
    return Form(number=str(body.get("DocNumber") or ""), note=str(body.get("PrivateNote") or ""))
