"""The books of a whole history, in one costing cycle or in several: what the oracle answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from tests.oracle.accounts import Account, Day, Entry
from tests.oracle.admission import declared_lots
from tests.oracle.exact import ZERO, micros, quanta
from tests.oracle.genealogy import SHIPPED, WIP
from tests.oracle.keeper import Keeper
from tests.oracle.order import in_order, key_of
from tests.oracle.stock import UncostableError


@dataclass(frozen=True)
class LotOnHand:
    """A lot as it stands at the end; `quantity` counts 10^-6 units, `value` 10^-8 units of money."""

    ordinal: int
    item: str
    location: str
    lot: str
    quantity: int
    value: int
    born_quantity: int
    born_value: int
    """As it came into stock, before any late delta."""


@dataclass(frozen=True)
class OpenLayer:
    """Negative stock not covered yet, with its provisional value (both above zero)."""

    item: str
    location: str
    quantity: int
    value: int


@dataclass(frozen=True)
class Books:
    """Everything that must equal the engine's answer, debit above zero; accounts at zero are left out."""

    lots: tuple[LotOnHand, ...]
    layers: tuple[OpenLayer, ...]
    entries: tuple[Entry, ...]
    cents: Mapping[Account, int]
    quanta: Mapping[Account, int]
    """Exact balances of every account of cost, pinned or not (of grni with its bills)."""
    cents_by_day: Mapping[Day, Mapping[Account, int]]
    quanta_by_day: Mapping[Day, Mapping[Account, int]]
    quarantined: Mapping[str, str]
    flags: tuple[tuple[str, str], ...]
    stated: int
    """10^-8 units that documents of a source moved on accounts of cost."""
    unrecognised: tuple[str, ...]
    """Invoices and sales whose goods are not all shipped: their documents are not posted."""

    def balance(self, role: str, *qualifiers: str, on: Day = "9999-12-31") -> int:
        """Cents of one account at the end of a business date."""
        return sum(
            moves.get((role, qualifiers), 0) for day, moves in self.cents_by_day.items() if day <= on
        )

    def exact_balance(self, role: str, *qualifiers: str, on: Day = "9999-12-31") -> int:
        """10^-8 units of one account of cost at the end of a business date."""
        return sum(
            moves.get((role, qualifiers), 0) for day, moves in self.quanta_by_day.items() if day <= on
        )

    def is_circular(self) -> bool:
        """Whether a late delta met a way back to where it came from (README.md: circular genealogy)."""
        return any(why == "circular" for _, why in self.flags)


def keep_books(
    events: list[dict[str, Any]],
    home: str = "USD",
    *,
    account_groups: bool = True,
) -> Books:
    """The books after one costing cycle over all events (accounting.md 3).

    `account_groups`: inventory accounts carry the location's account group, where it has
    one, as their qualifier (else one account per role).
    """
    return keep_books_in_cycles([events], home, account_groups=account_groups)


def keep_books_in_cycles(
    cycles: list[list[dict[str, Any]]],
    home: str = "USD",
    *,
    account_groups: bool = True,
    checked: bool = True,
) -> Books:
    """The books after several cycles, each sorted by itself and appended; nothing is reordered.

    An event that cannot be costed is left out, and the whole history is kept again without it.
    `checked`: conservation is asserted after every step.
    """
    log = [(place, leg) for place, cycle in enumerate(cycles) for leg in in_order(cycle)]
    known = [{lot for event in cycle for lot in declared_lots(event)} for cycle in cycles]
    quarantined: dict[str, str] = {}
    refused: set[tuple[int, str]] = set()
    while True:
        keeper = Keeper(home, account_groups=account_groups)
        keeper.known_lots, so_far = set(), -1
        for place, leg in log:
            if place > so_far:
                keeper.known_lots.update(*known[so_far + 1 : place + 1])
                so_far = place
            if (place, key_of(leg.event)) in refused:
                continue
            try:
                keeper.keep(leg)
            except UncostableError as why:
                refused.add((place, key_of(leg.event)))
                quarantined[key_of(leg.event)] = str(why)
                break
            if leg.rank and checked:
                check(keeper)
        else:
            return _books(keeper, quarantined)


def check(keeper: Keeper) -> None:
    """Value is conserved: every pinned account is its subledger, exactly and to the cent."""
    expected: dict[Account, Fraction] = defaultdict(lambda: ZERO)
    for lot in (lot for lot in keeper.stock.lots if lot.quantity or lot.value):
        expected[lot.account] += lot.value
        assert lot.quantity.numerator > 0, lot
    for layer in (layer for layers in keeper.stock.layers.values() for layer in layers):
        expected[layer.account] -= layer.value
    for lots in keeper.under_way.values():
        for lot in lots:
            expected[lot.account] += lot.value
    expected[WIP] += sum((run.value for run in keeper.runs.values()), ZERO)
    waiting = [line.open.value for line in keeper.all_shipped if line.open.quantity]
    expected[SHIPPED] += sum(waiting, ZERO)
    for account, value in expected.items():
        assert keeper.ledger.exact[account] == value, (account, keeper.ledger.exact[account], value)
        assert keeper.ledger.cents[account] == round(value * 100), account
    assert sum(keeper.ledger.cents.values()) == 0


def _books(keeper: Keeper, quarantined: Mapping[str, str]) -> Books:
    ledger, stock = keeper.ledger, keeper.stock
    return Books(
        lots=tuple(
            LotOnHand(
                lot.ordinal,
                lot.item,
                lot.location,
                lot.number,
                micros(lot.quantity),
                quanta(lot.value),
                micros(lot.born_quantity),
                quanta(lot.born_value),
            )
            for lot in stock.lots
        ),
        layers=tuple(
            OpenLayer(layer.item, layer.location, micros(layer.quantity), quanta(layer.value))
            for _, layers in sorted(stock.layers.items())
            for layer in layers
        ),
        entries=tuple(ledger.entries),
        cents=_without_zeros(ledger.cents),
        quanta=_without_zeros(_in_quanta(ledger.exact)),
        cents_by_day={day: _without_zeros(moves) for day, moves in sorted(ledger.cents_by_day.items())},
        quanta_by_day={
            day: _without_zeros(_in_quanta(moves)) for day, moves in sorted(ledger.exact_by_day.items())
        },
        quarantined=dict(quarantined),
        flags=tuple(keeper.flags),
        stated=quanta(ledger.stated),
        unrecognised=tuple(sale.event for sale in keeper.sales if not sale.recognised),
    )


def _in_quanta(moves: Mapping[Account, Fraction]) -> dict[Account, int]:
    return {account: quanta(value) for account, value in moves.items()}


def _without_zeros(moves: Mapping[Account, int]) -> dict[Account, int]:
    return {account: amount for account, amount in sorted(moves.items()) if amount}
