"""Insight: what the books say of the business, each figure with its evidence."""
