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

    `event` is the event's id, empty where the line has none. `code` proposes the problem's code.
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
        "line_unreadable",
        "A line breaks off in the middle: it is not a JSON object.",
        "Export web order 109999 again and load the file.",
    ),
    _fault(
        "impossible-day",
        (WHOLESALE, "order_placed", "SO-9008"),
        "reading",
        "field_invalid",
        f"Order SO-9008 is dated {IMPOSSIBLE_DAY}, which is not a day of the calendar.",
        "Correct the order's date in the ERP and load it again.",
    ),
    _fault(
        "unknown-currency",
        (MONEY, "payment_captured", "PAY-9003"),
        "reading",
        "field_invalid",
        f"Payment PAY-9003 is in {UNKNOWN_CURRENCY}, which is not a currency code in use.",
        "Correct the currency of the payment in the ERP (EUR is meant) and load it again.",
    ),
    _fault(
        "same-id-other-content",
        (MONEY, "payment_captured", "PAY-9007"),
        "reading",
        "duplicate_id",
        "Payment PAY-9007 stands twice in one file with other amounts: 450.00 and 540.00.",
        "Find out which is right (the invoice is 450.00) and load that one alone, or give a revision.",
    ),
    _fault(
        "unknown-sku",
        (WHOLESALE, "goods_shipped", "SH-9001"),
        "admission",
        "item_unknown",
        f"Shipment SH-9001 names item {UNKNOWN_SKU}, which no master data has created.",
        "Create the item, then release the shipment.",
    ),
    _fault(
        "wrong-total",
        (WHOLESALE, "invoice_issued", "INV-9002-1"),
        "admission",
        "total_mismatch",
        "The parts of invoice INV-9002-1 come to 450.00, its total says 451.00: 1.00 apart, 0.05 allowed.",
        "Correct the invoice in the ERP and load it again.",
    ),
    _fault(
        "no-rate",
        (WHOLESALE, "invoice_issued", "INV-9009-1"),
        "admission",
        "rate_missing",
        f"Invoice INV-9009-1 is in {UNRATED_CURRENCY} and there is no exchange rate for 2026-03-19.",
        f"Load a {UNRATED_CURRENCY} rate for that day, or state the rate on the invoice.",
    ),
    _fault(
        "unknown-sale",
        (MONEY, "refund_issued", "RF-9010"),
        "admission",
        "sale_unknown",
        "Refund RF-9010 takes back sale W088017-1, which was never loaded.",
        "Load the sale, or refund it in the books by hand and dismiss this one.",
    ),
    _fault(
        "payout-gap",
        (MONEY, "payout_settled", PAYOUT),
        "admission",
        "payout_mismatch",
        f"Payout {PAYOUT} brought 7.50 more than its items come to.",
        "Ask the gateway for the missing item, add it to the payout and load it again.",
    ),
    _fault(
        "negative-stock",
        (WHOLESALE, "goods_shipped", "SH-9011"),
        "costing",
        "stock_negative",
        "Shipment SH-9011 takes 15 of MER-APRON where 12 are on hand: 3 are costed provisionally.",
        "Book the missing delivery, or count the shelf.",
    ),
    _fault(
        "channel-without-account",
        (WEBSTORE, "sale_paid", "POP-1"),
        "posting",
        "account_unmapped",
        f"Sale POP-1 is in channel {UNMAPPED_CHANNEL}, which has no revenue account for category digital.",
        f"Map revenue({UNMAPPED_CHANNEL}, digital) to an account; the sale then goes by itself.",
    ),
    _fault(
        "bill-above-receipt",
        (PURCHASING, "bill_approved", OVERBILLED),
        "matching",
        "bill_over_receipt",
        f"Bill {OVERBILLED} charges one pack more than delivery GR-012 brought: open in GRNI.",
        "Ask the supplier for a credit, or receive the missing pack.",
    ),
)
