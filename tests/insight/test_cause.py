"""Cause: the order of substitution is the documented one."""

from __future__ import annotations

import re

from tests.reference.tree import ROOT
from tieout.insight.cause import Cause


def test_the_order_of_the_causes_is_that_of_the_page() -> None:
    page = (ROOT / "docs" / "howto" / "explain.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| \d+ \| \*\*([^*]+)\*\*", page, flags=re.M)
    assert listed == [cause.value for cause in Cause]
