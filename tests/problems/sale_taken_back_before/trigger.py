"""What took a sale back is to be taken back itself; the goods may be billed by another sale by then."""

from __future__ import annotations

from tests.problems.premises import SALE, company, run, verb

from tieout.core.problem import Problem


def problems() -> list[Problem]:
    """The refusal of `tieout reverse`."""
    with company(*SALE):
        run()
        assert verb("reverse", "INV-SO-1", "--why", "billed twice") == []
        assert [one.code for one in run()] == ["goods_not_invoiced"]
        return verb("reverse", "INV-SO-1-R", "--why", "it was right after all")
