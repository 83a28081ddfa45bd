"""Scripted faults: what goes wrong on the wire, for which requests, and how often.

A script is a list of rules; the first rule that fires decides what happens to a request:

    {"kind": "timeout_after", "path": "/batch", "times": 1}

`kind` is one of KINDS. `path` and `body` are regular expressions searched in the path with its
query and in the body; `method` compares. How often: `times` (at most N times), `every` (each Nth
match), `after` (skip the first N matches), `probability` with `seed`. `seconds` says how late a
late commit lands or how long a timeout lasts, `status` which status an error has.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field
from typing import Any

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
)


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
    matched: int = 0
    fired: int = 0
    chance: random.Random = field(init=False)

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"fault kind {self.kind!r} is none of {KINDS}")
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
        }


class Script:
    """The rules in force."""

    def __init__(self, rules: list[dict[str, Any]] | None = None) -> None:
        self.rules: list[Rule] = []
        self.replace(rules or [])

    def replace(self, rules: list[dict[str, Any]]) -> None:
        """Put a new list of rules in force; raises ValueError or TypeError for a bad rule."""
        self.rules = [Rule(**rule) for rule in rules]

    def strike(self, method: str, path: str, body: str) -> Rule | None:
        """The rule that decides about a request, if any."""
        for rule in self.rules:
            if rule.fires(method, path, body):
                return rule
        return None
