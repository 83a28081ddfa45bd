"""Dimension: the class and location of mapped accounts on a document, or in its note where they cannot be.

The mapping gives an account key a class and a location (accounting.md 4). QuickBooks keeps a class
on each line, or once on a sales form, as the company has set it; a location once on a form, and on
each line of a journal. What finds no place is named in the note, so that nothing is lost (S001-153).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from tieout.connectors.quickbooks_online.convention import Convention
from tieout.connectors.quickbooks_online.jsontext import Json
from tieout.core.crosswalk import Crosswalk
from tieout.core.document import SALES_FORMS, Document
from tieout.core.entry import Line
from tieout.core.mapping import Dimension, MappedAccount

LOCATED_FORMS: Final = SALES_FORMS | {"Bill", "VendorCredit"}
IMPLIED: Final = frozenset({"accounts_receivable", "accounts_payable", "bank", "clearing", "undeposited"})
"""Roles a form has no line for: QuickBooks makes that side itself, and it bears no class."""


def form_refs(document: Document, crosswalk: Crosswalk, convention: Convention) -> Json:
    """The class and location that stand once on the form."""
    refs: Json = {}
    classes, locations = _of_classes(document, crosswalk), _of_locations(document, crosswalk)
    if document.type in SALES_FORMS and convention.classes == "transaction" and len(classes) == 1:
        refs["ClassRef"] = {"value": next(iter(classes)).id}
    if document.type in LOCATED_FORMS and convention.locations and len(locations) == 1:
        refs["DepartmentRef"] = {"value": next(iter(locations)).id}
    return refs


def line_refs(document: Document, line: Line, crosswalk: Crosswalk, convention: Convention) -> Json:
    """The class that stands on a line, and on a line of a journal its location."""
    account = crosswalk.mapping.account(line.account)
    refs: Json = {}
    if account is None:
        return refs
    if account.tracked_class and _class_on_lines(document, convention):
        refs["ClassRef"] = {"value": account.tracked_class.id}
    if account.location and document.type == "JournalEntry" and convention.locations:
        refs["DepartmentRef"] = {"value": account.location.id}
    return refs


def note(document: Document, crosswalk: Crosswalk, convention: Convention) -> str:
    """What of classes and locations the document cannot bear, in words; "" = it bears all."""
    refs = form_refs(document, crosswalk, convention)
    left: list[str] = []
    if not _class_on_lines(document, convention) and "ClassRef" not in refs:
        left += _words("class", _of_classes(document, crosswalk))
    on_lines = document.type == "JournalEntry" and convention.locations
    if not on_lines and "DepartmentRef" not in refs:
        left += _words("location", _of_locations(document, crosswalk))
    return f"Not tracked in QuickBooks: {'; '.join(left)}" if left else ""


def _class_on_lines(document: Document, convention: Convention) -> bool:
    """Journals and bills keep classes on lines in either way of tracking."""
    if convention.classes == "off" or document.type == "Payment":
        return False
    return convention.classes == "line" or document.type not in SALES_FORMS


Found = dict[Dimension, list[str]]
Choice = Callable[[MappedAccount], Dimension]


def _of_classes(document: Document, crosswalk: Crosswalk) -> Found:
    """The classes of the lines that can bear one, each with the account keys it comes from."""
    form = document.type != "JournalEntry"
    lines = [line for line in document.lines if not (form and line.account.role in IMPLIED)]
    return _found(lines, crosswalk, lambda account: account.tracked_class)


def _of_locations(document: Document, crosswalk: Crosswalk) -> Found:
    return _found(document.lines, crosswalk, lambda account: account.location)


def _found(lines: Iterable[Line], crosswalk: Crosswalk, which: Choice) -> Found:
    found: Found = {}
    for key in dict.fromkeys(line.account for line in lines):
        account = crosswalk.mapping.account(key)
        if account is not None and which(account):
            found.setdefault(which(account), []).append(str(key))
    return found


def _words(kind: str, found: Found) -> list[str]:
    return [f"{kind} {one.name} ({', '.join(keys)})" for one, keys in found.items()]
