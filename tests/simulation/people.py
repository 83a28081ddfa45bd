"""People: what somebody changes in a transaction of ours, as a sparse update."""

from __future__ import annotations

from copy import deepcopy
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

Json = dict[str, Any]


def changed(type_: str, held: Json, variant: str) -> Json:
    """The change: another amount, memo or day, or the note replaced, so that our mark is gone."""
    if variant == "amount" and type_ in {"Invoice", "SalesReceipt", "JournalEntry", "Bill"}:
        return {"Line": [_dearer(line) for line in held["Line"] if line.get("Id")]}
    if variant == "day":
        day = date.fromisoformat(str(held["TxnDate"])) + timedelta(days=1)
        return {"TxnDate": day.isoformat()}
    if variant == "unmarked":
        return {"PrivateNote": "seen by the accountant"}
    return {"PrivateNote": "seen by the accountant\n" + str(held.get("PrivateNote", ""))}


def _dearer(line: Json) -> Json:
    """Twice the amount, and nothing that says how it came about."""
    made = deepcopy(line)
    made["Amount"] = Decimal(str(line["Amount"])) * 2
    for name in ("Qty", "UnitPrice"):
        made.get("SalesItemLineDetail", {}).pop(name, None)
    return made
