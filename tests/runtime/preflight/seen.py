"""A survey in which nothing is wrong, for checks to change one thing at a time."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from tieout.core.account import ROLE_QUALIFIERS, AccountKey
from tieout.core.capabilities import Capabilities
from tieout.core.chart import KINDS
from tieout.core.mapping import MappedAccount, default_class
from tieout.ports import OutsideAccount
from tieout.runtime.preflight.survey import Looked, Survey

KEYS: Final = {role: AccountKey(role, ("",) * len(names)) for role, names in ROLE_QUALIFIERS.items()}
GOOD: Final = Capabilities(offering="QuickBooks Online Plus", classes="line", locations=True)


def account(id_: str, type_: str, **more: Any) -> OutsideAccount:
    known: dict[str, Any] = {"name": id_, "number": "", "subtype": "", "currency": "USD", "active": True}
    return OutsideAccount(id=id_, type=type_, **(known | more))


def seen(**changed: Any) -> Survey:
    """Every role on an account of its own; `changed` replaces fields of the survey."""
    mapping = {
        key: MappedAccount(
            outside_id=role, name=role, account_class=default_class(role), type=KINDS[role].type
        )
        for role, key in KEYS.items()
    }
    chart = {role: account(role, KINDS[role].type) for role in KEYS}
    known: dict[str, Any] = {"home_currency": "USD", "start": date(2026, 3, 1), "limits": GOOD}
    known |= {"mapping": mapping, "chart": chart}
    return Survey(**(known | changed))


def codes(looked: Looked) -> list[str]:
    """Codes of what was found; [] = all is well."""
    return [] if isinstance(looked, str) else [one.code for one in looked]
