"""Rulebook: posting rules as text a controller signs, proven to balance before any data is seen.

One TOML file per accounting flow. A line is `Dr|Cr role amount`; a negative amount flips the side,
a zero one drops the line. `include` adds the lines of a named block. There are no expressions and no
conditions beyond the event's name and its declared qualifier (`when`).
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import Any, Final

from tieout.core.account import ROLE_QUALIFIERS
from tieout.core.document import DOCUMENT_TYPES
from tieout.core.entry import Side
from tieout.core.event import KINDS
from tieout.posting.amounts import AMOUNTS

INVENTORY: Final = "inventory"
"""Stands for the inventory role the item's lots live in."""

PLACE: Final = "place"
"""Stands for the account the value stands in now: a late cost goes where the goods went."""

GROUPS: Final = frozenset({"event", "day", "day and reason", "sales day"})
FLOWS: Final = ("order_to_cash", "procure_to_pay", "production", "stock", "cash")


class RuleError(ValueError):
    """A rule's text cannot be taken: it names the file, the rule and what is known instead."""


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One line of a rule: side, role, amount."""

    side: Side
    role: str
    amount: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """How one kind of event is posted from a date on, and why."""

    name: str
    flow: str
    on: str
    when: str
    start: date
    document: str
    group: str
    lines: tuple[RuleLine, ...]
    because: str


class Rulebook:
    """All rules, looked up by event and qualifier; the latest that has begun by the date wins."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        """Take the rules as read and proven."""
        self.rules: Final = tuple(rules)
        self._by_trigger: dict[tuple[str, str], list[Rule]] = {}
        for rule in sorted(self.rules, key=lambda rule: rule.start, reverse=True):
            self._by_trigger.setdefault((rule.on, rule.when), []).append(rule)

    def rule(self, on: str, when: str, day: date) -> Rule | None:
        """The rule in effect; None = nothing says how to post this."""
        for rule in self._by_trigger.get((on, when), ()):
            if rule.start <= day:
                return rule
        return None


def load_rulebook() -> Rulebook:
    """The rules shipped with tieout, every flow.

    Raises:
        RuleError: a rule is malformed, uses an unknown word or does not balance.
    """
    folder = files("tieout.posting") / "rules"
    texts = {flow: (folder / f"{flow}.toml").read_text(encoding="utf-8") for flow in FLOWS}
    return read_rulebook(texts)


def read_rulebook(texts: Mapping[str, str]) -> Rulebook:
    """Rules from TOML texts by flow name.

    Raises:
        RuleError: as `load_rulebook`.
    """
    rules: list[Rule] = []
    for flow, text in texts.items():
        try:
            plain = tomllib.loads(text)
        except tomllib.TOMLDecodeError as fault:
            raise RuleError(f"{flow}.toml is not TOML: {fault}") from None
        blocks = {block["name"]: block["lines"] for block in plain.get("block", [])}
        rules += [_rule(flow, table, blocks) for table in plain.get("rule", [])]
    _refuse_doubles(rules)
    return Rulebook(rules)


_KEYS: Final = {"name", "on", "from", "when", "document", "group", "lines", "include", "because"}


def _rule(flow: str, table: Mapping[str, Any], blocks: Mapping[str, list[str]]) -> Rule:
    name = table.get("name", "?")
    place = f"{flow}.toml, rule {name!r}"
    for key in ("name", "on", "from", "document", "lines", "because"):
        if not table.get(key):
            raise RuleError(f"{place}: {key} is missing")
    _known(place, "key", table, _KEYS)
    _known(place, "event", [table["on"]], KINDS)
    _known(place, "document type", [table["document"]], DOCUMENT_TYPES)
    _known(place, "group", [table.get("group", "event")], GROUPS)
    _known(place, "block", table.get("include", []), blocks)
    texts = list(table["lines"]) + [line for block in table.get("include", []) for line in blocks[block]]
    lines = tuple(_line(place, text) for text in texts)
    prove_balance(place, lines)
    return Rule(
        name=name,
        flow=flow,
        on=table["on"],
        when=table.get("when", ""),
        start=table["from"],
        document=table["document"],
        group=table.get("group", "event"),
        lines=lines,
        because=table["because"],
    )


def _line(place: str, text: str) -> RuleLine:
    words = text.split()
    if len(words) != 3 or words[0] not in {"Dr", "Cr"}:
        raise RuleError(f"{place}: {text!r} is not of the form «Dr|Cr role amount»")
    _known(place, "account role", [words[1]], [*ROLE_QUALIFIERS, INVENTORY, PLACE])
    _known(place, "amount", [words[2]], AMOUNTS)
    return RuleLine(Side(words[0]), words[1], words[2])


def _known(place: str, what: str, words: Iterable[str], known: Iterable[str]) -> None:
    for word in words:
        if word not in set(known):
            raise RuleError(
                f"{place}: {word!r} is not a known {what}; known are {', '.join(sorted(known))}"
            )


def prove_balance(place: str, lines: Iterable[RuleLine]) -> None:
    """Add up the primitive parts of all lines, debits above zero: each must come to nothing.

    Raises:
        RuleError: naming the parts that stand on one side only.
    """
    total: Counter[str] = Counter()
    for line in lines:
        sign = 1 if line.side is Side.DR else -1
        for part, times in AMOUNTS[line.amount].items():
            total[part] += sign * times
    loose = sorted(part for part, times in total.items() if times)
    if loose:
        raise RuleError(f"{place} does not balance: {', '.join(loose)} is not on both sides alike")


def _refuse_doubles(rules: Iterable[Rule]) -> None:
    seen: set[tuple[str, str, date]] = set()
    for rule in rules:
        key = (rule.on, rule.when, rule.start)
        if key in seen:
            raise RuleError(
                f"{rule.flow}.toml, rule {rule.name!r}: another rule has the same event, when and from"
            )
        seen.add(key)
