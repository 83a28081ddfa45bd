"""Amounts: the named figures rules may use, each declared as a sum of primitive parts.

The loader adds up the parts of a rule's lines without any data: a rule whose debits and credits are
not the same sum of parts is refused (design 7). Costing and the sale facts give each amount its
value; `Entry` then checks that the figures balance as declared.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

Parts = Mapping[str, int]

_BILLED: Final = {"gross": 1, "discount": -1, "shipping": 1, "tax": 1, "source_rounding": 1}
_TENDERS: Final = {"gift_card": -1, "store_credit": -1, "deposit": -1}
_REFUNDED: Final = {**_BILLED, "adjustment": 1}

AMOUNTS: Final[Mapping[str, Parts]] = {
    # order to cash
    "receivable": _BILLED,
    "tendered": {**_BILLED, **_TENDERS},
    "gift_card_tender": {"gift_card": 1},
    "store_credit_tender": {"store_credit": 1},
    "deposit_tender": {"deposit": 1},
    "gross": {"gross": 1},
    "discount": {"discount": 1},
    "shipping": {"shipping": 1},
    "tax": {"tax": 1},
    "source_rounding": {"source_rounding": 1},
    "refunded": _REFUNDED,
    "adjustment": {"adjustment": 1},
    "paid": {"paid": 1},
    "settled": {"settled": 1},
    "exchange_difference": {"paid": 1, "settled": -1},
    "carried_difference": {"carried_difference": 1},
    "disputed": {"disputed": 1},
    "fee": {"fee": 1},
    "fee_back": {"fee_back": 1},
    "payout_net": {"payout_gross": 1, "payout_fee": -1},
    "payout_gross": {"payout_gross": 1},
    "payout_fee": {"payout_fee": 1},
    "issued_credit": {"issued_credit": 1},
    "subscribed": {"subscribed": 1},
    "deferred": {"subscribed": 1},
    "earned": {"earned": 1},
    "unearned": {"unearned": 1},
    "credited": {**_REFUNDED, "unearned": 1},
    "written_off": {"written_off": 1},
    # procure to pay
    "received": {"receipt": 1, "standard_variance": -1},
    "standard_variance": {"standard_variance": 1},
    "accrued": {"receipt": 1},
    "billed_receipts": {"billed_receipts": 1},
    "billed_cost": {"billed_cost": 1},
    "recoverable_tax": {"recoverable_tax": 1},
    "bill_rounding": {"bill_rounding": 1},
    "payable": {"billed_receipts": 1, "billed_cost": 1, "recoverable_tax": 1, "bill_rounding": 1},
    "sent_back": {"sent_back": 1},
    "accrual_returned": {"accrual_returned": 1},
    "price_variance": {"sent_back": 1, "accrual_returned": -1},
    "price_difference": {"price_difference": 1},
    "settled_variance": {"settled_variance": 1},
    "rate_difference": {"rate_difference": 1},
    "difference_settled": {"price_difference": 1, "settled_variance": 1, "rate_difference": 1},
    "reclassified": {"reclassified": 1},
    "corrected": {"billed_receipts": 1},
    # production
    "issued": {"issued": 1},
    "in_progress": {"issued": 1, "labour_issued": 1, "overhead_issued": 1},
    "labour_issued": {"labour_issued": 1},
    "overhead_issued": {"overhead_issued": 1},
    "left_in_progress": {"progress": 1},
    "consumed": {"materials": 1},
    "progress_used": {"progress": 1},
    "labour": {"labour": 1},
    "overhead": {"overhead": 1},
    "scrapped": {"abnormal": 1},
    "produced": {
        "materials": 1,
        "progress": 1,
        "labour": 1,
        "overhead": 1,
        "abnormal": -1,
        "standard_variance": -1,
    },
    "taken_apart": {"taken_apart": 1},
    "won": {"taken_apart": 1, "standard_variance": -1},
    # stock
    "shipped": {"shipped": 1},
    "sold_at_once": {"at_once": 1},
    "waiting": {"shipped": 1, "at_once": -1},
    "recognised": {"recognised": 1},
    "unsold": {"unsold": 1},
    "unshipped": {"unshipped": 1},
    "restocked": {"unsold": 1, "unshipped": 1, "standard_variance": -1},
    "lost": {"adjusted": 1},
    "adjusted": {"adjusted": 1},
    "transferred": {"transferred": 1},
    "transferred_in": {"transferred": 1, "standard_variance": -1},
    "covering": {"covering": 1},
    "covered": {"covered": 1},
    "late_cost": {"covering": 1, "covered": -1},
    "allocated": {"allocated": 1},
    "landed": {"allocated": 1},
    "opened": {"opened": 1},
    # revisions
    "re_received": {"receipt": 1},
    "re_produced": {"materials": 1, "progress": 1, "labour": 1, "overhead": 1},
    "re_won": {"taken_apart": 1},
    "issued_back": {"issued_back": 1},
    "re_issued": {"issued_back": 1, "labour_reissued": 1, "overhead_reissued": 1},
    "labour_reissued": {"labour_reissued": 1},
    "overhead_reissued": {"overhead_reissued": 1},
    "opened_register": {"opened_register": 1},
}
"""Every amount a rule line may name. A part named alone has the amount's own name or its origin's."""
