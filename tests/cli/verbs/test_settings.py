"""settings: listed with meaning, set within what they may be, with who did it in the audit log."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from tests.company import NAME, small, tieout
from tieout.runtime.company import open_company
from tieout.runtime.settings import KNOWN

SET = {
    "seal-lag-days": ("3", "-1"),
    "goods-due-days": ("14", "soon"),
    "transit-due-days": ("5", "-2"),
    "invoice-due-days": ("45", "later"),
    "high-value": ("2500.50", "1.234"),
    "closed-period.sales": ("hold", "never"),
    "closed-period.purchases": ("adjust", ""),
    "closed-period.payments": ("hold", "x"),
    "closed-period.journals": ("next_open", "x"),
    "zero-total": ("penny", "dime"),
    "settlement-links": ("none", "perhaps"),
    "receipt-tenders": ("journal", "cash"),
    "purchase-orders": ("draft", "yes"),
    "tax.strategy": ("override", "guess"),
    "ask-above": ("95", "101"),
    "price-tolerance": ("2.5", "101"),
    "quantity-tolerance": ("0.25", "-1"),
    "lanes": ("8", "0"),
    "concurrency": ("5", "none"),
    "reads-per-month": ("1000000", "1.5"),
}


def test_every_setting_is_tried_here() -> None:
    assert set(SET) == set(KNOWN)


def test_each_is_set_kept_and_audited(small_company: Path) -> None:
    for name, (good, _) in SET.items():
        said = small("settings", "set", name, good)
        assert (said.code, said.out) == (0, f"{name} is {good}.\n")
    told = {one["name"]: one["value"] for one in small("settings", "--json").json}
    assert told == {name: good for name, (good, _) in SET.items()}
    with closing(open_company(NAME).database) as database, database.read() as connection:
        rows = connection.exec_driver_sql("SELECT subject FROM audit WHERE act = 'setting changed'").all()
    assert [row.subject for row in rows] == list(SET)


@pytest.mark.parametrize("name", SET)
def test_what_it_cannot_be_is_refused_with_what_it_may_be(small_company: Path, name: str) -> None:
    said = tieout("settings", "set", "--company", NAME, "--", name, SET[name][1])
    assert said.code == 3
    assert "setting_unfit" in said.err


def test_a_channel_and_an_agency_have_settings_of_their_own(small_company: Path) -> None:
    for name, value in (
        ("zero-total.web", "cost_only"),
        ("tax.strategy.web", "native"),
        ("tax.code.CDTFA", "7"),
        ("tax.rate.CDTFA", "3"),
    ):
        assert small("settings", "set", name, value).code == 0
    told = {one["name"]: one["value"] for one in small("settings", "--json").json}
    assert told["tax.strategy"] == "tax_line"
    assert (told["tax.strategy.web"], told["tax.code.CDTFA"]) == ("native", "7")
    assert told["zero-total.web"] == "cost_only"
    assert small("settings", "set", "tax.strategy.web", "guess").code == 3
    assert small("settings", "set", "tax.code.", "7").code == 3


def test_an_unknown_one_is_refused_with_the_known_ones(small_company: Path) -> None:
    said = small("settings", "set", "colour", "blue")
    assert said.code == 3
    assert "setting_unknown" in said.err
    assert "closed-period.sales" in said.err


def test_a_person_reads_what_each_means(small_company: Path) -> None:
    assert "closed-period" in small("settings").out
