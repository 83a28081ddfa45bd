"""Tests of tieout.posting."""
