"""Tax strategies: the channel's own, else the company's, else a line."""

from __future__ import annotations

from tieout.core.account import account_key
from tieout.core.entry import Line, Side
from tieout.core.tax_strategy import TaxPolicy, agency_of, channel_of

SALE = Line(Side.CR, account_key("revenue", channel="web", category="jam"), 5, 5)
TAX = Line(Side.CR, account_key("sales_tax", agency="CDTFA"), 1, 1)


def test_a_channel_has_its_own_or_the_companys() -> None:
    policy = TaxPolicy(strategies={"": "override", "web": "native", "odd": "guess"})
    assert policy.of([TAX, SALE]) == "native"
    assert policy.strategy("shop") == "override"
    assert policy.strategy("odd") == "tax_line"
    assert TaxPolicy().of([SALE]) == "tax_line"


def test_channel_and_agency_are_read_off_the_lines() -> None:
    assert channel_of([TAX, SALE]) == "web"
    assert channel_of([TAX]) == ""
    assert agency_of(TAX) == "CDTFA"
    assert agency_of(Line(Side.CR, account_key("sales_tax"), 1, 1)) == ""
