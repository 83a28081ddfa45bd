"""Agreement: what a recorded answer has that the emulator's answer lacks or has otherwise.

Compared are the keys and the kinds of values (text, number, truth, list, object), list by list, and
the values of what a client wrote itself. Ids, times and what follows from other documents vary.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

# Withdrawn by Intuit in 2025 (addresses no longer carry coordinates).
WITHDRAWN = frozenset(("Lat", "Long"))
VARIES = frozenset(
    [
        "Id",
        "SyncToken",
        "MetaData",
        "time",
        "DocNumber",
        "value",
        "name",
        "TxnId",
        "TxnDate",
        "DueDate",
        "CreateTime",
        "LastUpdatedTime",
        "DeliveryTime",
        "Balance",
        "BalanceWithJobs",
        "CurrentBalance",
        "CurrentBalanceWithSubAccounts",
        "Level",
        "FullyQualifiedName",
        "domain",
        "sparse",
        "bId",
        "realmId",
        "id",
        "lastUpdated",
        "TempDownloadUri",
        "FileAccessUri",
        "Size",
        "entity",
    ]
)


def disagreements(
    seen: Any, recorded: Any, path: str = "", *, but: frozenset[str] = frozenset(), values: bool = True
) -> list[str]:
    """Paths at which the answer lacks something the recording has, or has something else."""
    if isinstance(recorded, dict):
        return _object(seen, recorded, path, but, values=values)
    if isinstance(recorded, list):
        return _list(seen, recorded, path, but, values=values)
    if _sort(seen) != _sort(recorded):
        return [f"{path}: {seen!r} recorded {recorded!r}"]
    if values and path.rpartition(".")[2] not in VARIES and not _same(seen, recorded):
        return [f"{path}: {seen!r} recorded {recorded!r}"]
    return []


def _object(seen: Any, recorded: Any, path: str, but: frozenset[str], *, values: bool) -> list[str]:
    if not isinstance(seen, dict):
        return [f"{path}: {seen!r} is no object"]
    found = []
    for key, value in recorded.items():
        here = f"{path}.{key}" if path else key
        if key in WITHDRAWN or key in but or here in but or value in ({}, []):
            continue
        if key not in seen:
            found.append(here)
        else:
            found += disagreements(seen[key], value, here, but=but, values=values)
    return found


def _list(seen: Any, recorded: Any, path: str, but: frozenset[str], *, values: bool) -> list[str]:
    if not isinstance(seen, list):
        return [f"{path}: {seen!r} is no list"]
    if len(seen) < len(recorded):
        return [f"{path}: {len(seen)} members, recorded {len(recorded)}"]
    found = []
    for member, wanted in zip(seen, recorded, strict=False):
        found += disagreements(member, wanted, path, but=but, values=values)
    return list(dict.fromkeys(found))


def _sort(value: Any) -> str:
    if isinstance(value, bool):
        return "truth"
    if isinstance(value, int | Decimal):
        return "number"
    return "nothing" if value is None else "text"


def _same(seen: Any, recorded: Any) -> bool:
    if _sort(seen) == "number":
        return Decimal(seen) == Decimal(recorded)
    return " ".join(str(seen).split()).casefold() == " ".join(str(recorded).split()).casefold()
