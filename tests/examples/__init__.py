"""Tests of the examples that ship with tieout."""
