"""A query: the text of QuickBooks' query language read into its parts.

`SELECT * | count(*) | names FROM Entity [WHERE p op v AND ...] [ORDERBY p [ASC|DESC], ...]
[STARTPOSITION n] [MAXRESULTS n]`; what the real parser knows but does not support is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from .refusal import Refusal

_TOKEN = re.compile(
    r"""\s*(?:(?P<string>'(?:\\.|[^'\\])*')|(?P<operator><=|>=|!=|=|<|>)|(?P<mark>[(),*])"""
    r"""|(?P<number>-?\d+(?:\.\d+)?(?![\w.-]))|(?P<word>[A-Za-z_][\w.]*)|(?P<other>\S))"""
)
_KEYWORDS = frozenset(
    [
        "select",
        "from",
        "where",
        "and",
        "or",
        "not",
        "in",
        "like",
        "orderby",
        "order",
        "by",
        "asc",
        "desc",
        "startposition",
        "maxresults",
        "count",
        "null",
        "iterator",
        "between",
        "contains",
    ]
)
_EXPECTED_AFTER_PROPERTY = (
    '<EOF> \n    "." ...\n    <AND> ...\n    "between" ...\n    "contains" ...\n    "=" ...\n    '
    '"in" ...\n    "iterator" ...\n    "like" ...\n    "maxresults" ...\n    "!=" ...\n'
    "    <NOT> ...\n"
    '    <OR> ...\n    "order" ...\n    "orderby" ...\n    "startposition" ...\n    '
)
_UNSUPPORTED = ("or", "not", "between", "contains", "iterator")  # words the parser knows, as recorded
_EXPECTED_AT_RELATION = _EXPECTED_AFTER_PROPERTY + '"=" ...\n    "!=" ...\n    ' * 3 + '"." ...\n    '
_RELATIONS = ("<", ">", "<=", ">=")
MOST_RESULTS, DEFAULT_RESULTS = 1000, 100


@dataclass(frozen=True, slots=True)
class Condition:
    """One comparison; `values` has several members only for IN."""

    name: str
    operator: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Order:
    """One sort key."""

    name: str
    descending: bool


@dataclass(slots=True)
class Query:
    """A parsed query, names still as written."""

    entity: str
    count: bool = False
    names: tuple[str, ...] = ()
    conditions: list[Condition] = field(default_factory=list)
    orders: list[Order] = field(default_factory=list)
    start: int = 1
    most: int = DEFAULT_RESULTS


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    position: int


class _Reader:
    """The tokens, one at a time."""

    def __init__(self, text: str, unsupported: str) -> None:
        self._text, self._at, self._unsupported = text, 0, unsupported
        self._tokens = [
            _Token(
                str(match.lastgroup),
                match.group(match.lastgroup or 0),
                match.start(match.lastgroup or 0),
            )
            for match in _TOKEN.finditer(text)
        ]

    def peek(self) -> _Token:
        """The next token, an empty one at the end."""
        if self._at < len(self._tokens):
            return self._tokens[self._at]
        return _Token("end", "", len(self._text))

    def take(self) -> _Token:
        """The next token, consumed."""
        token = self.peek()
        self._at += 1
        return token

    def word(self, *wanted: str) -> bool:
        """Consume the next token if it is one of these keywords or marks."""
        token = self.peek()
        if token.kind in ("word", "mark") and token.text.lower() in wanted:
            self._at += 1
            return True
        return False

    def refuse_unsupported(self) -> None:
        """4001 for a word the real parser knows but nobody serves; 4000 by the setting (u)."""
        token = self.peek()
        known = token.kind == "word" and token.text.lower() in _UNSUPPORTED
        if known and self._unsupported == "validation":
            raise invalid(f"{token.text.upper()} is not supported")

    def at_value(self) -> bool:
        """The next token is a text, a number or a truth value."""
        token = self.peek()
        return token.kind in ("string", "number") or token.text.lower() in ("true", "false")

    def need(self, kind: str, expected: str) -> _Token:
        """The next token, which must be of a kind and no keyword."""
        token = self.peek()
        if token.kind != kind or (kind == "word" and token.text.lower() in _KEYWORDS):
            raise encountered(token, expected)
        return self.take()


def encountered(token: _Token, expected: str) -> Refusal:
    """4000 in the recorded wording."""
    seen = f'"{token.text}" "{token.text} "'
    if token.kind == "word":
        name = token.text.lower()
        seen = f'"{name}" "{token.text} "' if name in _KEYWORDS else f'<IDENTIFIER> "{token.text} "'
    elif token.kind == "end":
        seen = "<EOF>"
    several = "one of:" if expected.count("...") > 1 or "<EOF>" in expected else ""
    detail = (
        f'QueryParserError: Encountered " {seen}" at line 1, column {token.position + 1}.\n'
        f"Was expecting{' ' + several if several else ':'}\n    {expected}"
    )
    return Refusal("4000", "Error parsing query", detail)


