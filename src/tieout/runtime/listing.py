"""Listing: one page of a list of documents that follow from facts, at the cost of that page.

Where a document stands follows from its facts as they stand, so the index only says where it may: each of
its places is asked, and those where it does not stand are passed over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Final, TypeVar

from sqlalchemy import Connection

from tieout.core.listed import Listed
from tieout.storage.standing_facts import listed

T = TypeVar("T")

_LEAST: Final = 20
"""Places looked up at once at least: a list of open ones may pass over many."""


def page_of(
    connection: Connection,
    kinds: Sequence[str],
    after: Listed,
    limit: int,
    make: Callable[[Sequence[str]], Iterable[tuple[Listed, T]]],
    *,
    wanted: Callable[[T], bool],
    through: date | None = None,
) -> list[T]:
    """Up to so many wanted documents behind a place.

    `make` gives documents of these names with their places; `through`: none is first heard of later.
    """
    found: list[T] = []
    last, most = through.isoformat() if through else "9999-12-31", max(limit, _LEAST)
    while len(found) < limit:
        places = [one for one in listed(connection, kinds, after, most) if one.day <= last]
        standing = dict(make([one.name for one in places]))
        found += [standing[one] for one in places if one in standing and wanted(standing[one])]
        if len(places) < most:
            break
        after = places[-1]
    return found[:limit]
