"""Cycle: the work of one costing cycle, chunk by chunk, each committed as a whole (design law 5)."""
