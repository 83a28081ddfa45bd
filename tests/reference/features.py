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


READ_ONLY: Final = {
    "deposits, transfers": "Money that moves between accounts is a journal here (the payouts of gateways): "
    "one form for every case, with a line per fee and reserve, exact in two currencies, and not locked by "
    "a bank deposit (fault 6540).",
    "bill payments, expenses": "Suppliers are paid in QuickBooks; the bills are what tieout needs.",
    "employees": "Their names share one space with customers and suppliers, so that none is taken twice.",
    "reports": "They are what the books are held against.",
}
"""What people enter in QuickBooks, and why tieout writes none of it."""

WHERE_SHOWN: Final = """\
Each is read with all its lines, in sweeps and in the tie-out. On an account that only tieout writes to, it
is an exception (`drift_foreign`); on a shared one it is listed with its id and amount."""


def page() -> str:
    """docs/reference/quickbooks-features.md."""
    rows = ["| feature | editions that can have it | without it |", "|---|---|---|"]
    for feature in FEATURES.values():
        editions = ", ".join(EDITIONS[edition] for edition in feature.editions)
        rows.append(f"| {feature.name} | {editions} | {feature.without} |")
    read = ["| what is read and never written | why |", "|---|---|"]
    read += [f"| {what} | {why} |" for what, why in READ_ONLY.items()]
    return f"{INTRODUCTION}\n\n" + "\n".join(rows) + "\n\n" + "\n".join(read) + f"\n\n{WHERE_SHOWN}\n"
