"""Subjects: a name is what its field says, wherever in a record it stands."""

from __future__ import annotations

import pytest

from tieout.core.ids import SHORT
from tieout.runtime.company import Company
from tieout.runtime.subjects import LEAST_PREFIX, is_item, subjects, whats


@pytest.mark.parametrize(
    ("record", "what"),
    [
        ({"kind": "order_placed", "order": "N"}, {"order"}),
        ({"kind": "purchase_order_placed", "order": "N"}, {"purchase order"}),
        ({"kind": "goods_received", "order": "N", "receipt": "N"}, {"purchase order", "receipt"}),
        ({"kind": "invoice_issued", "number": "N"}, {"sale"}),
        ({"kind": "refund_issued", "refunded": "N"}, {"sale"}),
        ({"kind": "payout_settled", "items": [{"reference": "N"}]}, {"reference"}),
        ({"kind": "bill_approved", "lines": [{"receipt": "N"}]}, {"receipt"}),
        ({"kind": "landed_cost_billed", "receipts": ["M", "N"]}, {"receipt"}),
        ({"kind": "goods_received", "lines": [{"lot": "N", "item": "X"}]}, {"lot"}),
        ({"kind": "goods_received", "supplier": "N"}, set()),
    ],
)
def test_a_field_says_what_a_name_is(record: dict[str, object], what: set[str]) -> None:
    assert whats(record, "N") == what


def test_too_few_letters_are_no_id(pantry: Company) -> None:
    with pantry.database.read() as connection:
        id_ = connection.exec_driver_sql("SELECT id FROM event WHERE external_id = 'R-1'").scalar_one()
        assert [one.name for one in subjects(connection, id_[:SHORT])] == [id_]
        assert subjects(connection, id_[: LEAST_PREFIX - 1]) == []
        assert [one.what for one in subjects(connection, f"event {id_}")] == ["event"]
        assert subjects(connection, f"entry {id_}") == []


def test_a_name_with_quotes_is_only_a_name(pantry: Company) -> None:
    with pantry.database.read() as connection:
        assert subjects(connection, """x' OR 1=1 -- " \\""") == []
        assert subjects(connection, "") == []


def test_an_item_is_known_by_its_own_statement_only(pantry: Company) -> None:
    with pantry.database.read() as connection:
        assert is_item(connection, "OATS")
        assert not is_item(connection, "OAT-A")
        assert not is_item(connection, "Oats")
