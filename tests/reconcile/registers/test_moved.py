"""Moved: a fact is named as a person would ask for it; every register says what it is computed from."""

from __future__ import annotations

from tieout.core.account import PINNED, ROLE_QUALIFIERS
from tieout.reconcile.registers.moved import REGISTERS, Fact


def test_a_fact_is_named_by_kind_id_and_source() -> None:
    assert str(Fact("invoice_issued", "erp", "7")) == "invoice_issued 7 of erp"


def test_every_register_has_a_role_and_says_where_its_figures_come_from() -> None:
    assert set(REGISTERS) <= set(ROLE_QUALIFIERS)
    assert set(REGISTERS) >= PINNED
    assert all(name and source for name, source in REGISTERS.values())
