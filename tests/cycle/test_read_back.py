"""Read back: what AP changes or takes away of a bill is followed, and nothing is sent for it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.acceptance import shop
from tests.acceptance.payables import Payables
from tieout.core.errors import TerminalError
from tieout.runtime import acts
from tieout.runtime.reversal import reverse_document


def test_ap_edits_a_bill_after_it_was_read(payables: Payables) -> None:
    """18.00, then 19.80, then 18.00 again: each time the books follow, and nothing is sent for the bill."""
    payables.load(shop.received("GR-1", "2026-03-02", 9))
    bill = payables.enter("2026-03-09", ("18.00", "delivery GR-1", "grni"))
    payables.settled()
    line = payables.held("Bill")[0]["Line"]
    for amount, worth in (("19.80", 1980), ("18.00", 1800)):
        payables.edit("Bill", bill, Line=[line[0] | {"Amount": Decimal(amount)}])
        payables.settled()
        assert payables.open() == {}
        assert payables.booked("inventory_merchandise") == worth
        assert payables.booked("accounts_payable") == -worth
    assert payables.held("VendorCredit") == []
    assert len(payables.held("Bill")) == 1


def test_a_bill_moved_to_another_day_stands_there(payables: Payables) -> None:
    payables.load(shop.received("GR-1", "2026-03-02", 9))
    bill = payables.enter("2026-03-09", ("19.80", "delivery GR-1", "grni"))
    payables.settled()
    payables.lever("redate", {"entity": "Bill", "id": bill["Id"], "change": {"TxnDate": "2026-03-12"}})
    payables.settled()


@pytest.mark.parametrize("way", ["deleted", "emptied"])
def test_a_bill_that_ap_takes_away_is_taken_back(payables: Payables, way: str) -> None:
    payables.load(shop.received("GR-1", "2026-03-02", 9))
    bill = payables.enter("2026-03-09", ("19.80", "delivery GR-1", "grni"))
    payables.settled()
    if way == "deleted":
        payables.lever("delete", {"entity": "Bill", "id": bill["Id"]})
    else:
        [line, *_] = payables.held("Bill")[0]["Line"]
        payables.edit("Bill", bill, Line=[line | {"Amount": Decimal(0)}])
    payables.settled()
    assert payables.open() == {"GR-1/1": -1800}
    assert payables.booked("inventory_merchandise") == 1800
    assert payables.booked("accounts_payable") == 0


def test_what_ap_entered_is_not_reversed_by_us(payables: Payables) -> None:
    payables.load(shop.received("GR-1", "2026-03-02", 9))
    payables.enter("2026-03-05", ("18.00", "GR-1", "grni"), DocNumber="4711")
    payables.settled()
    with pytest.raises(TerminalError, match="was entered in QuickBooks"):
        reverse_document(payables.company, "4711", "no", "carla", acts.clock())


def test_our_own_bills_are_never_read_as_those_of_others(payables: Payables) -> None:
    payables.load(
        shop.received("GR-1", "2026-03-02", 9), shop.billed("B-1", "2026-03-05", "GR-1", 9, "18.90")
    )
    acts.import_lists(payables.company)
    payables.run()
    payables.settled()
    with payables.company.database.read() as connection:
        assert connection.exec_driver_sql("SELECT COUNT(*) FROM read_bill").scalar_one() == 0
