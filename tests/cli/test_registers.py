"""Registers as a person reads them: one line each, reasons below, open items with their age."""

from __future__ import annotations

from datetime import date

import pytest
from typer import BadParameter

from tieout.cli.registers import print_items, print_registers, wanted
from tieout.core.account import parsed_key
from tieout.core.difference import Difference
from tieout.reconcile.registers.moved import Fact
from tieout.runtime.subledgers import InFlight, OpenItem, Subledger

GRNI = parsed_key("grni")
DAY = date(2026, 4, 30)
CENT = 1_000_000
RECEIPT = OpenItem(GRNI, "R1/1", "Mill", "FLOUR", "2026-03-02", 30_000_000, -33_00 * CENT)
FLYING = InFlight("held", Fact("sale_paid", "web", "W1"), -12_00, "2026-03-05", "e1", "account_unmapped")
OFF = Difference(
    account="GRNI", day=date(2026, 3, 4), reason="unexplained", minor=-7_00, document="d1", text="posted 1"
)


def register(*, differences: tuple[Difference, ...] = (), party: str = "") -> Subledger:
    return Subledger(
        name="open receipts",
        account="GRNI",
        part="",
        party=party,
        roles=("grni",),
        items=(RECEIPT, OpenItem(GRNI, "R2/1", "Salt", "SALT", "2026-01-02", 0, -1_00 * CENT)),
        total=-34_00,
        posted=-46_00 + sum(one.minor for one in differences),
        in_flight=(FLYING,),
        differences=differences,
    )


def test_each_register_is_a_line_with_its_reasons_below(capsys: pytest.CaptureFixture[str]) -> None:
    print_registers([register(differences=(OFF,))], "USD")
    said = capsys.readouterr()
    assert "open receipts" in said.out
    assert "-34.00" in said.out
    assert "-12.00 held (account_unmapped), sale_paid W1 of web, 2026-03-05" in said.out
    assert "differs by -7.00; first on 2026-03-04 (d1): posted 1" in said.err


def test_registers_of_parties_are_one_line_together(capsys: pytest.CaptureFixture[str]) -> None:
    print_registers([register(party="Ann"), register(party="Bob")], "USD")
    said = capsys.readouterr().out
    assert "-68.00" in said
    assert sum("open receipts │ GRNI" in line for line in said.splitlines()) == 1


def test_open_items_are_listed_with_age_and_quantity_and_by_supplier(
    capsys: pytest.CaptureFixture[str],
) -> None:
    print_items(register(), "USD", DAY)
    said = capsys.readouterr().out
    row = next(line for line in said.splitlines() if "R1/1" in line)
    assert [word for word in row.split() if word != "│"] == [
        "R1/1", "Mill", "FLOUR", "2026-03-02", "59", "30", "-33.00",
    ]  # fmt: skip
    ages = next(line for line in said.splitlines() if "Salt" in line and "R2/1" not in line)
    assert [word for word in ages.split() if word != "│"] == [
        "Salt",
        "0.00",
        "0.00",
        "0.00",
        "-1.00",
        "-1.00",
    ]


def test_those_that_differ_are_listed_whether_asked_for_or_not() -> None:
    fine, off = register(), register(differences=(OFF,))
    assert wanted([fine, off], []) == [off]
    assert wanted([fine, off], ["GRNI"]) == [fine, off]
    assert wanted([fine], ["Open Receipts"]) == wanted([fine], ["all"]) == [fine]
    with pytest.raises(BadParameter, match="clearing is no register"):
        wanted([fine], ["clearing"])
