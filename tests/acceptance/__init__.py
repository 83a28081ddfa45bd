"""Acceptance: the promises as a whole, proven on real processes beside the emulator."""
