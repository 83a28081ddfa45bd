"""Scripted faults: what goes wrong on the wire, for which requests, and how often.

A script is a list of rules; the first rule that fires decides what happens to a request:

    {"kind": "timeout_after", "path": "/batch", "times": 1}

`kind` is one of KINDS. `path` and `body` are regular expressions searched in the path with its
query and in the body; `method` compares. How often: `times` (at most N times), `every` (each Nth
match), `after` (skip the first N matches), `probability` with `seed`. `seconds` says how late a
late commit lands or how long a timeout lasts, `status` which status an error has, `code`, `message` and
`detail` what its fault says. The kind `any` draws one of `kinds` (all, if none are named) by its own
seed each time it strikes, with a delay of at most `seconds`: a whole schedule of faults in one rule.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from .exchange import Request

KINDS = (
    "timeout_before",  # never answers, nothing stored
    "timeout_after",  # stored, never answers
    "late_commit",  # never answers; stored `seconds` after the client gave up
    "drop_before",  # connection dropped, nothing stored
    "drop_after",  # stored, connection dropped: the lost reply
    "status",  # `status` (429, 500, 503, ...) instead of doing it
    "status_after",  # stored, but answered with `status`
    "malformed",  # stored, the answer cut in half
    "empty",  # stored, an empty 200
    "delay",  # done and answered `seconds` later
    "item",  # items of a batch that match `body` are refused with `code`, the others done
    "item_after",  # everything done, those items answered as refused
    "twice",  # done twice, as by a proxy that repeats; the second answer is given
    "any",  # one of `kinds`, drawn anew each time
)
_DRAWN = tuple(kind for kind in KINDS if kind not in ("any", "item", "item_after"))
_STATUSES = (429, 500, 503)
_LONGEST = 120  # seconds, as long as QuickBooks may work on a request


@dataclass(slots=True)
class Rule:
    """One rule with its own counters."""

    kind: str
    path: str = ""
    body: str = ""
    method: str = ""
    times: int = 0
    every: int = 0
    after: int = 0
    probability: float = 1.0
    seed: int = 0
    seconds: float = 0.0
    status: int = 500
    code: str = ""
    message: str = ""
    detail: str = ""
    kinds: list[str] = field(default_factory=list)
    matched: int = 0
    fired: int = 0
    struck: Counter[str] = field(default_factory=Counter)
    chance: random.Random = field(init=False)

    def __post_init__(self) -> None:
        for kind in (self.kind, *self.kinds):
            if kind not in KINDS or (kind == "any" and kind in self.kinds):
                raise ValueError(f"fault kind {kind!r} is none of {KINDS}")
        self.chance = random.Random(self.seed)  # noqa: S311 - reproducible by its seed

    def fires(self, method: str, path: str, body: str) -> bool:
        """Count a request and say whether this rule strikes it."""
        if not self._matches(method, path, body):
            return False
        self.matched += 1
        counted = self.matched - self.after
        if counted <= 0 or (self.times and self.fired >= self.times):
            return False
        if self.every and counted % self.every:
            return False
        if self.probability < 1 and self.chance.random() >= self.probability:
            return False
        self.fired += 1
        return True

    def drawn(self) -> Rule:
        """The fault that happens now: the rule itself, or one drawn for `any`."""
        fault = self if self.kind != "any" else self._draw()
        self.struck[fault.kind] += 1
        return fault

    def _draw(self) -> Rule:
        kind = self.chance.choice(self.kinds or _DRAWN)
        seconds = self.chance.randint(0, int(self.seconds) or _LONGEST)
        waits = kind in ("late_commit", "delay", "timeout_before", "timeout_after")
        return Rule(kind, seconds=seconds if waits else 0, status=self.chance.choice(_STATUSES))

    def _matches(self, method: str, path: str, body: str) -> bool:
        if self.method and self.method.upper() != method:
            return False
        return bool(re.search(self.path, path) and re.search(self.body, body))

    def shown(self) -> dict[str, Any]:
        """The rule and how often it matched and fired."""
        return {
            "kind": self.kind,
            "path": self.path,
            "matched": self.matched,
            "fired": self.fired,
            "struck": dict(self.struck),
        }


class Script:
    """The rules in force."""

    def __init__(self, rules: list[dict[str, Any]] | None = None) -> None:
        self.rules: list[Rule] = []
        self.replace(rules or [])

    def replace(self, rules: list[dict[str, Any]]) -> None:
        """Put a new list of rules in force; raises ValueError or TypeError for a bad rule."""
        self.rules = [Rule(**rule) for rule in rules]

    def strike(self, request: Request) -> Rule | None:
        """The fault that happens to a request, if any."""
        body = request.body.decode("utf-8", "replace")
        for rule in self.rules:
            if rule.fires(request.method, request.target, body):
                return rule.drawn()
        return None
