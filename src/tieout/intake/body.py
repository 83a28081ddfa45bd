"""Body: the events in the body of a call, one object or a list of them, each with its place.

They are the same objects as the lines of a file, and go the same way from here on.
"""

from __future__ import annotations

from typing import Any

from tieout.core.catalogue import problem
from tieout.core.problem import Problem, Where
from tieout.intake.plain import NAMES, value_of

Stated = tuple[int, dict[str, Any] | Problem, int]


def stated_in(body: bytes, name: str) -> list[Stated] | Problem:
    """(place from 1, object or its problem, bytes) of every event of a JSON body; or why there is none."""
    where = Where(file=name)
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as fault:
        why = f"Byte {fault.start + 1} ({body[fault.start]:#04x}) is not UTF-8."
        return problem("body_not_json", where, why=why)
    value = value_of(text, where)
    if isinstance(value, Problem):
        return value if value.code not in _OF_LINES else problem("body_not_json", where, why=value.why)
    stated = value if isinstance(value, list) else [value]
    share = len(body) // max(1, len(stated))
    return [
        (place, one if isinstance(one, dict) else _no_object(one, Where(file=name, line=place)), share)
        for place, one in enumerate(stated, start=1)
    ]


_OF_LINES = frozenset(
    {"line_not_json", "line_cut_off", "line_text_open", "line_too_deep", "file_not_lines"}
)
"""Problems whose words speak of lines."""


def _no_object(value: object, where: Where) -> Problem:
    return problem("line_not_an_object", where, kind=NAMES.get(type(value), "a value"))
