"""Tests of tieout.intake."""
