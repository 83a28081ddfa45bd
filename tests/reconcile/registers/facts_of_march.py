"""Facts of March, built from plain objects as a source states them, and the movements they make."""

from __future__ import annotations

from datetime import date
from typing import Any

from tieout.core.event import Event, ExchangeRate, event_of
from tieout.core.master import MasterData
from tieout.reconcile.registers.facts import FactBook
from tieout.reconcile.registers.moved import Fact, Moved
from tieout.reconcile.registers.trade import Recognition

CENT = 1_000_000


def said(kind: str, id_: str, day: int, **fields: Any) -> Event:
    """An event of March 2026."""
    return event_of({"kind": kind, "source": "erp", "id": id_, "date": f"2026-03-{day:02d}", **fields})


def invoice(number: str, total: str, day: int = 2, currency: str = "USD", **fields: Any) -> Event:
    """One hour billed to Ann."""
    line = {"line": "1", "item": "HOUR", "quantity": "1", "amount": total}
    facts = {"customer": "Ann", "channel": "web", "currency": currency, "lines": [line], "total": total}
    return said("invoice_issued", number, day, number=number, **(facts | fields))


def payment(number: str, amount: str, day: int = 5, currency: str = "USD", **fields: Any) -> Event:
    """Ann pays by stripe."""
    facts = {"customer": "Ann", "channel": "web", "gateway": "stripe", "currency": currency}
    return said("payment_captured", number, day, number=number, amount=amount, **facts, **fields)


def sale(number: str, amount: str, day: int = 3, currency: str = "USD", **fields: Any) -> Event:
    """Ann pays at once, by stripe."""
    line = {"line": "1", "item": "HOUR", "quantity": "1", "amount": amount}
    tender = {"type": "gateway", "gateway": "stripe", "amount": amount}
    facts = {"customer": "Ann", "channel": "web", "currency": currency, "lines": [line], "total": amount}
    return said("sale_paid", number, day, number=number, **({"tenders": [tender]} | facts | fields))


def refund(number: str, of: str, what: str, total: str, day: int = 9, **fields: Any) -> Event:
    """Ann gets something back."""
    facts = {"customer": "Ann", "channel": "web", "currency": "USD", "refunds": of, "refunded": what}
    return said("refund_issued", number, day, number=number, total=total, **(facts | fields))


def book(*rates: tuple[str, int, str], own: bool = False) -> FactBook:
    """A book that knows rates: (currency, day of March, home units per 1)."""
    master = MasterData("USD", own_currencies=own)
    for currency, day, rate in rates:
        event = said(
            "exchange_rate", f"{currency}{day}", day, currency=currency, rate=rate, rate_source="x"
        )
        assert isinstance(event, ExchangeRate)
        master.learn(event)
    return FactBook(master)


def tell(facts: FactBook, event: Event, stands: Recognition | None = None) -> list[Moved]:
    """Tell one event as the first revision of its fact; recognised on its own day unless told otherwise."""
    fact = Fact(event.kind, event.source, event.id)
    return facts.tell(fact, event, stands or Recognition(event.date.isoformat()))


def end(facts: FactBook, event: Event, day: str) -> list[Moved]:
    """Recognise a sale that was told before and whose money was held."""
    return facts.end(Fact(event.kind, event.source, event.id), event, Recognition(day))


def sums(moves: list[Moved]) -> dict[str, int]:
    """Home cents per account and open item, zeros left out: `clearing(stripe,USD) P1`."""
    found: dict[str, int] = {}
    for one in moves:
        assert one.value % CENT == 0
        key = f"{one.account} {one.name}"
        found[key] = found.get(key, 0) + one.value // CENT
    return {key: cents for key, cents in found.items() if cents}


MARCH_END = date(2026, 3, 31)
