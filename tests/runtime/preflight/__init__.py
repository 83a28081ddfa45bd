"""Pre-flight of a connected QuickBooks company."""
