"""Page: a part of a long list, and where the next part begins."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Annotated, Generic, TypeVar

from fastapi import Query
from pydantic import BaseModel, Field

from tieout.core.catalogue import problem
from tieout.core.errors import TerminalError
from tieout.core.listed import Listed
from tieout.core.problem import Where

T = TypeVar("T")
S = TypeVar("S", bound=BaseModel)

Limit = Annotated[int, Query(ge=1, le=1000, description="Rows of one answer at most.")]
After = Annotated[
    str, Query(max_length=2000, description="`next` of the answer before; empty = from the start.")
]


class Page(BaseModel, Generic[S]):
    """Rows in order; `next` is what to ask with as `after` for those that follow, null = none do."""

    items: list[S]
    next: str | None = Field(None)


def page(
    found: Iterable[T], key: Callable[[T], tuple[str, ...]], shape: Callable[[T], S], after: str, limit: int
) -> Page[S]:
    """The part behind `after` of values that are put in order by their keys.

    Raises:
        TerminalError: `after` is no `next` of ours.
    """
    last = _place(after)
    ordered = sorted(((key(one), place, one) for place, one in enumerate(found)), key=lambda row: row[:2])
    rest = [(name, one) for name, _, one in ordered if last is None or name > last]
    shown = rest[:limit]
    more = json.dumps(shown[-1][0]) if len(rest) > limit else None
    return Page(items=[shape(one) for _, one in shown], next=more)


def place(after: str) -> Listed:
    """The place an answer ended at, for a list that is read page by page; from the start without one.

    Raises:
        TerminalError: `after` is no `next` of ours.
    """
    said = _place(after) or ("", "")
    if len(said) != len(Listed._fields):
        raise _unfit()
    return Listed(*said)


def page_behind(
    found: Sequence[T], key: Callable[[T], Listed], shape: Callable[[T], S], limit: int
) -> Page[S]:
    """The part that was read: one more than is shown says that others follow."""
    more = json.dumps(key(found[limit - 1])) if len(found) > limit else None
    return Page(items=[shape(one) for one in found[:limit]], next=more)


def _place(after: str) -> tuple[str, ...] | None:
    if not after:
        return None
    try:
        place = json.loads(after)
    except (json.JSONDecodeError, RecursionError):
        place = None
    if not isinstance(place, list) or not all(isinstance(part, str) for part in place):
        raise _unfit()
    return tuple(place)


def _unfit() -> TerminalError:
    why = "It is not the `next` of an answer."
    return TerminalError(problem("parameter_unfit", Where(field="after"), name="after", why=why))
