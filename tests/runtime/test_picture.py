"""The picture of a chain: from the bill to the document, amounts on arrows that add up."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from tieout.runtime import picture as drawing
from tieout.runtime.company import Company
from tieout.runtime.picture import picture
from tieout.runtime.trace import Chain, candidates, only, trace

SPACE = "{http://www.w3.org/2000/svg}"


def chain(company: Company, text: str) -> Chain:
    return trace(company, only(text, candidates(company, text)))


def texts(drawn: str) -> list[str]:
    return [text.text or "" for text in ElementTree.fromstring(drawn).iter(f"{SPACE}text")]


@pytest.mark.covers("S002-51", "S002-55")
def test_a_sale_is_drawn_from_the_bill_of_its_oats_to_quickbooks(pantry: Company) -> None:
    """40.50 billed; 28.35 of it into the run, 10.00 and 2.01 beside it: 40.36, of which 12 ÷ 70 = 6.92."""
    told = texts(picture(chain(pantry, "SO-1")))
    for words in ("bill B-1", "30 OATS lot OAT-A", "70 GRANOLA lot GRA-1", "labour", "overhead"):
        assert words in told
    assert {"40.50", "28.35", "10.00", "2.01", "40.36", "6.92", "60.00"} <= set(told)
    assert any(words.startswith("QuickBooks Invoice") for words in told)
    assert "Dr cogs(granola) 6.92" in told


def test_forward_it_leads_to_every_shipment(pantry: Company) -> None:
    told = texts(picture(chain(pantry, "lot OAT-A")))
    shipped = {f"goods_shipped {name}" for name in ("SH-1", "SH-2", "SH-P-1", "SH-P-2", "SH-X-1")}
    assert shipped <= set(told)


def test_what_does_not_fit_is_counted_and_its_amounts_stay(
    pantry: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of five shipments the largest is drawn; the other four (1.73 + 3 × 0.58) stand in one box."""
    monkeypatch.setattr(drawing, "TALLEST", 1)
    told = texts(picture(chain(pantry, "lot OAT-A")))
    assert "… and 4 more" in told
    assert "3.46" in told
