"""The list of planted faults: exactly these exceptions must be left when the demo has run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from tieout.demo.book import MONEY, PURCHASING, WEBSTORE, WHOLESALE

Found = Literal["reading", "admission", "costing", "posting", "matching"]

UNKNOWN_SKU: Final = "FG-PEACH-HABANERO"
UNKNOWN_CURRENCY: Final = "EUO"
UNMAPPED_CHANNEL: Final = "popup"
UNRATED_CURRENCY: Final = "CHF"
IMPOSSIBLE_DAY: Final = "2026-02-31"
PAYOUT: Final = "po-paypal-260323"
OVERBILLED: Final = "B-GR-012"


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """One planted fault: where it is, where it must be found, what a person reads and does.

    `event` is the event's id, empty where the line has none. `code` and `what` are the problem's own
    (amounts as of the shipped seed), `next_step` what mends this one fault.
    """

    id: str
    file: str
    kind: str
    event: str
    found: Found
    code: str
    what: str
    next_step: str


def _fault(
    name: str, where: tuple[str, str, str], found: Found, code: str, what: str, step: str
) -> Planted:
    file, kind, event = where
    return Planted(
        id=name, file=file, kind=kind, event=event, found=found, code=code, what=what, next_step=step
    )


PLANTED: Final[tuple[Planted, ...]] = (
    _fault(
        "malformed-line",
        (WEBSTORE, "", ""),
        "reading",
        "line_text_open",
        "The line ends inside a text.",
        "Export web order 109999 again and load the file.",
    ),
    _fault(
        "impossible-day",
        (WHOLESALE, "order_placed", "SO-9008"),
        "reading",
        "field_invalid",
        "The field date cannot be taken.",
        "Correct the order's date in the ERP and load it again.",
    ),
    _fault(
        "unknown-currency",
        (MONEY, "payment_captured", "PAY-9003"),
        "reading",
        "field_invalid",
        "The field currency cannot be taken.",
        "Correct the currency of the payment in the ERP (EUR is meant) and load it again.",
    ),
    _fault(
        "same-id-other-content",
        (MONEY, "payment_captured", "PAY-9007"),
        "reading",
        "duplicate_id",
        "payment_captured PAY-9007 of erp stands twice in this file with different content.",
        "Find out which is right (the invoice is 450.00) and load that one alone, or give a revision.",
    ),
    _fault(
        "unknown-sku",
        (WHOLESALE, "goods_shipped", "SH-9001"),
        "admission",
        "item_unknown",
        f"The item {UNKNOWN_SKU} is not known.",
        "Create the item, then release the shipment.",
    ),
    _fault(
        "wrong-total",
        (WHOLESALE, "invoice_issued", "INV-9002-1"),
        "admission",
        "total_mismatch",
        "INV-9002-1: the parts come to 450.00 USD, the total says 451.00 USD.",
        "Correct the invoice in the ERP and load it again.",
    ),
    _fault(
        "no-rate",
        (WHOLESALE, "invoice_issued", "INV-9009-1"),
        "admission",
        "rate_missing",
        f"No rate of {UNRATED_CURRENCY} is known on 2026-03-19.",
        f"Load a {UNRATED_CURRENCY} rate for that day, or state the rate on the invoice.",
    ),
    _fault(
        "unknown-sale",
        (MONEY, "refund_issued", "RF-9010"),
        "admission",
        "sale_unknown",
        "Refund RF-9010 takes back W088017-1, which is not known.",
        "Load the sale, or refund it in the books by hand and dismiss this one.",
    ),
    _fault(
        "payout-gap",
        (MONEY, "payout_settled", PAYOUT),
        "admission",
        "payout_mismatch",
        f"Payout {PAYOUT}: its items come to 6987.32 USD, the bank got 6994.82 USD.",
        "Ask the gateway for the missing item, add it to the payout and load it again.",
    ),
    _fault(
        "negative-stock",
        (WHOLESALE, "goods_shipped", "SH-9011"),
        "costing",
        "cost_provisional",
        "MER-APRON at PLANT is short; its cost is provisional.",
        "Book the missing delivery, or count the shelf.",
    ),
    _fault(
        "channel-without-account",
        (WEBSTORE, "sale_paid", "POP-1"),
        "posting",
        "account_unmapped",
        f"revenue({UNMAPPED_CHANNEL},digital) has no QuickBooks account.",
        f"Map revenue({UNMAPPED_CHANNEL}, digital) to an account; the sale then goes by itself.",
    ),
    _fault(
        "bill-above-receipt",
        (PURCHASING, "bill_approved", OVERBILLED),
        "matching",
        "bill_over_receipt",
        "Receipt GR-012/1: 30 units are billed, 20 are here to be billed; 10 too many.",
        "Ask the supplier for a credit, or receive the missing pack.",
    ),
)
