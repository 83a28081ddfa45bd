"""Sealed: what several sealings made comes to a sum."""

from __future__ import annotations

from tieout.cycle.sealed import Sealed


def test_two_sealings_add_up() -> None:
    assert Sealed(1, 2, 3) + Sealed(10, 20) == Sealed(11, 22, 3)
