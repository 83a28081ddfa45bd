"""Costing: an admitted event and the lots it touches become costs, lot by lot (accounting.md 2, 3)."""
