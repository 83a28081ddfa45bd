"""Tests of the stand-alone QuickBooks emulator."""
