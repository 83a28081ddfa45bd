"""The small company, for every test of the verbs."""

from __future__ import annotations

from tests.company import no_company, small_company, small_home

__all__ = ["no_company", "small_company", "small_home"]
