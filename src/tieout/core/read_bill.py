"""Read bill: a bill or supplier's credit that others entered in QuickBooks, as it was read there."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Final, NamedTuple

ENTITIES: Final = {"Bill": "bill_approved", "VendorCredit": "supplier_credited"}
"""QuickBooks' name of what is read, and the kind of event it becomes."""


class ReadLine(NamedTuple):
    """One line: `amount` in 10⁻⁸ units of the bill's currency, `quantity` in 10⁻⁶ (0 = none stated).

    `account` is QuickBooks' id of the account it stands on (that of its product, where it names one) and
    `account_name` what it is called there, `item` the names of its product, apart by line ends.
    """

    line: str
    amount: int
    account: str
    text: str = ""
    item: str = ""
    quantity: int = 0
    account_name: str = ""


class ReadBill(NamedTuple):
    """A bill or credit as QuickBooks says it; a deleted or voided one is `gone` and has no more.

    `type` and `id` are QuickBooks'; `total` and `tax` are in 10⁻⁸ units of `currency`; `rate` is home
    units per unit of it, empty at home. `unread` says why it cannot become an event, empty = it can.
    """

    type: str
    id: str
    gone: bool = False
    number: str = ""
    day: str = ""
    due: str = ""
    vendor: str = ""
    vendor_name: str = ""
    currency: str = ""
    rate: str = ""
    total: int = 0
    tax: int = 0
    note: str = ""
    lines: tuple[ReadLine, ...] = ()
    unread: str = ""

    @property
    def name(self) -> str:
        """What it is called: `Bill 145`, by QuickBooks' id, which is there and unique."""
        return f"{self.type} {self.id}"

    @property
    def title(self) -> str:
        """What a person recognises it by."""
        number = f" (number {self.number})" if self.number else ""
        return f"{self.name}{number} of {self.vendor_name or 'an unnamed vendor'}"

    def written(self) -> str:
        """As canonical text: the same bill gives the same text."""
        return json.dumps(self, ensure_ascii=False, separators=(",", ":"))


def read_bill(text: str) -> ReadBill:
    """The bill a canonical text says."""
    said = json.loads(text)
    bill = ReadBill(*said)
    return bill._replace(lines=tuple(ReadLine(*line) for line in bill.lines))


class ReceiptLine(NamedTuple):
    """A receipt line with what is open of it: `units` (10⁻⁶) and `value` (10⁻⁸ home units), both ≥ 0.

    `rate` is home units per unit of `currency`; `names` are those of its item.
    """

    receipt: str
    line: str
    order: str
    supplier: str
    names: tuple[str, ...]
    units: int
    value: int
    currency: str
    rate: Fraction

    @property
    def reference(self) -> str:
        """As its open item in grni is called."""
        return f"{self.receipt}/{self.line}"


class Share(NamedTuple):
    """A part of a bill line that is for one receipt line; `quantity` 0 = the bill states none."""

    receipt: str
    line: str
    amount: int
    quantity: int
