"""periods: what it shows, and what it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.company import small


def test_it_says_through_which_day_the_books_are_closed(small_company: Path) -> None:
    assert "Nothing is closed. QuickBooks' own closing date is looked at" in small("periods").out
    closed = small("periods", "close", "2026-03", "--yes", "--why", "month end")
    assert (closed.code, "period_left_open" in closed.err) == (1, True)
    assert "The books are closed through 2026-03-31." in closed.out
    assert small("status", "--json").json["closed_through"] == "2026-03-31"
    told = " ".join(small("periods").out.split())
    assert "The books are closed through 2026-03-31." in told
    assert "period closed" in told
    assert "Nothing is closed." in small("periods", "reopen", "--why", "a bill is missing").out
    assert small("periods", "close", "March").code == 2
    assert small("periods", "close", "2026-02-28", "--json").json == {
        "closed_through": "2026-02-28",
        "left_open": [],
    }


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("close", "2999-12-31"), "period_not_over"),
        (("close", "2026-02-28"), "period_closed_already"),
        (("reopen", "--why", "x", "--through", "2026-03-31"), "period_not_closed"),
        (("reopen", "--why", "x", "--through", "2027"), "period_not_closed"),
    ],
)
def test_what_cannot_be_closed_or_opened(small_company: Path, words: tuple[str, ...], code: str) -> None:
    small("periods", "close", "2026-03-31", "--yes")
    said = small("periods", *words)
    assert (said.code, code in said.err) == (3, True), said
