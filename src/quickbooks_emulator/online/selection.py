"""A selection: the objects a query asks for, checked against what each entity lets be asked."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from .books import Books
from .jsontext import Body
from .nameindex import NAMED, PARTIES, called_key, number_key, party_key, party_of_key
from .query import Condition, Order, Query, invalid, parse
from .refusal import invalid_id
from .schema import ENTITIES, QUERYABLE, TYPES

# Usable in practice on every entity, whatever the incomplete flags say.
_ALWAYS = frozenset(
    [
        "Id",
        "TxnDate",
        "DocNumber",
        "Name",
        "DisplayName",
        "GivenName",
        "MiddleName",
        "FamilyName",
        "CompanyName",
        "FullyQualifiedName",
        "Active",
        "TotalAmt",
        "Balance",
        "AcctNum",
        "AccountType",
        "AccountSubType",
        "Classification",
        "Type",
        "Sku",
        "CustomerRef",
        "VendorRef",
        "SourceCurrencyCode",
        "AsOfDate",
        "Code",
        "SyncToken",
    ]
)
_TIMES = ("MetaData.CreateTime", "MetaData.LastUpdatedTime")
_OBJECTS = re.compile(r"\[\]$")


def answer(books: Books, text: str) -> Body:
    """The `QueryResponse` of a query text."""
    query = parse(text, books.settings.query_unsupported)
    entity = _entity(books, query.entity)
    conditions = [_resolved(books, entity, condition) for condition in query.conditions]
    orders = [Order(_property(books, entity, o.name), o.descending) for o in query.orders]
    found = _found(books, entity, conditions)
    if query.count:
        return {"totalCount": sum(1 for _ in found)}
    page = _sorted(entity, list(found), orders)[query.start - 1 :][: query.most]
    if not page:
        return {}
    rows = [_projected(books, entity, body, query) for body in page]
    rows = _pseudo_codes(books, entity, conditions) + rows
    return {entity: rows, "startPosition": query.start, "maxResults": len(page)}


def _entity(books: Books, written: str) -> str:
    for name in books.kinds:
        if name.lower() == written.lower():
            return name
    raise invalid(f"invalid context declaration: {written}")


def _resolved(books: Books, entity: str, condition: Condition) -> Condition:
    name = _property(books, entity, condition.name)
    if name == "Id" and condition.operator not in ("=", "in"):
        raise invalid("Operator not supported for property Id")
    if name == "Id" and entity != "TaxCode":
        for value in condition.values:
            if not value.isdigit():
                raise invalid_id(value)
    return Condition(name, condition.operator, condition.values)


def _property(books: Books, entity: str, written: str) -> str:
    """The canonical path of a property; 4001 for an unknown or unqueryable one."""
    parts, known = [], ENTITIES[entity]
    code = ""
    for part in written.split("."):
        names = {name.lower(): name for name in known}
        if part.lower() not in names:
            raise invalid(f"Property {written} not found for Entity {entity}")
        parts.append(names[part.lower()])
        code = known[parts[-1]]
        known = _inside(entity, parts[0], code)
    path = ".".join(parts)
    _check_queryable(books, entity, path, code)
    return path


def _check_queryable(books: Books, entity: str, path: str, code: str) -> None:
    if path in _TIMES:
        return
    top = path.split(".", 1)[0]
    listed = QUERYABLE.get(entity)
    shaped = _OBJECTS.search(code) or code in TYPES or code == "*"
    hidden = listed is not None and top not in listed | _ALWAYS
    if shaped or (hidden and books.settings.query_unlisted == "refuse"):
        raise invalid(f"property '{path}' is not queryable")


def _found(books: Books, entity: str, conditions: list[Condition]) -> Iterable[Body]:
    tests = [_test(entity, condition) for condition in conditions]
    said = any(condition.name == "Active" for condition in conditions)
    live = any(c.name in ("Balance", "CurrentBalance", "QtyOnHand") for c in conditions)
    for body in _candidates(books, entity, conditions):
        if (entity, body["Id"]) in books.hidden or (not said and not body.get("Active", True)):
            continue
        if entity == "TaxCode" and not body["Id"].isdigit() and not conditions:
            continue
        seen = {**body, **books.kinds[entity].live(books, body)} if live else body
        if all(test(seen) for test in tests):
            yield body


def _candidates(books: Books, entity: str, conditions: list[Condition]) -> Iterable[Body]:
    """Those with the asked ids, numbers, names or parties, which are indexed; or all."""
    for condition in conditions:
        if condition.name == "Id":
            bodies = (books.store.get(entity, identity) for identity in dict.fromkeys(condition.values))
            return [body for body in bodies if body is not None]
        key_of = _INDEXED.get(condition.name)
        if key_of is None or condition.operator not in ("=", "in"):
            continue
        keys = dict.fromkeys(key_of(entity, value) for value in condition.values)
        if None not in keys:
            holders = dict.fromkeys(holder for key in keys for holder in books.store.names.holders(key))
            return [books.store.objects[entity][i] for kind, i in holders if kind == entity]
    later = [one for one in conditions if one.name == _TIMES[1] and one.operator in (">", ">=")]
    if later:
        return books.store.changed_since(entity, _moment(later[0].values[0]))
    return list(books.store.each(entity))


def _named(entity: str, name: str) -> Hashable | None:
    return called_key(entity, name) if entity in NAMED else None


def _party(entity: str, name: str) -> Hashable | None:
    return party_key(name) if entity in PARTIES else None


# Whose transactions name one party in their head, so that the index of parties knows all of them.
_OF_CUSTOMERS = ("Invoice", "SalesReceipt", "CreditMemo", "RefundReceipt", "Payment", "Estimate")
_OF_VENDORS = ("Bill", "BillPayment", "VendorCredit", "PurchaseOrder")
_INDEXED: dict[str, Callable[[str, str], Hashable | None]] = {
    "DocNumber": number_key,
    "Name": _named,
    "DisplayName": _party,
    "CustomerRef": lambda entity, party: party_of_key(entity, party) if entity in _OF_CUSTOMERS else None,
    "VendorRef": lambda entity, party: party_of_key(entity, party) if entity in _OF_VENDORS else None,
}


def _pseudo_codes(books: Books, entity: str, conditions: list[Condition]) -> list[Any]:
    """TAX, NON and CustomSalesTax head every list of tax codes and count in no limit."""
    if entity != "TaxCode" or conditions:
        return []
    codes = [body for body in books.store.each(entity) if not body["Id"].isdigit()]
    return [books.shown(entity, body) for body in codes]


def _projected(books: Books, entity: str, body: Body, query: Query) -> Any:
    if not query.names:
        return books.shown(entity, body)
    if books.settings.query_projection == "refuse":
        raise invalid("only SELECT * is supported")
    names = {_property(books, entity, name).split(".", 1)[0] for name in query.names}
    whole = {**body, **books.kinds[entity].live(books, body)}
    kept = {name: whole[name] for name in whole if name in names | {"Id"}}
    return {**kept, "domain": "QBO", "sparse": True}


def value_at(body: Body, path: str) -> Any:
    """The value at a dotted path; a reference counts by its value, a list by those of its members."""
    value: Any = body
    part, _, rest = path.partition(".")
    while part:
        value = value.get(part) if isinstance(value, dict) else None
        if isinstance(value, list) and rest:
            return [value_at(member, rest) for member in value]
        part, _, rest = rest.partition(".")
    return value.get("value") if isinstance(value, dict) else value


def _test(entity: str, condition: Condition) -> Callable[[Body], bool]:
    code = _code(entity, condition.name)
    if condition.operator == "like":
        return _like(condition)
    read = _comparable(code)
    wanted = [read(value) for value in condition.values]
    path, compare = condition.name, _COMPARISONS[condition.operator]

    def test(body: Body) -> bool:
        value = value_at(body, path)
        return any(one(member) for member in value) if isinstance(value, list) else one(value)

    def one(value: Any) -> bool:
        if value is None:
            return condition.operator == "!="
        seen = read(value)
        if condition.operator == "in":
            return seen in wanted
        return compare(seen, wanted[0])

    return test


_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda seen, wanted: bool(seen == wanted),
    "!=": lambda seen, wanted: bool(seen != wanted),
    "<": lambda seen, wanted: bool(seen < wanted),
    ">": lambda seen, wanted: bool(seen > wanted),
    "<=": lambda seen, wanted: bool(seen <= wanted),
    ">=": lambda seen, wanted: bool(seen >= wanted),
    "in": lambda seen, wanted: bool(seen in wanted),
}


def _like(condition: Condition) -> Callable[[Body], bool]:
    pattern = ".*".join(re.escape(part) for part in condition.values[0].split("%"))
    expression = re.compile(pattern, re.IGNORECASE | re.DOTALL)
    return lambda body: expression.fullmatch(str(value_at(body, condition.name) or "")) is not None


def _code(entity: str, path: str) -> str:
    known, code = ENTITIES[entity], ""
    for part in path.split("."):
        code = known[part]
        known = _inside(entity, path.split(".", 1)[0], code)
    return code


def _inside(entity: str, top: str, code: str) -> dict[str, str]:
    """What a property of a kind has within; a list can be asked into where the reference flags it."""
    if code == "@":
        return {"value": "s", "name": "s", "type": "s"}
    if code.endswith("[]") and top not in QUERYABLE.get(entity, ()):
        return {}
    return TYPES.get(code.removesuffix("[]"), {})


def _comparable(code: str) -> Callable[[Any], Any]:
    """How values of a property are compared: numbers, moments, truth, or text without case."""
    if code in ("d", "i"):
        return _number
    if code == "T":
        return _moment
    if code == "b":
        return lambda value: str(value).lower()
    return lambda value: str(value).casefold()


def _number(value: Any) -> Decimal:
    try:
        return Decimal(str(value))
    except InvalidOperation:
        raise invalid(f"value {value} is not a number") from None


def _moment(value: Any) -> datetime:
    try:
        moment = datetime.fromisoformat(str(value).replace(" ", "+"))
    except ValueError:
        raise invalid(f"value {value} is not a date and time") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _sorted(entity: str, bodies: list[Body], orders: list[Order]) -> list[Body]:
    bodies.sort(key=lambda body: int(body["Id"]) if body["Id"].isdigit() else -1)
    for order in reversed(orders):
        read = _comparable(_code(entity, order.name))

        def key(body: Body, path: str = order.name, read: Callable[[Any], Any] = read) -> Any:
            value = value_at(body, path)
            if value is not None and path == "Id":
                return (True, int(value) if str(value).isdigit() else 0)
            return (value is not None, read(value) if value is not None else 0)

        bodies.sort(key=key, reverse=order.descending)
    return bodies
