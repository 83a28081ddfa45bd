"""Crosswalk: what our things are called in QuickBooks, and the ids of list records derived from ours."""

from __future__ import annotations

from collections.abc import Mapping as Table
from dataclasses import dataclass, field
from functools import lru_cache

from tieout.core.account import AccountKey
from tieout.core.document import SALES_FORMS, Document
from tieout.core.ids import DocumentId, document_id
from tieout.core.mapping import Mapping
from tieout.core.tax_strategy import TaxPolicy


@lru_cache(maxsize=65_536)
def party_document(company: str, record_type: str, party: str, currency: str) -> DocumentId:
    """The id of the Customer or Vendor record of one party in one currency (accounting.md 1)."""
    return document_id(company, f"{record_type}:{party}:{currency}", 0)


@lru_cache(maxsize=4096)
def item_document(company: str, key: AccountKey) -> DocumentId:
    """The id of the generic, non-tracked product that posts sales lines to one account key."""
    return document_id(company, f"Item:{key}", 0)


@dataclass(frozen=True, slots=True)
class Outside:
    """A confirmed document's identity in QuickBooks."""

    id: str
    sync_token: str
    type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Crosswalk:
    """All that encoding needs to speak QuickBooks' ids: no look-up crosses the network for it."""

    company: str
    mapping: Mapping
    outside: Table[DocumentId, Outside] = field(default_factory=dict)
    home_currency: str = "USD"
    taxes: TaxPolicy = field(default_factory=TaxPolicy)


def tax_products(company: str, document: Document, taxes: TaxPolicy) -> tuple[DocumentId, ...]:
    """The products a form needs for its lines of tax: by agency, where tax crosses as a line."""
    if document.type not in SALES_FORMS or taxes.of(document.lines) != "tax_line":
        return ()
    keys = dict.fromkeys(line.account for line in document.lines if line.account.role == "sales_tax")
    return tuple(item_document(company, key) for key in keys)
