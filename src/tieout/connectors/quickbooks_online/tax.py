"""Tax: how the tax of a sales form is stated to QuickBooks, by strategy (accounting.md 1, fact sheet 11).

US: lines say TAX or NON and the form has one tax amount and code; under automated sales tax the code is
replaced and the amount may be ignored. Elsewhere each line has a tax code, and an amount stated per rate
is not percent-based. Whatever QuickBooks makes of it, the note says what was billed, and the echo is
compared with that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from tieout.connectors.quickbooks_online.convention import Convention
from tieout.connectors.quickbooks_online.jsontext import Json, amount
from tieout.connectors.quickbooks_online.mark import NOTE_LENGTH
from tieout.connectors.quickbooks_online.references import unfit
from tieout.core.crosswalk import Crosswalk
from tieout.core.document import Document
from tieout.core.entry import Line, Side
from tieout.core.errors import TerminalError
from tieout.core.tax_strategy import OF_A_CHANNEL, agency_of

BILLED: Final = "Tax as billed: "
_BILLED: Final = re.compile(rf"^{BILLED}(-?[0-9.]+)$", re.MULTILINE)
CREDITS: Final = frozenset({"CreditMemo", "RefundReceipt"})


@dataclass(frozen=True, slots=True)
class StatedTax:
    """The lines of tax that do not cross as lines, what the form says instead, the code of taxed lines."""

    lines: tuple[Line, ...] = ()
    total: Decimal = Decimal(0)
    body: Json = field(default_factory=dict)
    taxed: str = ""

    def code(self, line: Line, convention: Convention) -> str:
        """The tax code of a product line; "" = it says none."""
        if self.lines and line.account.role in OF_A_CHANNEL:
            return self.taxed
        return "NON" if convention.country == "US" else ""


def stated_tax(
    document: Document, products: Sequence[Line], crosswalk: Crosswalk, convention: Convention
) -> StatedTax:
    """What the document's strategy makes of its lines of tax.

    Raises:
        TerminalError: its tax is below zero, or no QuickBooks tax code is set for its agency.
    """
    lines = tuple(line for line in products if line.account.role == "sales_tax")
    strategy = crosswalk.taxes.of(document.lines)
    abroad = convention.country != "US"
    if strategy == "tax_line" or not lines:
        return StatedTax(body={"GlobalTaxCalculation": "NotApplicable"} if abroad else {})
    total = amount(_signed(document, lines), document.currency)
    if total < 0:
        raise unfit(
            document,
            "tax_below_zero",
            f"Its tax would be {total}; QuickBooks takes a stated tax of zero or more.",
            "Set the tax strategy of its channel to tax_line, then try the document again.",
        )
    if not abroad:
        return _in_the_us(lines, total, crosswalk, stated=strategy == "override")
    taxed = [line for line in products if line.account.role in OF_A_CHANNEL]
    net = amount(_signed(document, taxed), document.currency)
    return _abroad(document, lines, (total, net), crosswalk, stated=strategy == "override")


def _in_the_us(lines: tuple[Line, ...], total: Decimal, crosswalk: Crosswalk, *, stated: bool) -> StatedTax:
    detail: Json = {}
    code = crosswalk.taxes.codes.get(_agencies(lines))
    if code:
        detail["TxnTaxCodeRef"] = {"value": code}
    if stated:
        detail["TotalTax"] = total
    return StatedTax(lines, total, {"TxnTaxDetail": detail} if detail else {}, "TAX")


def _abroad(
    document: Document,
    lines: tuple[Line, ...],
    amounts: tuple[Decimal, Decimal],
    crosswalk: Crosswalk,
    *,
    stated: bool,
) -> StatedTax:
    key = _agencies(lines)
    code = crosswalk.taxes.codes.get(key, "")
    if not code:
        raise _unset(document, "code", key)
    total, net = amounts
    body: Json = {"GlobalTaxCalculation": "TaxExcluded"}
    if stated:
        rows = [_row(rate, billed, net) for rate, billed in _by_rate(document, lines, crosswalk)]
        body["TxnTaxDetail"] = {"TotalTax": total, "TaxLine": rows}
    return StatedTax(lines, total, body, code)


def _by_rate(
    document: Document, lines: tuple[Line, ...], crosswalk: Crosswalk
) -> Iterator[tuple[str, Decimal]]:
    """What was billed at each QuickBooks rate: each agency's own, or one rate for all of them."""
    whole = _agencies(lines)
    groups = [whole] if whole in crosswalk.taxes.rates else sorted({agency_of(line) for line in lines})
    for agency in groups:
        rate = crosswalk.taxes.rates.get(agency, "")
        if not rate:
            raise _unset(document, "rate", agency)
        of_it = [line for line in lines if agency in {whole, agency_of(line)}]
        yield rate, amount(_signed(document, of_it), document.currency)


def _row(rate: str, billed: Decimal, net: Decimal) -> Json:
    detail = {"TaxRateRef": {"value": rate}, "PercentBased": False, "NetAmountTaxable": net}
    return {"Amount": billed, "DetailType": "TaxLineDetail", "TaxLineDetail": detail}


def _unset(document: Document, missing: str, key: str) -> TerminalError:
    return unfit(
        document,
        "tax_code_unmapped",
        f"No QuickBooks tax {missing} is set for {key or 'its agency'}.",
        f"Set it: `tieout settings set tax.{missing}.{key} ID`; then try the document again.",
        "controller",
    )


def _agencies(lines: Sequence[Line]) -> str:
    return "+".join(sorted({agency_of(line) for line in lines}))


def _signed(document: Document, lines: Sequence[Line]) -> int:
    natural = Side.DR if document.type in CREDITS else Side.CR
    return sum(line.minor if line.side is natural else -line.minor for line in lines)


def noted(note: str, stated: StatedTax) -> str:
    """The note with the tax as it was billed before its last line, our mark."""
    memo, _, mark = note.rpartition("\n")
    said = f"{BILLED}{stated.total}"
    room = NOTE_LENGTH - len(said) - len(mark) - 2
    return "\n".join(part for part in (memo[:room], said, mark) if part)


def billed_tax(note: str) -> Decimal:
    """The tax a note says was billed; zero where tax crossed as a line."""
    found = _BILLED.search(note)
    return Decimal(found[1]) if found else Decimal(0)
