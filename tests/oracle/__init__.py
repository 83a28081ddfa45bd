"""The costing oracle: a second, independent reading of how events become lots, cost and entries.

It shares no code with the product and imports nothing of it. See README.md in this folder.
"""
