"""Sales tax: what the engine or the given amounts make of a sales form's taxable lines.

US: lines say TAX or NON, the form has one tax code; under automated sales tax (AST) the engine's
code replaces the one sent, and whether a sent TotalTax is honoured is a setting. Elsewhere every
line has its own tax code and amounts are net or gross by GlobalTaxCalculation.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from quickbooks_emulator.online import refusal
from quickbooks_emulator.online.amount import ZERO, amount, rounded
from quickbooks_emulator.online.jsontext import Body
from quickbooks_emulator.online.lines import leaves

if TYPE_CHECKING:
    from quickbooks_emulator.online.books import Books

HUNDRED = Decimal(100)
US_CODES = ("TAX", "NON")


def settle_line_code(books: Books, detail: Body) -> None:
    """The line's tax code: TAX or NON in the US (NON when missing), a TaxCode elsewhere."""
    if books.settings.country == "US":
        code = detail.setdefault("TaxCodeRef", {"value": "NON"})["value"]
        if code not in US_CODES:
            detail_text = (
                f"The TaxCode value isn't valid. For US, specify TAX or NON. Supplied value: {code}"
            )
            raise refusal.Refusal("6100", "Invalid Line TaxCode in the request", detail_text, "")
        detail["TaxCodeRef"] = {"value": code}
    elif "TaxCodeRef" in detail:
        books.refer_field(detail, "TaxCodeRef", "TaxCode")


def settle_us_tax(books: Books, body: Body, taxable: Decimal) -> Decimal:
    """TxnTaxDetail of a US sales form; returns the tax."""
    if not books.settings.using_sales_tax:
        body.pop("TxnTaxDetail", None)
        return ZERO
    sent = body.get("TxnTaxDetail", {})
    code = _us_code(books, sent)
    override = sent.get("TotalTax") if books.settings.tax_override == "honoured" else None
    if code is None or taxable == 0:
        body["TxnTaxDetail"] = {"TotalTax": ZERO}
        return ZERO
    lines = _us_lines(books, code, taxable, None if override is None else amount(override))
    tax = sum((line["Amount"] for line in lines), ZERO)
    reference = {"TxnTaxCodeRef": {"value": code["Id"]}, "TotalTax": tax}
    body["TxnTaxDetail"] = {**reference, "TaxLine": lines}
    return tax


def _us_code(books: Books, sent: Body) -> Body | None:
    custom = sent.get("TxnTaxCodeRef", {}).get("value", "")
    if books.settings.ast and books.settings.ast_custom_codes == "kept" and books.find("TaxCode", custom):
        return books.refer("TaxCode", {"value": custom})
    if books.settings.ast:
        return books.find("TaxCode", books.settings.ast_tax_code)
    if "TxnTaxCodeRef" not in sent:
        return None
    if sent["TxnTaxCodeRef"]["value"] == "CustomSalesTax":
        text = "The specified CustomSalesTax ID can't be used to create a transaction."
        raise refusal.Refusal("6160", "Invalid TaxCodeRef", text, "")
    return books.refer("TaxCode", sent["TxnTaxCodeRef"])


def _us_lines(books: Books, code: Body, taxable: Decimal, override: Decimal | None) -> list[Body]:
    """One tax line per rate; an override is prorated over the rates by their percent."""
    rates = code_rates(books, code, "SalesTaxRateList")
    percent = sum((Decimal(rate["RateValue"]) for rate in rates), Decimal(0))
    lines = []
    for rate in rates:
        share = Decimal(rate["RateValue"])
        tax = taxable * share / HUNDRED
        if override is not None:
            tax = override * share / percent if percent else ZERO
        lines.append(tax_line(rate, books.rounded(tax), taxable))
    if override is not None and lines:
        lines[-1]["Amount"] += override - sum((line["Amount"] for line in lines), ZERO)
    return lines


def code_rates(books: Books, code: Body, which: str) -> list[Body]:
    """The rates of a tax code for sales or for purchases."""
    details = code.get(which, {}).get("TaxRateDetail", [])
    return [books.store.objects["TaxRate"][d["TaxRateRef"]["value"]] for d in details]


