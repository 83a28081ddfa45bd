"""QuickBooks Online over its Accounting API v3; limits, quirks and sources are in the README here."""

from tieout.connectors.quickbooks_online.client import Client
from tieout.connectors.quickbooks_online.convention import Convention
from tieout.connectors.quickbooks_online.target import QuickBooksOnline

__all__ = ["Client", "Convention", "QuickBooksOnline"]
