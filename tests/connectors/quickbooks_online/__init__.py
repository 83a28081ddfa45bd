"""QuickBooks Online: the parts of the connector that need no running company."""