def tax_line(rate: Body, tax: Decimal, net: Decimal, *, percent_based: bool = True) -> Body:
    """One line of TxnTaxDetail."""
    detail: Body = {
        "TaxRateRef": {"value": rate["Id"]},
        "PercentBased": percent_based,
        "TaxPercent": rate["RateValue"],
        "NetAmountTaxable": amount(net),
    }
    return {"Amount": tax, "DetailType": "TaxLineDetail", "TaxLineDetail": detail}


def settle_global_tax(
    books: Books, body: Body, detail_of: dict[str, str], which: str, discount: Decimal = ZERO
) -> Decimal:
    """Tax of a non-US document by GlobalTaxCalculation; whether a discount comes off first is a setting."""
    mode = body.setdefault("GlobalTaxCalculation", "TaxExcluded")
    if mode == "NotApplicable":
        if body.get("TxnTaxDetail", {}).get("TaxLine"):
            text = "TxnTaxDetail isn't allowed when GlobalTaxCalculation is set to NotApplicable."
            raise refusal.Refusal("6170", "Invalid TxnTaxDetail", text, "TxnTaxDetail")
        body.pop("TxnTaxDetail", None)
        return ZERO
    nets: dict[str, Decimal] = {}
    for line in leaves(body["Line"]):
        detail = line.get(detail_of.get(line["DetailType"], ""), {})
        if "TaxCodeRef" in detail:
            _add_line_net(books, line, detail, nets, (mode, which))
    if discount and books.settings.tax_discount == "after":
        whole = sum((line["Amount"] for line in leaves(body["Line"]) if _is_taxable(line, detail_of)), ZERO)
        nets = {rate: net - rounded(discount * net / whole) if whole else net for rate, net in nets.items()}
    given = _given_lines(body, nets)
    lines = [_global_line(books, rate, net, given) for rate, net in nets.items()]
    tax = sum((line["Amount"] for line in lines), ZERO)
    body["TxnTaxDetail"] = {"TotalTax": tax, "TaxLine": lines}
    return tax


def _is_taxable(line: Body, detail_of: dict[str, str]) -> bool:
    """A line of goods, with a tax code or without; a discount is spread over all of them."""
    return line["DetailType"] in detail_of


def _add_line_net(
    books: Books, line: Body, detail: Body, nets: dict[str, Decimal], how: tuple[str, str]
) -> None:
    mode, which = how
    code = books.refer("TaxCode", detail["TaxCodeRef"])
    rates = code_rates(books, code or {}, which)
    if mode == "TaxInclusive":
        percent = sum((Decimal(rate["RateValue"]) for rate in rates), Decimal(0))
        gross = amount(detail.get("TaxInclusiveAmt", line["Amount"]))
        detail["TaxInclusiveAmt"] = gross
        line["Amount"] = books.rounded(gross / (1 + percent / HUNDRED))
    for rate in rates:
        nets[rate["Id"]] = nets.get(rate["Id"], ZERO) + line["Amount"]


def _given_lines(body: Body, nets: dict[str, Decimal]) -> dict[str, Decimal]:
    """Amounts the request states per rate (PercentBased false); a rate no line uses is refused."""
    given = {}
    for line in body.get("TxnTaxDetail", {}).get("TaxLine", []):
        detail = line.get("TaxLineDetail", {})
        rate = detail.get("TaxRateRef", {}).get("value", "")
        if rate not in nets:
            raise refusal.invalid_reference("TaxRates", rate)
        if not detail.get("PercentBased", True):
            given[rate] = amount(line.get("Amount"))
    return given


def _global_line(books: Books, rate_id: str, net: Decimal, given: dict[str, Decimal]) -> Body:
    rate = books.store.objects["TaxRate"][rate_id]
    computed = books.rounded(net * Decimal(rate["RateValue"]) / HUNDRED)
    return tax_line(rate, given.get(rate_id, computed), net, percent_based=rate_id not in given)


def tax_postings(books: Books, body: Body) -> list[tuple[str, Decimal]]:
    """(liability account, tax) of each tax line of a document."""
    found = []
    for line in body.get("TxnTaxDetail", {}).get("TaxLine", []):
        rate = books.store.objects["TaxRate"][line["TaxLineDetail"]["TaxRateRef"]["value"]]
        agency = books.store.objects["TaxAgency"][rate["AgencyRef"]["value"]]
        account = books.store.facts["agency:" + agency["Id"]]
        found.append((account, amount(line["Amount"])))
    return found
