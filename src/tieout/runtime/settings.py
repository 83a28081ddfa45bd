"""Settings: what finance and administration may set for a company, by name, each with its meaning."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from tieout.core.catalogue import problem
from tieout.core.closed_period import CHOICES, CLASSES
from tieout.core.currency import minor_places
from tieout.core.errors import TerminalError
from tieout.core.money import decimal_text
from tieout.core.problem import Where
from tieout.core.tax_strategy import STRATEGIES
from tieout.cycle.order_documents import CHOICES as PURCHASE_ORDERS
from tieout.posting.tenders import CHOICES as RECEIPT_TENDERS
from tieout.posting.totals import CHOICES as ZERO_TOTALS
from tieout.runtime.access import act
from tieout.runtime.company import Company, Settings, keep_settings, kept_settings, writing
from tieout.storage.settings import audit


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One setting: its name, what it says now, what it may be, and what it means."""

    name: str
    value: str
    choices: str
    meaning: str


Reads = Callable[[Settings], str]
Writes = Callable[[Settings, str], Settings]


SETTLEMENT_LINKS: Final = ("payment", "none")


def _whole(text: str, least: int) -> int:
    value = int(text)
    if value < least:
        raise ValueError(text)
    return value


def _minor(text: str, currency: str) -> int:
    """An amount as minor units; one with more places than the currency has is refused."""
    scaled = Decimal(text).scaleb(minor_places(currency))
    if scaled != int(scaled) or scaled <= 0:
        raise ValueError(text)
    return int(scaled)


def _linked(settings: Settings, **link: Any) -> Settings:
    return replace(settings, connection=replace(settings.connection, **link))


def _one_of(text: str, choices: tuple[str, ...]) -> str:
    if text not in choices:
        raise ValueError(text)
    return text


def _percent(text: str) -> int:
    """A whole number of percent."""
    percent = _whole(text, 0)
    if percent > 100:
        raise ValueError("at most 100")
    return percent


def _share(text: str) -> Decimal:
    """Percent with up to four places as a share."""
    percent = Decimal(text)
    if not 0 <= percent <= 100 or percent != round(percent, 4):
        raise ValueError(text)
    return percent / 100


def _shown(share: Decimal) -> str:
    return f"{(share * 100).normalize():f}"


def _set_class(kind: str) -> Writes:
    def write(settings: Settings, text: str) -> Settings:
        return replace(settings, closed_periods={**settings.closed_periods, kind: _one_of(text, CHOICES)})

    return write


def _class(kind: str) -> Reads:
    return lambda settings: settings.closed_periods.get(kind, "next_open")


def _set_zero(channel: str) -> Writes:
    def write(settings: Settings, text: str) -> Settings:
        kept = {**settings.zero_totals, channel: _one_of(text, ZERO_TOTALS)}
        return replace(settings, zero_totals=kept)

    return write


def _zero(channel: str) -> tuple[Reads, Writes]:
    return lambda settings: settings.zero_totals.get(channel, ""), _set_zero(channel)


def _taxes(part: str, choices: tuple[str, ...] = ()) -> Callable[[str], tuple[Reads, Writes]]:
    """Reading and writing one entry of a part of the tax policy, by the rest of its name."""

    def of(key: str) -> tuple[Reads, Writes]:
        def write(settings: Settings, text: str) -> Settings:
            kept = {**getattr(settings.taxes, part), key: _one_of(text, choices) if choices else text}
            return replace(settings, taxes=replace(settings.taxes, **{part: kept}))

        return lambda settings: getattr(settings.taxes, part).get(key, ""), write

    return of


