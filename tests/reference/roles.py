"""The account roles as a table, read off `tieout.core.account`."""

from __future__ import annotations

from typing import Final

from tieout.core.account import CREDIT_NORMAL, PINNED, ROLE_QUALIFIERS
from tieout.core.mapping import default_class

INTRODUCTION: Final = """\
# Account roles

Written by `make docs` from `src/tieout/core/account.py`; do not edit.

Posting rules speak of roles; the mapping, owned by finance, says which QuickBooks account stands behind
a role and the values of its qualifiers. A key that leaves a qualifier out stands for all its values.

- **owned**: only tieout writes to the account, so it ties out at 0.00. **shared**: people write to it
  too, so the difference is the listed documents of others.
- **pinned**: the posted balance equals the subledger, rounded to the cent, after every entry."""


def page() -> str:
    """docs/reference/account-roles.md."""
    rows = ["| role | qualified by | grows on | account is | pinned |", "|---|---|---|---|---|"]
    for role, qualifiers in ROLE_QUALIFIERS.items():
        grows = "Cr" if role in CREDIT_NORMAL else "Dr"
        pinned = "yes" if role in PINNED else ""
        rows.append(f"| `{role}` | {', '.join(qualifiers)} | {grows} | {default_class(role)} | {pinned} |")
    return f"{INTRODUCTION}\n\n" + "\n".join(rows) + "\n"
