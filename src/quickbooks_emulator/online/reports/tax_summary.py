"""Tax summary: what was taxed and the tax on it by agency and rate, outside the US."""

from __future__ import annotations

from decimal import Decimal

from quickbooks_emulator.online.amount import ZERO, amount, cents, rounded
from quickbooks_emulator.online.books import Books
from quickbooks_emulator.online.jsontext import Body
from quickbooks_emulator.online.refusal import Refusal

from .scope import Scope, scope
from .shape import cells, column, data, header, money, report, section

_SOLD = {"Invoice": 1, "SalesReceipt": 1, "CreditMemo": -1, "RefundReceipt": -1}
_BOUGHT = {"Bill": 1, "Purchase": 1, "VendorCredit": -1}
Sums = dict[str, list[int]]  # rate id to net and tax


def tax_summary(books: Books, parameters: dict[str, str]) -> Body:
    """By agency: tax collected on sales, tax paid on purchases, and what is owed."""
    if books.settings.country == "US":
        text = "TaxSummary is not available in the US."
        raise Refusal("5030", "Feature Not Supported", text, "")
    asked = scope(books, parameters)
    sold, bought = _sums(asked, _SOLD), _sums(asked, _BOUGHT)
    rows = []
    for agency in books.store.each("TaxAgency"):
        rows += _agency(books, agency, sold, bought)
    columns = [
        column("", "String", "tax_name"),
        column("Net Amount", "Money", "net_amount"),
        column("Tax Amount", "Money", "tax_amount"),
    ]
    head = header(books, "TaxSummary", asked.period, parameters, empty=not rows, standard=False)
    return report(head, columns, rows)


def _sums(asked: Scope, kinds: dict[str, int]) -> Sums:
    found: Sums = {}
    for entity, side in kinds.items():
        for body in asked.books.store.each(entity):
            if not asked.period.start <= body["TxnDate"] <= asked.period.end:
                continue
            sign = -side if body.get("Credit") else side
            rate = Decimal(body.get("ExchangeRate", 1))
            for line in body.get("TxnTaxDetail", {}).get("TaxLine", []):
                detail = line["TaxLineDetail"]
                row = found.setdefault(detail["TaxRateRef"]["value"], [0, 0])
                net = amount(detail.get("NetAmountTaxable", ZERO))
                row[0] += sign * cents(rounded(net * rate))
                row[1] += sign * cents(rounded(amount(line["Amount"]) * rate))
    return found


def _agency(books: Books, agency: Body, sold: Sums, bought: Sums) -> list[Body]:
    parts, owed = [], 0
    for title, sums, sign in (("Tax on sales", sold, 1), ("Tax on purchases", bought, -1)):
        rows, net, tax = [], 0, 0
        for rate in books.store.each("TaxRate"):
            values = sums.get(rate["Id"])
            if values and rate["AgencyRef"]["value"] == agency["Id"]:
                rows.append(data(rate["Name"], rate["Id"], money(values[0]), money(values[1])))
                net, tax = net + values[0], tax + values[1]
        if rows:
            parts.append(section(title, rows, cells(f"Total {title}", money(net), money(tax)), "", 3))
            owed += sign * tax
    if not parts:
        return []
    name = agency["DisplayName"]
    return [section(name, parts, cells(f"Net owed to {name}", "", money(owed)), "", 3)]
