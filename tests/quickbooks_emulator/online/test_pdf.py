"""A PDF whose table of positions is right."""

from __future__ import annotations

import re
from decimal import Decimal

from quickbooks_emulator.online.pdf import page

BODY = {
    "DocNumber": "7",
    "TxnDate": "2026-01-02",
    "CustomerRef": {"value": "1", "name": "Ada (Lovelace) \\ Söhne"},
    "Line": [{"Amount": Decimal("5.00"), "Description": "x"}, {"Description": "no amount"}],
    "TotalAmt": Decimal("5.00"),
}


def test_every_object_is_where_the_table_says() -> None:
    content = page("Invoice", BODY, "Company")
    start = int(content.split(b"startxref\n")[1].split(b"\n")[0])
    assert content[start:].startswith(b"xref\n0 6\n")
    positions = [int(one) for one in re.findall(rb"(\d{10}) 00000 n", content)]
    for number, position in enumerate(positions, 1):
        assert content[position:].startswith(b"%d 0 obj" % number)
    length = int(re.findall(rb"/Length (\d+)", content)[0])
    stream = content.split(b"stream\n", 1)[1].split(b"\nendstream")[0]
    assert len(stream) == length
    assert b"(Ada \\(Lovelace\\) \\\\ S\xf6hne) Tj" in stream
