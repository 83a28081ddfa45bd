"""Registers: subledgers as a person reads them: what they come to, what differs, what stands open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

import typer

from tieout.cli import show
from tieout.core.money import decimal_text, minor_of_value
from tieout.core.scaled import Quantity
from tieout.runtime.subledgers import (
    LIMITS,
    HeldLot,
    InFlight,
    Subledger,
    age_days,
    aged,
    original_text,
)

FLYING: Final = {
    "waits": "not sealed yet",
    "held": "held",
    "given_up": "its document was given up",
    "another_day": "posted on another day",
}
LOTS: Final = "lots"
"""The name of the registers of stock."""

LISTED: Final = 10
"""Facts in flight and differences of one register that are printed; the others are counted."""


def title(one: Subledger) -> str:
    """A register with its account, and the part or party it stands for."""
    of = f", {one.party}" if one.party else f", {one.part}" if one.part else ""
    return f"{one.name}: {one.account}{of}"


def print_registers(found: Sequence[Subledger], currency: str) -> None:
    """What each register comes to, summed over parties, with what is in flight and what differs."""

    def text(minor: int) -> str:
        return decimal_text(minor, currency)

    groups: dict[tuple[str, str, str], list[Subledger]] = {}
    for one in found:
        groups.setdefault((one.name, one.account, one.part), []).append(one)
    rows = []
    for (name, account, part), some in groups.items():
        items = sum(len(one.items) for one in some)
        sums = [
            sum(getattr(one, each) for one in some)
            for each in ("total", "posted", "moving", "rounding", "difference")
        ]
        if items or any(sums) or not all(one.agrees for one in some):
            place = f"{account}, {part}" if part else account
            rows.append((name, place, str(items), *map(text, sums)))
    amounts = ["register", "sealed", "in flight", "rounding", "difference"]
    show.table(
        "Subledgers against their control accounts",
        ["of", "account", "open items", *amounts],
        rows,
        right=["open items", *amounts],
    )
    for one in found:
        _print_reasons(one, currency)


def _print_reasons(one: Subledger, currency: str) -> None:
    """What is in flight, and what differs: the first day and document of each."""
    for flying in one.in_flight[:LISTED]:
        show.OUT.print(f"{title(one)}: {_flying(flying, currency)}", markup=False, soft_wrap=True)
    _more(len(one.in_flight))
    for each in one.differences[:LISTED]:
        amount = decimal_text(each.minor, currency)
        document = f" ({each.document})" if each.document else ""
        show.ERR.print(
            f"{title(one)} differs by {amount}; first on {each.day}{document}: {each.text}",
            markup=False,
            soft_wrap=True,
        )
    _more(len(one.differences))


def _flying(one: InFlight, currency: str) -> str:
    why = f" ({one.why})" if one.why else ""
    return f"{decimal_text(one.minor, currency)} {FLYING[one.reason]}{why}, {one.fact}, {one.day}"


def _more(count: int) -> None:
    if count > LISTED:
        show.OUT.print(f"… and {count - LISTED} more; --json has all of them.")


def print_items(one: Subledger, currency: str, day: date) -> None:
    """Every open item of a register with its age, and what that comes to per party and age."""
    ordered = ["order"] if any(item.order for item in one.items) else []
    foreign = ["original"] if any(item.currency for item in one.items) else []
    rows = [
        (
            item.name,
            *(item.order for _ in ordered),
            item.party,
            item.item if item.item != item.name else "",
            item.since,
            str(age_days(item, day)),
            str(Quantity(item.quantity)) if item.quantity else "",
            *(f"{original_text(item)} {item.currency}".strip() for _ in foreign),
            decimal_text(minor_of_value(item.value, currency), currency),
        )
        for item in one.items
    ]
    show.OUT.print(f"Open on {day}: {title(one)}", markup=False, soft_wrap=True)
    show.table(
        "",
        ["item", *ordered, "party", "goods", "since", "days", "quantity", *foreign, currency],
        rows,
        right=["days", "quantity", *foreign, currency],
    )
    if len({item.party for item in one.items}) > 1:
        _print_ages(one, currency, day)


def print_lots(lots: Sequence[HeldLot], currency: str) -> None:
    """The lots behind a register of stock, as they are now."""
    show.OUT.print("Lots as they are now, whatever day is compared:")
    show.table(
        "",
        ["item", "lot", "at", "since", "by", "quantity", currency],
        [
            (
                lot.item,
                lot.number,
                lot.location,
                lot.day,
                lot.fact,
                str(Quantity(lot.quantity)),
                decimal_text(minor_of_value(lot.value, currency), currency),
            )
            for lot in lots
        ],
        right=["quantity", currency],
    )


def _print_ages(one: Subledger, currency: str, day: date) -> None:
    ages = [f"to {LIMITS[0]} days", *(f"to {limit}" for limit in LIMITS[1:]), f"over {LIMITS[-1]}"]
    rows = [
        (row.party, *(decimal_text(each, currency) for each in (*row.sums, row.total)))
        for row in aged(one.items, day, currency)
    ]
    show.OUT.print(f"By party and age: {title(one)}", markup=False, soft_wrap=True)
    show.table("", ["party", *ages, "total"], rows, right=[*ages, "total"])


def wanted(found: Sequence[Subledger], names: Sequence[str]) -> list[Subledger]:
    """The registers whose open items are to be listed: those named, and every one that differs.

    A name is a role, an account, a register or a party with something open; `all` is every one.

    Raises:
        BadParameter: a name is none of these.
    """
    folded = {name.strip().casefold(): name for name in names}
    known = {text for one in found for text in _names_of(one)} | {"all"}
    for text, name in folded.items():
        if text not in known:
            raise typer.BadParameter(
                f"{name} is no register, account or role, and no party with something open; "
                "`all` lists every one",
                param_hint="--items",
            )
    return [one for one in found if not one.agrees or "all" in folded or folded.keys() & _names_of(one)]


def _names_of(one: Subledger) -> set[str]:
    parties = {item.party for item in one.items}
    texts = {one.name, one.account, one.part, one.party, *one.roles, *parties}
    return {text.casefold() for text in texts if text}
