"""Names: Customer, Vendor and Item, the records of lists that transactions refer to."""

from __future__ import annotations

from typing import Final

from tieout.connectors.quickbooks_online.header import TEXT_LENGTH
from tieout.connectors.quickbooks_online.jsontext import Json
from tieout.connectors.quickbooks_online.references import account_ref, unfit
from tieout.core.account import parsed_key
from tieout.core.crosswalk import Crosswalk
from tieout.core.document import Document
from tieout.core.errors import ProgrammerError

PARTY_PATHS: Final[dict[str, tuple[str, ...]]] = {
    "DisplayName": ("DisplayName",),
    "CompanyName": ("CompanyName",),
    "GivenName": ("GivenName",),
    "FamilyName": ("FamilyName",),
    "Email": ("PrimaryEmailAddr", "Address"),
    "Phone": ("PrimaryPhone", "FreeFormNumber"),
}
"""Field of a Customer or Vendor document → where QuickBooks keeps it. `Currency` is apart."""

ITEM_FIELDS: Final = frozenset({"Name", "Description", "account"})

LENGTHS: Final = {"DisplayName": 500, "CompanyName": 100, "GivenName": 100, "FamilyName": 100, "Name": 100}
FORBIDDEN: Final = frozenset(":\t\n")


def party(document: Document, crosswalk: Crosswalk) -> Json:
    """A Customer or Vendor; its currency is fixed for good when it is created.

    Raises:
        TerminalError: the name is one QuickBooks cannot hold.
        ProgrammerError: a field nobody knows.
    """
    fields = dict(document.fields)
    currency = fields.pop("Currency", "") or document.currency
    fields.pop("FullName", "")  # the name as the business writes it: kept with us, beside the fitted one
    unknown = fields.keys() - PARTY_PATHS.keys()
    if unknown:
        raise ProgrammerError(f"{document.type} has fields {sorted(unknown)}; known: {sorted(PARTY_PATHS)}")
    _check_name(document, "DisplayName", fields.get("DisplayName", ""))
    body: Json = {}
    for name, (place, *inner) in PARTY_PATHS.items():
        value = fields.get(name, "")[: LENGTHS.get(name)]
        if value:
            body[place] = {inner[0]: value} if inner else value
    if currency != crosswalk.home_currency:
        body["CurrencyRef"] = {"value": currency}
    return body


def item(document: Document, crosswalk: Crosswalk) -> Json:
    """A generic product: a Service, so that QuickBooks never computes a cost of its own.

    Raises:
        TerminalError: the name is one QuickBooks cannot hold, or its account is not mapped.
        ProgrammerError: a field nobody knows.
    """
    fields = dict(document.fields)
    if fields.keys() - ITEM_FIELDS:
        raise ProgrammerError(f"Item has fields {sorted(fields.keys() - ITEM_FIELDS)}")
    name = fields.get("Name", "")
    _check_name(document, "Name", name)
    account = account_ref(document, parsed_key(fields["account"]), crosswalk)
    body: Json = {"Name": name, "Type": "Service", "IncomeAccountRef": account}
    if fields.get("Description"):
        body["Description"] = fields["Description"][:TEXT_LENGTH]
    return body


def _check_name(document: Document, field: str, name: str) -> None:
    longest = LENGTHS[field]
    if not name.strip() or len(name) > longest or FORBIDDEN & set(name):
        raise unfit(
            document,
            "name_unfit",
            f"QuickBooks takes a name of 1 to {longest} characters without colon, tab and line end; "
            f"this one is {name[:60]!r}.",
            "Correct the name where it is kept; then replace the record.",
            "operations",
        )
