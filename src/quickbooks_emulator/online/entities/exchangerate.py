# ruff: noqa: ARG002 - the methods of all kinds share one signature
"""ExchangeRate: home units for one foreign unit on a day; its key is currency and day."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from quickbooks_emulator.online import refusal
from quickbooks_emulator.online.jsontext import Body
from quickbooks_emulator.online.kind import Kind

if TYPE_CHECKING:
    from quickbooks_emulator.online.books import Books


class ExchangeRate(Kind):
    """Posting one for a currency and day sets it."""

    name, resource = "ExchangeRate", "exchangerate"
    in_cdc = False

    def settle(self, books: Books, body: Body, before: Body | None) -> None:
        """Currency, rate and day; the target is the home currency."""
        for field in ("SourceCurrencyCode", "Rate"):
            if field not in body:
                raise refusal.missing(field)
        if body["Rate"] <= 0:
            raise refusal.Refusal("2110", "Invalid Decimal", f"Supplied value: {body['Rate']}", "Rate")
        body.setdefault("AsOfDate", books.clock.now().date().isoformat())
        body["TargetCurrencyCode"] = books.settings.home_currency


def rate_of(books: Books, currency: str, day: str) -> Decimal:
    """The rate a document of a day has that states none.

    Raises:
        Refusal: 6000 where none is on file, unless the setting takes 1 (u).
    """
    found = known_rate(books, currency, day)
    if found is None:
        text = f"There is no exchange rate for {currency} on {day}; supply ExchangeRate."
        raise refusal.business(text, "ExchangeRate")
    return found


def known_rate(books: Books, currency: str, day: str) -> Decimal | None:
    """The latest rate on or before a day, the last one given for it; None where none is on file."""
    if currency == books.settings.home_currency:
        return Decimal(1)
    known = [
        (rate["AsOfDate"], int(rate["Id"]), rate["Rate"])
        for rate in books.store.each("ExchangeRate")
        if rate["SourceCurrencyCode"] == currency and rate["AsOfDate"] <= day
    ]
    if not known and books.settings.missing_rate == "one":
        return Decimal(1)
    return Decimal(max(known)[2]) if known else None
