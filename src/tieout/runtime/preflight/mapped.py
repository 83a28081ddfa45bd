"""Mapped: every role stands on an active account of a fitting type, its class and location too."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from tieout.core.account import ROLE_QUALIFIERS, AccountKey
from tieout.core.catalogue import problem
from tieout.core.chart import fitting_types
from tieout.core.counted import counted
from tieout.core.mapping import Dimension, MappedAccount
from tieout.core.outside import OutsideRecord
from tieout.core.problem import Where
from tieout.gates.crossing import OF_CURRENCY
from tieout.gates.dimensions import untracked
from tieout.ports import OutsideAccount
from tieout.runtime.preflight.survey import Looked, Survey, listed

ACCOUNTS_AT_MOST: Final = 250
"""Active accounts of every edition below Advanced (fact sheet 4, usage limits)."""

ANY_CURRENCY: Final = OF_CURRENCY | {"bank", "clearing", "undeposited"}
"""Roles that may stand on an account in another currency than home."""


def complete(seen: Survey) -> Looked:
    """Every role has at least one account."""
    mapped = {key.role for key in seen.mapping}
    missing = [role for role in ROLE_QUALIFIERS if role not in mapped]
    if missing:
        return [problem("role_unmapped", count=len(missing), roles=listed(missing))]
    return f"all {len(ROLE_QUALIFIERS)} roles"


def accounts(seen: Survey) -> Looked:
    """Every mapped account is there, active, of a type and currency its role can stand on."""
    found = []
    for key, known in sorted(seen.mapping.items()):
        why = _unfit(key, seen.chart.get(known.outside_id), seen.home_currency)
        if why:
            where = Where(subject=str(key))
            *others, last = sorted(fitting_types(key.role))
            types = f"{', '.join(others)} or {last}" if others else last
            found.append(
                problem("mapped_account_gone", where, role=key, account=known.name, why=why, type=types)
            )
    return (
        found or f"{counted(len(seen.mapping), 'account key')} mapped to active accounts of fitting types"
    )


def _unfit(key: AccountKey, there: OutsideAccount | None, home_currency: str) -> str:
    if there is None:
        return "QuickBooks no longer has"
    if not there.active:
        return "is inactive"
    if there.type not in fitting_types(key.role):
        return f"is of type {there.type}"
    abroad = there.currency not in {"", home_currency} and key.role not in ANY_CURRENCY
    return f"is kept in {there.currency}" if abroad else ""


def chart_size(seen: Survey) -> Looked:
    """Room for the accounts a mapping may still add."""
    active = sum(1 for one in seen.chart.values() if one.active)
    if active > ACCOUNTS_AT_MOST and seen.limits.edition in {"simple_start", "essentials", "plus"}:
        return [problem("chart_full", count=active, most=ACCOUNTS_AT_MOST)]
    return f"{active} active accounts"


def classes(seen: Survey) -> Looked:
    """Mapped classes are tracked, and are there."""
    return _dimensions(
        seen,
        "class",
        lambda one: one.tracked_class,
        seen.classes,
        on=seen.limits.classes != "off",
        plain=f"tracked per {seen.limits.classes}" if seen.limits.classes != "off" else "not tracked",
    )


def locations(seen: Survey) -> Looked:
    """Mapped locations are tracked, and are there."""
    return _dimensions(
        seen,
        "location",
        lambda one: one.location,
        seen.locations,
        on=seen.limits.locations,
        plain="tracked" if seen.limits.locations else "not tracked",
    )


def _dimensions(
    seen: Survey,
    kind: str,
    which: Callable[[MappedAccount], Dimension],
    there: Mapping[str, OutsideRecord],
    *,
    on: bool,
    plain: str,
) -> Looked:
    mapped = [(key, which(one)) for key, one in sorted(seen.mapping.items()) if which(one)]
    if not mapped:
        return f"{plain}; no account is mapped to one"
    if not on:
        code = "classes_untracked" if kind == "class" else "locations_untracked"
        return [one for one in untracked(seen.mapping.values(), seen.limits) if one.code == code]
    gone = [(key, one) for key, one in mapped if one.id not in there or not there[one.id].active]
    if gone:
        return [
            problem("dimension_gone", Where(subject=str(key)), kind=kind, role=key, name=one.name)
            for key, one in gone
        ]
    return f"{plain}; {len(mapped)} account keys bear one"
