# ruff: noqa: ARG002 - the methods of all kinds share one signature
"""Tax codes, rates and agencies; the tax service makes a code with its rates in one call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quickbooks_emulator.online import refusal
from quickbooks_emulator.online.jsontext import Body
from quickbooks_emulator.online.kind import Kind
from quickbooks_emulator.online.nameindex import name_key
from quickbooks_emulator.online.schema import clean

from .naming import check_unique

if TYPE_CHECKING:
    from quickbooks_emulator.online.books import Books


class TaxAgency(Kind):
    """Who the tax is owed to; each has one liability account."""

    name, resource = "TaxAgency", "taxagency"
    updatable = False
    in_cdc = False

    def settle(self, books: Books, body: Body, before: Body | None) -> None:
        """A name of its own."""
        if "DisplayName" not in body:
            raise refusal.missing("DisplayName")
        key = name_key("TaxAgency", body["DisplayName"], "")
        check_unique(books, key, body.get("Id"), ("TaxAgency",), "tax agency")
        body.setdefault("TaxTrackedOnPurchases", True)
        body.setdefault("TaxTrackedOnSales", True)

    def show_links(self, books: Books, body: Body) -> None:
        """Its liability account comes into being with it: its own, or that of all agencies (a setting)."""
        fact = "agency:" + body["Id"]
        if fact not in books.store.facts:
            whole = books.settings.tax_payable == "one"
            name = "Sales Tax Payable" if whole else f"{body['DisplayName']} Payable"
            books.store.set_fact(fact, _liability(books, name))


def _liability(books: Books, name: str) -> str:
    for _, identity in books.store.names.holders(name_key("Account", name, "")):
        return identity
    body = {
        "Name": name,
        "AccountType": "Other Current Liability",
        "AccountSubType": "GlobalTaxPayable",
    }
    return str(books.create("Account", body)["Id"])


class TaxRate(Kind):
    """Made by the tax service only."""

    name, resource = "TaxRate", "taxrate"
    creatable = updatable = False
    in_cdc = False
    list_name = "TaxRates"


class TaxCode(Kind):
    """Made by the tax service only; TAX, NON and CustomSalesTax are rows of their own."""

    name, resource = "TaxCode", "taxcode"
    creatable = updatable = False
    in_cdc = False
    list_name = "TaxCodes"


def create_tax_code(books: Books, payload: Body) -> Body:
    """`POST /taxservice/taxcode`: a code with new or existing rates."""
    sent = clean("TaxService", payload)
    for field in ("TaxCode", "TaxRateDetails"):
        if not sent.get(field):
            raise refusal.missing(field)
    check_unique(books, name_key("TaxCode", sent["TaxCode"], ""), None, ("TaxCode",), "tax code")
    lists: dict[str, list[Body]] = {"SalesTaxRateList": [], "PurchaseTaxRateList": []}
    for detail in sent["TaxRateDetails"]:
        rate = _rate(books, detail)
        which = "PurchaseTaxRateList" if detail.get("TaxApplicableOn") == "Purchase" else "SalesTaxRateList"
        reference = {"value": rate["Id"], "name": rate["Name"]}
        row = {"TaxRateRef": reference, "TaxTypeApplicable": "TaxOnAmount", "TaxOrder": 0}
        lists[which].append(row)
        detail["TaxRateId"] = rate["Id"]
    code = save_tax_code(books, sent["TaxCode"], lists)
    return {**sent, "TaxCodeId": code["Id"]}


def save_tax_code(books: Books, name: str, lists: dict[str, list[Body]], identity: str = "") -> Body:
    """A tax code with its rate lists."""
    body: Body = {"Name": name, "Description": name, "Active": True, "Taxable": name != "NON"}
    body["TaxGroup"] = bool(lists)
    body |= {which: {"TaxRateDetail": rows} for which, rows in lists.items()}
    if identity:
        body["Id"] = identity
    return books.save(books.kinds["TaxCode"], body, None)


def save_tax_rate(books: Books, name: str, percent: object, agency: str, identity: str = "") -> Body:
    """A tax rate of an agency, in percent."""
    body: Body = {"Name": name, "Description": name, "Active": True, "RateValue": percent}
    body |= {"AgencyRef": {"value": agency}, "SpecialTaxType": "NONE", "DisplayType": "ReadOnly"}
    first = {"RateValue": percent, "EffectiveDate": f"1970-01-01T00:00:00{books.settings.utc_offset}"}
    body["EffectiveTaxRate"] = [first]
    if identity:
        body["Id"] = identity
    return books.save(books.kinds["TaxRate"], body, None)


def _rate(books: Books, detail: Body) -> Body:
    if "TaxRateId" in detail:
        return books.refer("TaxRate", {"value": detail["TaxRateId"]}) or {}
    for field in ("TaxRateName", "RateValue", "TaxAgencyId", "TaxApplicableOn"):
        if field not in detail:
            raise refusal.missing(f"TaxRateDetails.{field}")
    if not 0 <= detail["RateValue"] <= 100:
        raise refusal.Refusal(
            "2150", "Invalid Percent", f"Supplied value: {detail['RateValue']}", "RateValue"
        )
    name = detail["TaxRateName"]
    check_unique(books, name_key("TaxRate", name, ""), None, ("TaxRate",), "tax rate")
    if books.find("TaxAgency", detail["TaxAgencyId"]) is None:
        raise refusal.invalid_reference("TaxAgency", detail["TaxAgencyId"])
    return save_tax_rate(books, name, detail["RateValue"], detail["TaxAgencyId"])
