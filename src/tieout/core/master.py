"""Master data in effect: items, places, parties, bills of materials, rates, as the events state them."""

from __future__ import annotations

from bisect import bisect_right, insort
from datetime import date
from decimal import Decimal
from typing import Final, cast

from tieout.core.account import AccountKey, account_key
from tieout.core.event import (
    BomVersion,
    Event,
    ExchangeRate,
    Item,
    Location,
    Party,
    TaxCode,
)

_Named = Item | Location | Party | TaxCode
_TABLES: Final[dict[type, tuple[str, str]]] = {
    Item: ("items", "item"),
    Location: ("locations", "location"),
    Party: ("parties", "party"),
    TaxCode: ("tax_codes", "code"),
}
"""The table and the key field of each kind that holds from its date until the next of its key."""


class MasterData:
    """What is known of things and parties: each value holds from its date until the next of its key.

    The first value of a key also holds before its date, because what is known of a thing late is true of
    it all the same. `items`, `locations`, `parties` and `tax_codes` are as of one day (see `at`).
    """

    def __init__(self, home_currency: str, *, own_currencies: bool = False) -> None:
        """Know nothing yet but the home currency, and whether foreign documents keep their own."""
        self.home_currency = home_currency
        self.own_currencies = own_currencies
        self.items: dict[str, Item] = {}
        self.locations: dict[str, Location] = {}
        self.parties: dict[str, Party] = {}
        self.tax_codes: dict[str, TaxCode] = {}
        self._day = date.max
        self._versions: dict[tuple[str, str], list[_Named]] = {}
        """Every value of a key, by date, in the order they were learned."""
        self._changing: dict[tuple[str, str], list[_Named]] = {}
        """Those of keys that have more than one."""
        self.methods_vary = False
        """Whether any item is costed otherwise than by lot."""
        self._worked: dict[str, date] = {}
        """The latest date an item's value had in an earlier cycle: stock stands as it says."""
        self._boms: dict[str, list[BomVersion]] = {}
        self._rates: dict[str, list[tuple[date, Decimal, str]]] = {}

    def learn(self, event: Event, *, worked: bool = False) -> None:
        """Take in one master-data event; other kinds say nothing here.

        `worked`: an earlier cycle knew it, so stock stands as it says.
        """
        if isinstance(event, Item):
            self.methods_vary = self.methods_vary or event.costing_method != "lot_actual"
            if worked:
                self._worked[event.item] = max(event.date, self._worked.get(event.item, event.date))
        match event:
            case Item() | Location() | Party() | TaxCode():
                self._learn(event)
            case BomVersion():
                known = self._boms.setdefault(event.item, [])
                insort(known, event, key=lambda one: one.date)
            case ExchangeRate():
                rates = self._rates.setdefault(event.currency, [])
                insort(rates, (event.date, event.rate, event.rate_source), key=lambda row: row[0])
            case _:
                pass

    def _learn(self, event: _Named) -> None:
        table, field = _TABLES[type(event)]
        key = (table, getattr(event, field))
        versions = self._versions.setdefault(key, [])
        insort(versions, event, key=lambda one: one.date)
        if len(versions) > 1:
            self._changing[key] = versions
        self._show(key, versions)

    def _show(self, key: tuple[str, str], versions: list[_Named]) -> None:
        place = bisect_right(versions, self._day, key=lambda one: one.date)
        getattr(self, key[0])[key[1]] = versions[max(0, place - 1)]

    def at(self, day: date) -> None:
        """Let the values in effect on a business date be those shown; without it, the latest are."""
        if day != self._day:
            self._day = day
            for key, versions in self._changing.items():
                self._show(key, versions)

    def costed_as(self, item: str) -> Item:
        """The item as it says how it is costed: the value in effect, or a later one stock stands by.

        A fact that comes late is costed as the stock it joins.

        Raises:
            KeyError: the item is unknown.
        """
        later = self._worked.get(item, self._day)
        versions = self._changing.get(("items", item))
        if later <= self._day or versions is None:
            return self.items[item]
        place = bisect_right(versions, later, key=lambda one: one.date)
        return cast("Item", versions[max(0, place - 1)])

    def standard_cost(self, item: str) -> Decimal | None:
        """What a stock unit is expected to cost, in home currency; None = nobody says."""
        return self.costed_as(item).standard_cost if item in self.items else None

    def standing_standard(self, item: str) -> Decimal | None:
        """The standard that stock at standard cost stands by, also where its item changed its method since.

        As last stated while the item was costed by it; None = it never was.
        """
        known = self.costed_as(item)
        versions = self._changing.get(("items", item), [known])
        so_far = cast("list[Item]", versions[: versions.index(known) + 1])
        at_it = [one for one in so_far if one.costing_method == "standard"]
        return at_it[-1].standard_cost if at_it else None

    def recipe(self, item: str, day: date, bom: str = "") -> BomVersion | None:
        """The BOM version named, else the one in effect on a day; None = there is none.

        An alternate is in effect only where it is named.
        """
        known = self._boms.get(item, [])
        named = [one for one in known if bom and one.bom == bom]
        if named:
            return named[-1]
        known = [one for one in known if not one.alternate]
        place = bisect_right(known, day, key=lambda one: one.date)
        return known[place - 1] if place else None

    def expected_yield(self, item: str, day: date, bom: str = "") -> Decimal | None:
        """The expected yield of the BOM version named, else of the one in effect; None = none stated."""
        found = self.recipe(item, day, bom)
        return found.expected_yield if found else None

    def rate(self, currency: str, day: date) -> tuple[Decimal, str] | None:
        """Home units per 1 unit of `currency` on `day`, and who says so; None = no rate that early."""
        if currency == self.home_currency:
            return Decimal(1), "home"
        known = self._rates.get(currency, [])
        place = bisect_right(known, day, key=lambda row: row[0])
        return (known[place - 1][1], known[place - 1][2]) if place else None

    def stock_account(self, item: str, location: str) -> AccountKey:
        """The inventory account an item's lots live in at a location.

        Raises:
            KeyError: the item is unknown or not stocked.
        """
        role = self.items[item].inventory_role
        if role is None:
            raise KeyError(item)
        place = self.locations.get(location)
        return account_key(role, account_group=place.account_group if place else "")

    def is_stocked(self, item: str) -> bool:
        """Whether units of the item stand on shelves; of an unknown one nobody says otherwise."""
        known = self.items.get(item)
        return known is None or known.inventory_role is not None

    def category(self, item: str) -> str:
        """The item's category, which qualifies its revenue and cogs accounts."""
        known = self.items.get(item)
        return known.category if known else ""
