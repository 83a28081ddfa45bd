"""Decision: kinds of facts that state what finance decided; operations do not state them."""

from __future__ import annotations

from typing import Final

DECISIONS: Final = frozenset(
    {"receipt_closed", "grni_reclassified", "write_off_approved", "opening_register"}
)
"""Kinds that move balances because somebody of finance said so: nothing moved on the floor.

A source that lets finance decide them states them with its own key or by a user of finance (S002-60,
S003-56: what is built in between must not get round the approvals).
"""
