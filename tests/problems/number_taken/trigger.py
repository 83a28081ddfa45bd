"""An invoice that a person wrote under the number of ours."""

from __future__ import annotations

from tests.problems.premises import SALE, account_id, by_hand, company, run

from tieout.core.problem import Problem


def problems() -> list[Problem]:
    """The case that `tieout run` leaves."""
    with company(*SALE) as books:
        income = {"IncomeAccountRef": {"value": account_id(books, "Sales")}}
        customer = by_hand(books, "customer", {"DisplayName": "Walk-in"})
        item = by_hand(books, "item", {"Name": "Work", "Type": "Service", **income})
        detail = {"SalesItemLineDetail": {"ItemRef": {"value": item["Id"]}}}
        line = {"Amount": 5, "DetailType": "SalesItemLineDetail", **detail}
        header = {"CustomerRef": {"value": customer["Id"]}, "TxnDate": "2026-03-01"}
        by_hand(books, "invoice", {**header, "DocNumber": "INV-SO-1", "Line": [line]})
        return run()
