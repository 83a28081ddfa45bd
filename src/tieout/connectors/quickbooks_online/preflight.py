"""Preflight: settings of a QuickBooks company that no document shows and that may hurt one."""

from __future__ import annotations

from tieout.connectors.quickbooks_online.client import Client


def automated_tax(client: Client) -> bool:
    """Whether QuickBooks computes sales tax itself (Preferences, TaxPrefs.PartnerTaxEnabled)."""
    return bool(client.get("/preferences")["Preferences"].get("TaxPrefs", {}).get("PartnerTaxEnabled"))


def tracked_items(client: Client) -> list[str]:
    """Names of active products whose quantity and cost QuickBooks tracks."""
    return [
        str(row["Name"]) for row in client.rows("Item", "Type = 'Inventory'") if row.get("Active", True)
    ]
