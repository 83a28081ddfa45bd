"""The account roles as a table, read off `tieout.core.account`."""

from __future__ import annotations

from typing import Final

from tieout.core.account import CREDIT_NORMAL, PINNED, ROLE_QUALIFIERS
from tieout.core.chart import KINDS, fitting_types
from tieout.core.mapping import default_class

INTRODUCTION: Final = """\
# Account roles

Written by `make docs` from `src/tieout/core/account.py` and `chart.py`; do not edit.

Posting rules speak of roles; the mapping, owned by finance, says which QuickBooks account stands behind
a role and the values of its qualifiers. A key that leaves a qualifier out stands for all its values.

- **owned**: only tieout writes to the account, so it ties out at 0.00. **shared**: people write to it
  too, so the difference is the listed documents of others.
- **pinned**: the posted balance equals the subledger, rounded to the cent, after every entry.
- **account types**: those of QuickBooks the role may be mapped to; the first is the one tieout creates."""

HEAD: Final = "| role | qualified by | grows on | account is | pinned | account types |"


def page() -> str:
    """docs/reference/account-roles.md."""
    rows = [HEAD, "|---|---|---|---|---|---|"]
    for role, qualifiers in ROLE_QUALIFIERS.items():
        grows = "Cr" if role in CREDIT_NORMAL else "Dr"
        pinned = "yes" if role in PINNED else ""
        first = KINDS[role].type
        types = ", ".join([first, *sorted(fitting_types(role) - {first})])
        said = (f"`{role}`", ", ".join(qualifiers), grows, default_class(role), pinned, types)
        rows.append("| " + " | ".join(said) + " |")
    return f"{INTRODUCTION}\n\n" + "\n".join(rows) + "\n"
