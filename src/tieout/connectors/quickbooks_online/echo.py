"""Echo: what QuickBooks stored, compared field by field with what was sent (design law 7).

Only what was sent is compared, so a field QuickBooks adds tomorrow changes nothing. Totals and tax
are compared too, although they are computed: that is where QuickBooks would change the books.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from tieout.connectors.quickbooks_online.jsontext import Json, total
from tieout.connectors.quickbooks_online.tax import billed_tax

COMPUTED_LINES: Final = frozenset({"SubTotalLineDetail", "TaxLineDetail"})
"""Lines QuickBooks adds by itself."""

RESTATED: Final = frozenset({"TxnTaxDetail", "SyncToken"})
"""What QuickBooks writes in its own way: automated sales tax puts its own code; the amount is compared.

An update names the version it goes over, and what is held then is the next one.
"""

TOTALLED: Final = frozenset(
    {"Invoice", "SalesReceipt", "CreditMemo", "RefundReceipt", "Bill", "VendorCredit", "PurchaseOrder"}
)
"""Types whose stored total must be the sum of the lines sent and of the tax that was billed."""


def differences(type_: str, sent: Json, held: Json) -> tuple[str, ...]:
    """Every difference in words; empty = stored as sent."""
    found = list(_object("", sent, held))
    if type_ in TOTALLED:
        tax = billed_tax(sent.get("PrivateNote", ""))
        expected = total(line["Amount"] for line in sent["Line"]) + tax
        found += _leaf("TotalAmt", expected, held.get("TotalAmt"))
        found += _leaf("TotalTax", tax, (held.get("TxnTaxDetail") or {}).get("TotalTax", 0))
        found += _taxes(sent, held)
    if "ExchangeRate" not in sent and "CurrencyRef" not in sent:
        found += _leaf("ExchangeRate", Decimal(1), held.get("ExchangeRate", 1))
    return tuple(found)


def _taxes(sent: Json, held: Json) -> Iterator[str]:
    """The tax stated at each rate; where none is stated QuickBooks splits the total by itself."""
    stored = _by_rate(held)
    for rate, billed in _by_rate(sent).items():
        yield from _leaf(f"TotalTax at rate {rate}", billed, stored.get(rate, 0))


def _by_rate(body: Json) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for line in (body.get("TxnTaxDetail") or {}).get("TaxLine", []):
        rate = str(((line.get("TaxLineDetail") or {}).get("TaxRateRef") or {}).get("value", ""))
        found[rate] = found.get(rate, Decimal(0)) + Decimal(str(line.get("Amount", 0)))
    return found


def _object(path: str, sent: Json, held: Json) -> Iterator[str]:
    for name, value in sent.items():
        if name in RESTATED and not path:
            continue
        place = f"{path} {name}".strip()
        there = held.get(name)
        if name == "Line":
            yield from _lines(value, there or [])
        elif isinstance(value, dict) and set(value) == {"value"}:
            yield from _leaf(place, value["value"], (there or {}).get("value"))
        elif isinstance(value, dict):
            yield from _object(place, value, there or {})
        elif isinstance(value, list):
            yield from _list(place, value, there or [])
        else:
            yield from _leaf(place, value, there)


def _lines(sent: list[Json], held: list[Json]) -> Iterator[str]:
    kept = [line for line in held if line.get("DetailType") not in COMPUTED_LINES]
    sent = [line for line in sent if line.get("DetailType") not in COMPUTED_LINES]
    yield from _list("line", sent, kept)


def _list(path: str, sent: list[Any], held: list[Any]) -> Iterator[str]:
    if len(sent) != len(held):
        yield f"{path}: {len(sent)} sent, {len(held)} stored"
        return
    for place, (one, other) in enumerate(zip(sent, held, strict=True), start=1):
        yield from _object(f"{path} {place}", one, other)


def _leaf(path: str, sent: Any, held: Any) -> Iterator[str]:
    if not _same(sent, held):
        shown = "nothing" if held is None else str(held)
        yield f"{path}: sent {sent}, stored {shown}"


def _same(sent: Any, held: Any) -> bool:
    if isinstance(sent, (Decimal, int)) and not isinstance(sent, bool):
        try:
            return Decimal(str(held)) == sent
        except InvalidOperation:
            return False
    return str(sent) == str(held) if held is not None else sent in {"", None}
