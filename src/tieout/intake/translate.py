"""Translate: a plain object becomes an event, or everything that is wrong with it at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from tieout.core.catalogue import problem
from tieout.core.event import KINDS, Event, event_of
from tieout.core.problem import Problem, Where


def event_or_problems(plain: Mapping[str, Any], where: Where) -> Event | list[Problem]:
    """The event, or one problem per field that is wrong."""
    kind = plain.get("kind")
    if kind is None:
        return [problem("kind_missing", where)]
    if not isinstance(kind, str) or kind not in KINDS:
        near = get_close_matches(str(kind), KINDS, n=1)
        hint = f" The nearest is {near[0]}." if near else ""
        return [problem("kind_unknown", where, kind=repr(kind)[:60], near=hint)]
    try:
        return event_of(plain)
    except ValidationError as refusal:
        return [_field_problem(kind, error, where) for error in refusal.errors(include_url=False)]


def _field_problem(kind: str, error: ErrorDetails, where: Where) -> Problem:
    name = ".".join(str(part) for part in error["loc"])
    there = replace(where, field=name)
    if error["type"] == "missing":
        return problem("field_missing", there, field=name, kind=kind)
    if error["type"] == "unexpected_keyword_argument":
        return problem("field_unknown", there, field=name, kind=kind)
    return problem("field_invalid", there, field=name, why=error["msg"].rstrip("."))
