"""Connectors: one folder per outside system, each independent of the others."""
