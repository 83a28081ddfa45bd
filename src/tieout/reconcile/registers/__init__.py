"""Registers: what must stand open behind each control account, computed from facts, never from entries."""
