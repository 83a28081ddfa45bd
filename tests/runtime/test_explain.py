"""Explain: every line of every document is the sum of its entries' lines."""

from __future__ import annotations

from tests.pantry import LONG
from tieout.core.entry import Side
from tieout.runtime.company import Company
from tieout.runtime.explain import explain_document


def documents(company: Company) -> list[str]:
    with company.database.read() as connection:
        rows = connection.exec_driver_sql("SELECT id FROM document ORDER BY seq")
        return [id_ for (id_,) in rows]


def test_the_shares_of_every_line_sum_to_it(pantry: Company) -> None:
    for key in documents(pantry):
        found = explain_document(pantry, key)
        for explained in found.lines:
            signed = explained.line.home if explained.line.side is Side.DR else -explained.line.home
            assert sum(share.minor for share in explained.shares) == signed, key
        given = sum(line.home for entry in found.entries for line in entry.lines)
        assert given == sum(abs(share.minor) for one in found.lines for share in one.shares)


def test_the_full_name_stands_beside_the_one_that_was_sent(pantry: Company) -> None:
    [text] = explain_document(pantry, "INV-1").texts
    assert (text.field, text.full) == ("Customer C-1", LONG)
    assert text.sent.isascii()
    assert explain_document(pantry, "B-1").texts == ()
