"""Who the business deals with: suppliers, wholesale customers, consumers of the web store."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """A customer or supplier; `state` decides the sales tax, `discount` is percent off wholesale."""

    key: str
    name: str
    role: str
    currency: str = "USD"
    terms: int = 0
    taxable: bool = False
    state: str = ""
    discount: int = 0


NAMESAKE: Final = "Cascade Orchards"
"""Buys our jam and sells us fruit: two parties of one name, which QuickBooks does not allow."""


def _suppliers() -> list[Party]:
    rows = (
        ("S-VALLEY", "Valley Farms Produce", "USD"),
        ("S-CASCADE", NAMESAKE, "USD"),
        ("S-MERIDIAN", "Meridian Ingredients", "USD"),
        ("S-OBRIEN", "O'Brien & Daughters Apiary", "USD"),
        ("S-ERABLE", "Érablière du Lac-Brome", "CAD"),
        ("S-PRAIRIE", "Prairie Grain & Nut Co.", "USD"),
        ("S-SPICE", "Golden Gate Spice Trading", "USD"),
        ("S-FRANTOIO", "Frantoio Sant'Agata S.r.l.", "EUR"),
        ("S-GLASS", "Columbia Glass Works", "USD"),
        ("S-PACK", "Snake River Packaging", "USD"),
        ("S-COTTON", "Cotton & Thread", "USD"),
        ("S-FREIGHT", "Northwest Freight Lines", "USD"),
        ("S-BROKER", "Harbor Customs Brokers", "USD"),
    )
    return [
        Party(key=key, name=name, role="supplier", currency=money, terms=30) for key, name, money in rows
    ]


SUPPLIERS: Final = tuple(_suppliers())

_FOREIGN: Final = (
    ("Müller's Feinkost: Haus & Hof GmbH", "EUR"),
    ("Épicerie Léon", "EUR"),
    ("De Smaakwinkel B.V.", "EUR"),
    ("Mercato Più Buono", "EUR"),
    ("Whitcombe & Sons Fine Foods", "GBP"),
    ("The Larder at Bath", "GBP"),
    ("Granville Island Provisions", "CAD"),
    ("Marché Saint-Roch", "CAD"),
)
_PLACES: Final = (
    "Boise",
    "Tacoma",
    "Bend",
    "Spokane",
    "Missoula",
    "Provo",
    "Reno",
    "Yakima",
    "Ogden",
    "Helena",
)
_SHOPS: Final = ("Provisions", "Corner Market", "Kitchen Store")


def wholesale_customers() -> tuple[Party, ...]:
    """The wholesale customers, the same for every seed: names are what integrations stumble over."""
    names = [(NAMESAKE, "USD"), *_FOREIGN]
    names += [(f"{place} {shop}", "USD") for shop in _SHOPS for place in _PLACES]
    return tuple(
        Party(
            key=f"C-{number:03}",
            name=name,
            role="customer",
            currency=currency,
            terms=30,
            taxable=name.endswith("Kitchen Store") and name.startswith("Boise"),
            state="ID" if name.startswith("Boise") else "WA",
            discount=5 if number % 4 == 0 else 0,
        )
        for number, (name, currency) in enumerate(names, start=101)
    )


WHOLESALERS: Final = wholesale_customers()

_GIVEN: Final = (
    "Ada Ben Carla Dmitri Elena Femi Grace Hana Ivan Jörg Keiko Luis Maeve Nadia Omar Priya Quinn Rosa "
    "Søren Tomás Uma Victor Wen Ximena Yusuf Zoë"
)
_FAMILY: Final = (
    "Abbott Baptiste Castillo D'Angelo Eriksen Fitzgerald García Huang Ito Jansen Kowalski Løvås Moreau "
    "Nguyen O'Neill Park Quigley Ramírez Schäfer Tanaka Umarov Vogel Whitaker Xu Yilmaz Zhang"
)
_STATES: Final = ("ID", "ID", "ID", "TN", "TN", "OR", "WA", "MT", "NV", "UT")
GUEST: Final = Party(key="W-GUEST", name="Web store guest", role="customer", taxable=True, state="ID")


def consumers(rng: Random, count: int) -> tuple[Party, ...]:
    """So many registered consumers of the web store, no two of one name, after the guest."""
    names = [f"{given} {family}" for given in _GIVEN.split() for family in _FAMILY.split()]
    picked = rng.sample(names, min(count, len(names)))
    named = [
        Party(
            key=f"W-{number:04}",
            name=name,
            role="customer",
            taxable=True,
            state=rng.choice(_STATES),
        )
        for number, name in enumerate(picked, start=1)
    ]
    return (GUEST, *named)
