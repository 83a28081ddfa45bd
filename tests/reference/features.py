"""What a QuickBooks company may lack, read off `tieout.core.feature`."""

from __future__ import annotations

from typing import Final

from tieout.core.feature import FEATURES

INTRODUCTION: Final = """\
# What a QuickBooks company may lack

Written by `make docs` from `src/tieout/core/feature.py`; do not edit.

tieout reads what a company has switched on, and does without the rest by a declared rule: nothing fails
for want of a feature, and nothing is dropped without a word. `tieout doctor` names what is lacking."""

EDITIONS: Final = {
    "simple_start": "Simple Start",
    "essentials": "Essentials",
    "plus": "Plus",
    "advanced": "Advanced",
}


def page() -> str:
    """docs/reference/quickbooks-features.md."""
    rows = ["| feature | editions that can have it | without it |", "|---|---|---|"]
    for feature in FEATURES.values():
        editions = ", ".join(EDITIONS[edition] for edition in feature.editions)
        rows.append(f"| {feature.name} | {editions} | {feature.without} |")
    return f"{INTRODUCTION}\n\n" + "\n".join(rows) + "\n"
