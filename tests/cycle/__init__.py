"""Tests of tieout.cycle."""
