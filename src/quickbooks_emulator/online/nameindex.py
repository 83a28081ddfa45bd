"""The name index: who holds a name or a document number, so that uniqueness is one look-up.

Customers, vendors and employees share one name space; accounts, items, classes, departments, terms
and payment methods have their own, under their parent.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator

from .jsontext import Body

PARTIES = ("Customer", "Vendor", "Employee")
NAMED = (
    "Account",
    "Item",
    "Class",
    "Department",
    "Term",
    "PaymentMethod",
    "TaxCode",
    "TaxRate",
    "TaxAgency",
    "CompanyCurrency",
    "CustomerType",
)
Holder = tuple[str, str]


class NameIndex:
    """Key to the objects that hold it."""

    def __init__(self) -> None:
        self._holders: dict[Hashable, dict[Holder, None]] = {}

    def replace(self, entity: str, identity: str, before: Body | None, after: Body | None) -> None:
        """Forget the keys of the object before, note those of the object after."""
        holder = (entity, identity)
        for key in _keys(entity, before):
            holders = self._holders[key]
            holders.pop(holder, None)
            if not holders:
                del self._holders[key]
        for key in _keys(entity, after):
            self._holders.setdefault(key, {})[holder] = None

    def holders(self, key: Hashable) -> list[Holder]:
        """(entity, id) of everyone who holds the key, oldest first."""
        return list(self._holders.get(key, ()))


def party_key(display_name: str) -> tuple[str, ...]:
    """The one name space of customers, vendors and employees."""
    return ("party", display_name.casefold())


def name_key(entity: str, name: str, parent: str) -> tuple[str, ...]:
    """A name in a list, under its parent ('' at the top)."""
    return (entity, parent, name.casefold())


def number_key(entity: str, number: str) -> Hashable:
    """A document number, or an account number."""
    return ("number", entity, number.casefold())


def currency_key(account_type: str, currency: str) -> Hashable:
    """The accounts of one type in one currency."""
    return ("currency", account_type, currency)


def type_key(account_type: str) -> Hashable:
    """The accounts of one type."""
    return ("type", account_type)


def called_key(entity: str, name: str) -> Hashable:
    """A name in a list, wherever in its tree."""
    return ("called", entity, name.casefold())


def party_of_key(entity: str, party: str) -> Hashable:
    """The transactions of a customer or supplier."""
    return ("of", entity, party)


def children_key(entity: str, parent: str) -> Hashable:
    """What stands directly below an object of a tree."""
    return ("children", entity, parent)


def subtype_key(subtype: str) -> Hashable:
    """The accounts of one sub-type."""
    return ("subtype", subtype)


def _keys(entity: str, body: Body | None) -> Iterator[Hashable]:
    if body is None:
        return
    if entity in PARTIES and body.get("DisplayName"):
        yield party_key(body["DisplayName"])
    if entity in NAMED:
        name = body.get("Name") or body.get("DisplayName") or body.get("Code")
        yield name_key(entity, str(name), body.get("ParentRef", {}).get("value", ""))
        yield called_key(entity, str(name))
    if "ParentRef" in body:
        yield children_key(entity, body["ParentRef"]["value"])
    if entity == "Account":
        yield type_key(body["AccountType"])
        yield currency_key(body["AccountType"], body["CurrencyRef"]["value"])
        yield subtype_key(body.get("AccountSubType", ""))
    party = body.get("CustomerRef") or body.get("VendorRef")
    if party and "TxnDate" in body:
        yield party_of_key(entity, party["value"])
    number = body.get("AcctNum" if entity == "Account" else "DocNumber")
    if number:
        yield number_key(entity, number)
