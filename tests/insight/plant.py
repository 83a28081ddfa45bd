"""Plant: a small food maker told in events, month by month, for costs that can be worked out by hand.

Granola is made of oats and nuts by runs; whatever a month makes it sells on its last day, unless told
otherwise. Months stand alone: what is bought in a month is used up in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from tests.oracle.engine import FOUNDING, cost, empty_company, load
from tieout.core.period import span
from tieout.runtime.cogs import ExplainedCost, cogs_explained

Event = dict[str, Any]


@dataclass
class Plant:
    """The events of a plant, in the order they are told; each load is a costing cycle of its own."""

    events: list[Event] = field(default_factory=list)
    serial: int = 0

    def tell(self, kind: str, day: str, **fields: Any) -> str:
        """Tell one event; its id."""
        self.serial += 1
        id_ = str(fields.pop("id", f"{kind}-{self.serial}"))
        stated = {"kind": kind, "source": "erp", "id": id_, "date": day, "sequence": self.serial}
        self.events.append({**stated, **fields})
        return id_

    def found(self, **roles: str) -> None:
        """Items by the inventory role they live in, and a second supplier."""
        for item, role in roles.items():
            self.tell("item", "2026-01-01", item=item, name=item, inventory_role=f"inventory_{role}")
        self.tell(
            "party", "2026-01-01", party="S2", name="S2", roles=["supplier"], currency="USD", id="party-S2"
        )

    def bom(
        self, day: str, name: str, output: str = "100", item: str = "GRANOLA", **components: str
    ) -> None:
        """A version of a bill of materials."""
        parts = [{"item": part, "quantity": quantity} for part, quantity in components.items()]
        self.tell("bom_version", day, item=item, bom=name, output_quantity=output, components=parts)

    def buy(self, day: str, item: str, quantity: str, price: str, **more: Any) -> str:
        """A receipt of one line; its number."""
        receipt = f"GR-{self.serial + 1}"
        line = {"line": "1", "item": item, "quantity": quantity, "unit_price": price}
        facts = {"supplier": "S1", "currency": "USD", "location": "MAIN", **more}
        self.tell("goods_received", day, receipt=receipt, lines=[line], **facts)
        return receipt

    def make(self, day: str, good: str, used: dict[str, str], item: str = "GRANOLA", **more: Any) -> str:
        """A completed run; its number."""
        run = str(more.pop("run", f"R-{self.serial + 1}"))
        consumed = [{"item": part, "quantity": quantity} for part, quantity in used.items()]
        outputs = [{"item": item, "quantity": good}, *more.pop("beside", [])]
        self.tell(
            "production_completed",
            day,
            run=run,
            location="MAIN",
            consumed=consumed,
            outputs=outputs,
            **more,
        )
        return run

    def sell(
        self, day: str, quantity: str, amount: str = "1000", item: str = "GRANOLA", **more: Any
    ) -> str:
        """Goods shipped and billed on one day; the order, which names shipment and invoice as well."""
        order = str(more.pop("order", f"SO-{self.serial + 1}"))
        line = {"line": "1", "item": item, "quantity": quantity}
        self.tell("goods_shipped", day, shipment=order, order=order, location="MAIN", lines=[line])
        billed = {"customer": "C1", "channel": "web", "currency": "USD", "total": amount, **more}
        lines = [{**line, "amount": amount}]
        self.tell("invoice_issued", day, number=f"INV-{order}", order=order, lines=lines, **billed)
        return order


@contextmanager
def books_of(*cycles: Sequence[Event]) -> Iterator[Connection]:
    """The books of a plant, costed cycle by cycle."""
    with empty_company() as database:
        load(database, FOUNDING, "parties.jsonl")
        for place, events in enumerate(cycles):
            load(database, events, f"cycle-{place}.jsonl")
            cost(database)
        with database.read() as connection:
            yield connection


def explained(*cycles: Sequence[Event], item: str = "GRANOLA", currency: str = "USD") -> ExplainedCost:
    """March explained against February."""
    with books_of(*cycles) as connection:
        return cogs_explained(connection, currency, item, span("2026-02"), span("2026-03"))


def in_cents(found: ExplainedCost) -> dict[str, int]:
    """The causes that are not nothing, in cents."""
    return {one.cause.value: one.minor for one in found.causes if one.minor}
