"""Listed: where a document stands in a list that is read page by page."""

from __future__ import annotations

from typing import NamedTuple


class Listed(NamedTuple):
    """The day a document was first heard of (YYYY-MM-DD), and its name; `("", "")` is before all."""

    day: str
    name: str
