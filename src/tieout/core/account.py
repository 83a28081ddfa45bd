"""Account roles and keys: what rules speak of, before the mapping names a QuickBooks account.

The closed list and its qualifiers are accounting.md 4. An account key is a role with the values of
its qualifiers: `revenue(wholesale,sauces)`.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final, NamedTuple

ROLE_QUALIFIERS: Final[dict[str, tuple[str, ...]]] = {
    "accounts_receivable": ("currency",),
    "accounts_payable": ("currency",),
    "bank": ("currency",),
    "undeposited": (),
    "clearing": ("gateway", "currency"),
    "inventory_raw": ("account_group",),
    "inventory_semi": ("account_group",),
    "inventory_finished": ("account_group",),
    "inventory_merchandise": ("account_group",),
    "inventory_wip": (),
    "inventory_in_transit": (),
    "shipped_not_invoiced": (),
    "grni": (),
    "supplier_prepayments": (),
    "landed_cost_clearing": (),
    "customer_deposits": (),
    "gift_cards": (),
    "store_credit": (),
    "deferred_revenue": (),
    "sales_tax": ("agency",),
    "input_tax": ("agency",),
    "revenue": ("channel", "category"),
    "shipping_income": ("channel",),
    "shipping_cost": (),
    "discounts": ("channel",),
    "returns_allowances": ("channel",),
    "breakage_income": (),
    "cogs": ("category",),
    "labour_absorbed": (),
    "overhead_absorbed": (),
    "scrap": (),
    "production_variance": ("cause",),
    "inventory_adjustment": ("reason",),
    "purchase_price_variance": (),
    "merchant_fees": ("gateway",),
    "chargebacks": (),
    "bad_debt": (),
    "fx_gain_loss": (),
    "rounding": (),
    "opening_balance": (),
}

OTHER_ACCOUNT: Final = "other_account"
"""No role of the list: an account of QuickBooks by its id there, which a line of a bill read back names."""

_QUALIFIERS: Final = {**ROLE_QUALIFIERS, OTHER_ACCOUNT: ("account",)}

PINNED: Final = frozenset(
    {
        "inventory_raw",
        "inventory_semi",
        "inventory_finished",
        "inventory_merchandise",
        "inventory_wip",
        "inventory_in_transit",
        "shipped_not_invoiced",
        "grni",
    }
)
"""Roles whose posted balance equals their subledger rounded to the cent at every log position."""

CREDIT_NORMAL: Final = frozenset(
    {
        "accounts_payable",
        "grni",
        "customer_deposits",
        "gift_cards",
        "store_credit",
        "deferred_revenue",
        "sales_tax",
        "revenue",
        "shipping_income",
        "breakage_income",
        "labour_absorbed",
        "overhead_absorbed",
    }
)

SHARED: Final = frozenset(
    {"accounts_receivable", "accounts_payable", "bank", "undeposited", "sales_tax", "input_tax"}
    | {"fx_gain_loss"}
)
"""Roles people write to as well; every other role is owned by tieout (accounting.md 1).

`fx_gain_loss` is QuickBooks' own account: it books there what paying a bill at another rate brings.
"""


class AccountKey(NamedTuple):
    """A role and its qualifiers' values in the order of `ROLE_QUALIFIERS`; "" = not qualified."""

    role: str
    qualifiers: tuple[str, ...] = ()

    def __str__(self) -> str:
        return _text_of(self)


@lru_cache(maxsize=4096)
def _text_of(key: AccountKey) -> str:
    shown = ",".join(_escaped(value) for value in key.qualifiers).rstrip(",")
    return f"{key.role}({shown})" if shown else key.role


def _escaped(value: str) -> str:
    """A qualifier's value as it stands in a key: the key's own signs are written as %2C and the like."""
    for sign in "%,()":
        value = value.replace(sign, f"%{ord(sign):02X}")
    return value


def _unescaped(text: str) -> str:
    for sign in ")(,%":
        text = text.replace(f"%{ord(sign):02X}", sign)
    return text


def account_key(role: str, **values: str) -> AccountKey:
    """The key of a role, taking from `values` what the role is qualified by.

    Raises:
        KeyError: the role is not on the closed list.
    """
    return AccountKey(role, tuple(values.get(name, "") for name in _QUALIFIERS[role]))


@lru_cache(maxsize=4096)
def parsed_key(text: str) -> AccountKey:
    """The key written as `role` or `role(a,b)`.

    Raises:
        ValueError: the role is unknown or the qualifiers are too many.
    """
    role, opening, inside = text.partition("(")
    known = _QUALIFIERS.get(role)
    given = inside[:-1].split(",") if opening else []
    malformed = opening and (not inside.endswith(")") or any(sign in inside[:-1] for sign in "()"))
    if known is None or malformed or len(given) > len(known):
        raise ValueError(f"{text!r} is not an account role with its qualifiers")
    values = tuple(_unescaped(value) for value in given)
    return AccountKey(role, values + ("",) * (len(known) - len(values)))
