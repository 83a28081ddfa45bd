"""Posting: costed events become balanced entries by rule text, and entries become sealed documents."""
