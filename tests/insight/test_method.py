"""Method difference: the reason a source's figure differs, from the nearest to the farthest."""

from __future__ import annotations

import pytest

from tieout.insight.method import Compared, Figure

CENT = 10**6
HERE = "here it is costed lot by lot"
FIFO, AVERAGE = Figure(300 * CENT, 330 * CENT), Figure(400 * CENT, 440 * CENT)


@pytest.mark.parametrize(
    ("source", "why"),
    [
        (None, "the source states no figure"),
        (220, "the same"),
        (200, "the source leaves out what came late: bills, freight, corrections"),
        (330, "the source costs first in, first out, here it is costed lot by lot"),
        (440, "the source costs by moving average, here it is costed lot by lot"),
        (
            400,
            "the source costs by moving average and leaves out what came late, " + HERE,
        ),
        (500, "no method gives the source's figure on these facts: its facts differ, or its rounding"),
    ],
)
def test_the_nearest_reason_is_told(source: int | None, why: str) -> None:
    stated = None if source is None else source * CENT + CENT // 2
    ours = Figure(200 * CENT, 220 * CENT)
    methods = {"lot_actual": ours, "fifo": FIFO, "average": AVERAGE}
    one = Compared("X", "shipment", stated, ours, methods, "lot_actual", CENT)
    assert one.why == why
    assert (one.costed, one.otherwise[0]) == ("lot by lot", ("first in, first out", FIFO))
    assert one.difference == (None if stated is None else stated - 220 * CENT)
