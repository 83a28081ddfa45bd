"""attach: the evidence hangs on the document in QuickBooks, once, word for word."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import httpx2
import pytest

from tests.company import NAME, small
from tests.in_quickbooks import quickbooks_of
from tieout.runtime.company import open_company


@pytest.mark.covers("S002-52")
def test_what_a_document_was_made_of_hangs_on_it(small_company: Path) -> None:
    said = small("attach", "INV-1", "--json").json
    assert said["file"] == "tieout INV-1.txt"
    assert small("attach", "INV-1").out == "tieout INV-1.txt hangs on Invoice INV-1.\n"
    with quickbooks_of(NAME) as client:
        [file] = list(client.rows("Attachable"))
        [invoice] = [row for row in client.rows("Invoice") if row.get("DocNumber") == "INV-1"] or [{}]
        text = httpx2.get(file["TempDownloadUri"]).text
    assert (file["Id"], file["FileName"]) == (said["id"], "tieout INV-1.txt")
    if invoice:
        assert file["AttachableRef"][0]["EntityRef"] == {"type": "Invoice", "value": invoice["Id"]}
    assert "by the rule:" in text
    assert "  Cr  revenue(wholesale,services)  25.00" in text
    assert '"number":"INV-1"' in text.replace(" ", "")
    with closing(open_company(NAME).database) as database, database.read() as connection:
        rows = connection.exec_driver_sql("SELECT after FROM audit WHERE act = 'evidence attached'").all()
    assert len(rows) == 2
    assert rows[0] == rows[1]


def test_what_is_not_there_is_said(small_company: Path) -> None:
    assert "subject_unknown" in small("attach", "INV-77").err
    said = small("attach", "INV-9")  # held: its revenue has no account
    assert said.code == 3
