"""Tests of the emulated QuickBooks Online."""
