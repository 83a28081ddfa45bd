"""Tests, by tier and mirroring the source."""
