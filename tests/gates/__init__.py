"""Tests of tieout.gates."""
