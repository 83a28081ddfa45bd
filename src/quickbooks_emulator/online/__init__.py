"""QuickBooks Online, Accounting API v3, as documented and recorded."""