KNOWN: Final[Mapping[str, tuple[Reads, Writes, str, str]]] = {
    "seal-lag-days": (
        lambda s: str(s.seal_lag_days),
        lambda s, text: replace(s, seal_lag_days=_whole(text, 0)),
        "days",
        "How long after its day a document is sealed.",
    ),
    "goods-due-days": (
        lambda s: str(s.goods_due_days),
        lambda s, text: replace(s, goods_due_days=_whole(text, 0)),
        "days",
        "How long a sale may wait for its goods, or bill them without an order, before it is an exception.",
    ),
    "transit-due-days": (
        lambda s: str(s.transit_due_days),
        lambda s, text: replace(s, transit_due_days=_whole(text, 0)),
        "days",
        "How long goods may be on the road, where their dispatch states no day, before it is an exception.",
    ),
    "invoice-due-days": (
        lambda s: str(s.invoice_due_days),
        lambda s, text: replace(s, invoice_due_days=_whole(text, 0)),
        "days",
        "How long goods may be shipped without an invoice that bills them, before it is an exception.",
    ),
    "high-value": (
        lambda s: decimal_text(s.high_value_minor, s.home_currency),
        lambda s, text: replace(s, high_value_minor=_minor(text, s.home_currency)),
        "an amount in home currency",
        "Documents worth so much or more cross first.",
    ),
    **{
        f"closed-period.{kind}": (
            _class(kind),
            _set_class(kind),
            " | ".join(CHOICES),
            f"What becomes of a document of {kind} whose period is closed, here or in QuickBooks.",
        )
        for kind in CLASSES
    },
    "zero-total": (
        lambda s: s.zero_totals.get("", "as_is"),
        lambda s, text: _set_zero("")(s, text),
        " | ".join(ZERO_TOTALS),
        "A sale that comes to nothing: posted as it is, with a penny taken back at once, or its cost only.",
    ),
    "settlement-links": (
        lambda s: s.settlement_links,
        lambda s, text: replace(s, settlement_links=_one_of(text, SETTLEMENT_LINKS)),
        " | ".join(SETTLEMENT_LINKS),
        "Whether a payment of 0.00 ties a credit to what it settles, or nothing does.",
    ),
    "receipt-tenders": (
        lambda s: s.receipt_tenders,
        lambda s, text: replace(s, receipt_tenders=_one_of(text, RECEIPT_TENDERS)),
        " | ".join(RECEIPT_TENDERS),
        "Gift cards, store credit and deposits on a receipt: lines of it, or a journal beside it.",
    ),
    "purchase-orders": (
        lambda s: s.purchase_orders,
        lambda s, text: replace(s, purchase_orders=_one_of(text, PURCHASE_ORDERS)),
        " | ".join(PURCHASE_ORDERS),
        "Whether purchase orders show in QuickBooks, closed there when received; they post nothing.",
    ),
    "tax.strategy": (
        lambda s: s.taxes.strategy(""),
        lambda s, text: _taxes("strategies", STRATEGIES)("")[1](s, text),
        " | ".join(STRATEGIES),
        "How tax crosses: as a line, as a stated amount, or computed by QuickBooks and compared.",
    ),
    "ask-above": (
        lambda s: str(s.ask_above),
        lambda s, text: replace(s, ask_above=_percent(text)),
        "0 to 100",
        "From which likeness in percent a person says whether two records are one; 0 = never.",
    ),
    "price-tolerance": (
        lambda s: _shown(s.tolerances.price),
        lambda s, text: replace(s, tolerances=s.tolerances._replace(price=_share(text))),
        "percent",
        "How far the price of a bill may be from its order before a person is asked.",
    ),
    "quantity-tolerance": (
        lambda s: _shown(s.tolerances.quantity),
        lambda s, text: replace(s, tolerances=s.tolerances._replace(quantity=_share(text))),
        "percent",
        "How many units more than received a bill may state and still be settled without a person.",
    ),
    "lanes": (
        lambda s: str(s.connection.lanes),
        lambda s, text: _linked(s, lanes=_whole(text, 1)),
        "a number",
        "How many batches may be under way at once.",
    ),
    "concurrency": (
        lambda s: str(s.connection.concurrency),
        lambda s, text: _linked(s, concurrency=_whole(text, 1)),
        "a number",
        "How many requests of all processes may be under way at once.",
    ),
    "reads-per-month": (
        lambda s: str(s.connection.reads_per_month),
        lambda s, text: _linked(s, reads_per_month=_whole(text, 1)),
        "a number",
        "How often Intuit lets this app read in a month.",
    ),
}


Family = tuple[Callable[[str], tuple[Reads, Writes]], Callable[[Settings], Mapping[str, str]], str, str]
FAMILIES: Final[Mapping[str, Family]] = {
    "zero-total.": (
        _zero,
        lambda s: s.zero_totals,
        " | ".join(ZERO_TOTALS),
        "A sale of a channel that comes to nothing.",
    ),
    "tax.strategy.": (
        _taxes("strategies", STRATEGIES),
        lambda s: s.taxes.strategies,
        " | ".join(STRATEGIES),
        "How tax crosses for a channel.",
    ),
    "tax.code.": (
        _taxes("codes"),
        lambda s: s.taxes.codes,
        "a QuickBooks id",
        "QuickBooks' tax code of an agency.",
    ),
    "tax.rate.": (
        _taxes("rates"),
        lambda s: s.taxes.rates,
        "a QuickBooks id",
        "QuickBooks' tax rate of an agency.",
    ),
}
"""Settings that exist once per channel or agency, named after it."""


def _known(name: str) -> tuple[Reads, Writes, str, str] | None:
    for prefix, (of, _, choices, meaning) in FAMILIES.items():
        if name.startswith(prefix) and len(name) > len(prefix):
            return (*of(name.removeprefix(prefix)), choices, meaning)
    return KNOWN.get(name)


def _named(settings: Settings) -> list[str]:
    families = [
        f"{prefix}{key}"
        for prefix, (_, held, _, _) in FAMILIES.items()
        for key in sorted(held(settings))
        if key
    ]
    return [*KNOWN, *families]


def listed(settings: Settings) -> list[Setting]:
    """Every setting with its present value."""
    return [
        Setting(name=name, value=known[0](settings), choices=known[2], meaning=known[3])
        for name in _named(settings)
        if (known := _known(name))
    ]


@act("settings")
def list_settings(company: Company) -> list[Setting]:
    """Every setting of a company with what it says now."""
    return listed(company.settings)


@act("settings set")
def set_setting(company: Company, name: str, text: str, who: str, now: datetime) -> Setting:
    """Set one setting, with who did it in the audit log.

    Raises:
        TerminalError: there is no such setting, or it cannot be that.
    """
    known = _known(name)
    if known is None:
        names = ", ".join([*KNOWN, *(f"{prefix}…" for prefix in FAMILIES)])
        raise TerminalError(problem("setting_unknown", Where(subject=name), name=name, known=names))
    reads, writes, choices, meaning = known
    with writing(company, "settings", now), company.database.write() as connection:
        before = kept_settings(connection)
        try:
            changed = writes(before, text)
        except (ValueError, ArithmeticError):
            where = Where(subject=name)
            raise TerminalError(
                problem("setting_unfit", where, name=name, value=text, choices=choices)
            ) from None
        keep_settings(connection, changed)
        audit(
            connection,
            who=who,
            act="setting changed",
            subject=name,
            before=reads(before),
            after=reads(changed),
            at=now,
        )
    return Setting(name=name, value=reads(changed), choices=choices, meaning=meaning)