def invalid(text: str) -> Refusal:
    """4001 in the recorded wording."""
    return Refusal("4001", "Invalid query", f"QueryValidationError: {text}")


def parse(text: str, unsupported: str = "validation") -> Query:
    """The query a text says; 4000 where the grammar is broken, 4001 for bad positions."""
    reader = _Reader(text.strip().rstrip(";"), unsupported)
    if not reader.word("select"):
        raise encountered(reader.peek(), '"select" ...\n    ')
    count, names = _selection(reader)
    if not reader.word("from"):
        raise encountered(reader.peek(), '"from" ...\n    ')
    query = Query(reader.need("word", "<IDENTIFIER> ...\n    ").text, count, names)
    if reader.word("where"):
        query.conditions.append(_condition(reader))
        while reader.word("and"):
            query.conditions.append(_condition(reader))
    _order(reader, query)
    _window(reader, query)
    token = reader.peek()
    reader.refuse_unsupported()
    if token.kind != "end":
        raise encountered(reader.peek(), _EXPECTED_AFTER_PROPERTY)
    return query


def _selection(reader: _Reader) -> tuple[bool, tuple[str, ...]]:
    if reader.word("*"):
        while reader.word(","):  # clients ask `*, Sku`; the whole object has it anyway
            reader.need("word", "<IDENTIFIER> ...\n    ")
        return False, ()
    if reader.word("count"):
        for mark in ("(", "*", ")"):
            if not reader.word(mark):
                raise encountered(reader.peek(), f'"{mark}" ...\n    ')
        return True, ()
    names = [reader.need("word", '"*" ...\n    ').text]
    while reader.word(","):
        names.append(reader.need("word", "<IDENTIFIER> ...\n    ").text)
    return False, tuple(names)


def _condition(reader: _Reader) -> Condition:
    name = reader.need("word", "<IDENTIFIER> ...\n    ").text
    if reader.word("in"):
        return Condition(name, "in", _list(reader))
    if reader.word("like"):
        return Condition(name, "like", (_value(reader),))
    token = reader.peek()
    reader.refuse_unsupported()
    if token.kind != "operator":
        raise encountered(token, _EXPECTED_AFTER_PROPERTY)
    reader.take()
    if token.text in _RELATIONS and not reader.at_value():
        raise encountered(token, _EXPECTED_AT_RELATION)
    return Condition(name, token.text, (_value(reader),))


def _list(reader: _Reader) -> tuple[str, ...]:
    if not reader.word("("):
        raise encountered(reader.peek(), '"(" ...\n    ')
    values = [_value(reader)]
    while reader.word(","):
        values.append(_value(reader))
    if not reader.word(")"):
        raise encountered(reader.peek(), '")" ...\n    ')
    return tuple(values)


def _value(reader: _Reader) -> str:
    token = reader.peek()
    if not reader.at_value():
        raise encountered(token, "<STRING> ...\n    ")
    if token.kind == "string":
        return re.sub(r"\\(.)", r"\1", reader.take().text[1:-1])
    return reader.take().text


def _order(reader: _Reader, query: Query) -> None:
    if reader.word("order"):
        if not reader.word("by"):
            raise encountered(reader.peek(), '"by" ...\n    ')
    elif not reader.word("orderby"):
        return
    query.orders.append(_one_order(reader))
    while reader.word(","):
        query.orders.append(_one_order(reader))


def _one_order(reader: _Reader) -> Order:
    name = reader.need("word", "<IDENTIFIER> ...\n    ").text
    descending = reader.word("desc")
    if not descending:
        reader.word("asc")
    return Order(name, descending)


def _window(reader: _Reader, query: Query) -> None:
    """STARTPOSITION and MAXRESULTS, in either order as recorded, each once."""
    said: set[str] = set()
    while True:
        if "startposition" not in said and reader.word("startposition"):
            query.start = _position(reader, None)
            said.add("startposition")
        elif "maxresults" not in said and reader.word("maxresults"):
            query.most = _position(reader, MOST_RESULTS)
            said.add("maxresults")
        else:
            return


def _position(reader: _Reader, largest: int | None) -> int:
    value = int(reader.need("number", "<INTEGER> ...\n    ").text)
    if value < 1:
        raise invalid(f"value {value} is too small. Min allowed value is 1")
    if largest is not None and value > largest:
        raise invalid(f"value {value} is too large. Max allowed value is {largest}")
    return value
