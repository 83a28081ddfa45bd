"""Delivery: a ready crossing into QuickBooks once, whatever the network does.

Nothing is re-sent blindly: what has no answer is uncertain until proof settles it (`proof`).
"""
