"""A QuickBooks in memory: strict and tiny, for tests, demos and dry runs. It ships with tieout."""

from tieout.connectors.memory.target import Fate, MemoryBooks

__all__ = ["Fate", "MemoryBooks"]
