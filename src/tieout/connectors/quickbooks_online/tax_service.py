"""Tax service: a tax code of QuickBooks with its rate and agency, looked for by name before it is made.

Codes and rates are made by `taxservice/taxcode` alone (fact sheet 10). A US company shows the agencies of
its own setup only, and may refuse another.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final, NamedTuple

from tieout.connectors.quickbooks_online.client import Client
from tieout.connectors.quickbooks_online.creation import created
from tieout.connectors.quickbooks_online.fields import breaches
from tieout.connectors.quickbooks_online.jsontext import Json
from tieout.connectors.quickbooks_online.lists import ALL
from tieout.core.catalogue import problem
from tieout.core.errors import TerminalError
from tieout.core.problem import Where

RATE_NAME_LENGTH: Final = 10
"""Characters of a new rate's name (facts: QuickBooks Online fields, TaxRateDetails)."""


class TaxWanted(NamedTuple):
    """A code for sales, its one rate in percent, and the agency it is owed to, by their names there."""

    code: str
    rate: str
    percent: Decimal
    agency: str


class TaxThere(NamedTuple):
    """The ids of what QuickBooks has of it; "" = it has none."""

    code: str
    rate: str
    agency: str


def tax_there(client: Client, wanted: TaxWanted) -> TaxThere:
    """What QuickBooks has under these names, written in any case; a rate counts if it is of the agency.

    Raises:
        TerminalError: a code or rate of the name is there with another percentage, or more than one.
    """
    agencies = _named(client.rows("TaxAgency"), wanted.agency, "DisplayName")
    rates = {row["Id"]: row for row in client.rows("TaxRate", ALL)}
    codes = _named(client.rows("TaxCode", ALL), wanted.code, "Name")
    if codes:
        inside = [rates[id_] for id_ in _rates_of(codes[0]) if id_ in rates]
        _check(wanted, "TaxCode", wanted.code, inside)
        return TaxThere(codes[0]["Id"], inside[0]["Id"], _id(agencies))
    named = _named(iter(rates.values()), wanted.rate, "Name")
    same = [row for row in named if (row.get("AgencyRef") or {}).get("value") == _id(agencies)]
    if same:
        _check(wanted, "TaxRate", wanted.rate, same)
    return TaxThere("", _id(same), _id(agencies))


def make_tax(client: Client, wanted: TaxWanted, there: TaxThere) -> TaxThere:
    """Make what is not there; raises as `created` does, and TerminalError for what breaks the reference."""
    if there.code:
        return there
    agency = there.agency
    if not agency and not there.rate:
        body: Json = {"DisplayName": wanted.agency}
        agency = str(_made(client, "taxagency", "TaxAgency", body, f"tax agency {wanted.agency}")["Id"])
    detail: Json = {"TaxRateId": there.rate}
    if not there.rate:
        detail = {"TaxRateName": wanted.rate, "RateValue": wanted.percent, "TaxAgencyId": agency}
        detail["TaxApplicableOn"] = "Sales"
    service: Json = {"TaxCode": wanted.code, "TaxRateDetails": [detail]}
    made = _made(client, "taxservice/taxcode", "TaxService", service, f"tax code {wanted.code}")
    rate = next(str(one["TaxRateId"]) for one in made["TaxRateDetails"])
    return TaxThere(str(made["TaxCodeId"]), rate, agency)


def _made(client: Client, resource: str, entity: str, body: Json, what: str) -> Json:
    found = breaches(entity, body)
    if found:
        words = {"what": what, "why": "; ".join(map(str, found))}
        raise TerminalError(problem("tax_not_creatable", Where(subject=what), **words))
    return created(client, resource, body, f"the {what}", entity if entity != "TaxService" else "")


def _check(wanted: TaxWanted, entity: str, name: str, rates: list[Json]) -> None:
    """One rate, of the percentage that was said: else a person has to look."""
    held = [Decimal(str(rate.get("RateValue", 0))) for rate in rates]
    if held != [wanted.percent]:
        words = {"entity": entity, "name": name, "percent": f"{wanted.percent:f}"}
        there = " + ".join(f"{one:f}" for one in held) or "no rate"
        raise TerminalError(problem("tax_rate_differs", Where(subject=name), **words, there=there))


def _rates_of(code: Json) -> Iterator[str]:
    for row in (code.get("SalesTaxRateList") or {}).get("TaxRateDetail", []):
        yield str(row["TaxRateRef"]["value"])


def _named(rows: Iterator[Json], name: str, field: str) -> list[Json]:
    wanted = " ".join(name.split()).casefold()
    return [row for row in rows if " ".join(str(row.get(field, "")).split()).casefold() == wanted]


def _id(rows: list[Json]) -> str:
    return str(rows[0]["Id"]) if rows else ""
