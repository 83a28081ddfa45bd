"""Stock: what costing found of each event, as movements of lots, of open receipts and of landed cost.

Costing reckons lot by lot and to 10⁻⁸ before anything is posted; its parts are the facts of these
registers. Each part's name says what it does to the account its lot stands on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from tieout.core.account import AccountKey, parsed_key
from tieout.core.errors import ProgrammerError
from tieout.reconcile.registers.moved import Moved
from tieout.reconcile.registers.purchases import GRNI, LANDED

STOCK: Final = frozenset(
    {
        "inventory_raw",
        "inventory_semi",
        "inventory_finished",
        "inventory_merchandise",
        "inventory_wip",
        "inventory_in_transit",
        "shipped_not_invoiced",
    }
)
_SHIPPED: Final = AccountKey("shipped_not_invoiced")
_ADDS: Final = frozenset(
    {"received", "opened", "produced", "won", "restocked", "waiting", "in_progress", "transferred_in"}
    | {"late_cost", "landed", "covered", "price_difference"}
    | {"re_received", "re_produced", "re_won", "re_issued"}
)
_TAKES: Final = frozenset(
    {"issued", "consumed", "progress_used", "shipped", "lost", "taken_apart", "transferred", "covering"}
    | {"unshipped", "sent_back", "issued_back"}
)
_OWED: Final = {"accrued": -1, "accrual_returned": 1, "cleared": 1}


def stock_moves(parts: Iterable[Sequence[Any]], day: str) -> Iterator[Moved]:
    """The movements of one event's parts, as stored: name, value, account, …, reference, party, item.

    A part that counts on a later day than the event says so.
    """
    for name, value, account, _, _, reference, party, item, units, *later in parts:
        if name in _OWED:
            yield Moved(
                GRNI, reference or "bills without a receipt", _OWED[name] * value, day, party, item=item
            )
        elif name == "allocated":
            yield Moved(LANDED, reference, -value, day)
        elif name == "recognised":
            yield _shipped(item, reference, later[0] if later else day, -value, -units)
        elif account:
            key = parsed_key(account)
            if key == _SHIPPED:
                yield _shipped(item, reference, day, _signed(name, value), _signed(name, units))
            elif key.role in STOCK:
                yield Moved(key, item, _signed(name, value), day, item=item)


def _shipped(item: str, reference: str, day: str, value: int, units: int) -> Moved:
    """Units of one item of a shipped line, which wait for their invoice or do so no more."""
    return Moved(_SHIPPED, f"{reference} {item}".strip(), value, day, item=item, quantity=units)


def _signed(name: str, value: int) -> int:
    """What a part of this name adds to the account it stands on.

    Raises:
        ProgrammerError: costing has a part of stock that is not known here.
    """
    if name in _ADDS:
        return value
    if name in _TAKES:
        return -value
    raise ProgrammerError(f"costing notes {name!r} on a lot, and the register of lots does not know it")
