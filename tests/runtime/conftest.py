"""The small company, for every test of this folder."""

from __future__ import annotations

from tests.acceptance.payables import payables
from tests.company import small_company, small_home
from tests.pantry import pantry

__all__ = ["pantry", "payables", "small_company", "small_home"]
