"""Tie-out tests."""
