"""The small company, for every test of this folder."""

from __future__ import annotations

from tests.pantry import pantry

__all__ = ["pantry"]
