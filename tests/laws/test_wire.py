"""Laws 7 and 8: whatever QuickBooks stores otherwise is found; nothing is sent into a closed period."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.connectors.sample import EVERY, crosswalk
from tests.connectors.test_decode import company as quickbooks
from tests.delivery.company import Company, journal
from tieout.connectors.quickbooks_online.decode import sent_items
from tieout.connectors.quickbooks_online.echo import COMPUTED_LINES, TOTALLED, differences
from tieout.core.period import Periods
from tieout.delivery.settings import DeliverySettings

FIRST = date(2026, 1, 1)
DAYS = st.integers(0, 120).map(lambda days: FIRST + timedelta(days=days))
SENT = list(
    sent_items(
        quickbooks(lambda _: None).compose([(str(n), one) for n, one in enumerate(EVERY)], crosswalk())
    ).values()
)


def _leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of every value that was sent, but of lines QuickBooks computes itself."""
    if isinstance(value, dict) and value.get("DetailType") not in COMPUTED_LINES:
        for name, part in value.items():
            yield from _leaves(part, (*path, name))
    elif isinstance(value, list):
        for place, part in enumerate(value):
            yield from _leaves(part, (*path, place))
    elif not isinstance(value, dict):
        yield path


LEAVES = [(place, path) for place, (_, sent) in enumerate(SENT) for path in _leaves(sent)]


def _held(type_: str, sent: Any) -> Any:
    """The object as QuickBooks stores it, with what it computes."""
    held = copy.deepcopy(sent) | {"Id": "7", "SyncToken": "0"}
    if type_ not in TOTALLED:
        return held
    lines = [line["Amount"] for line in sent["Line"] if line["DetailType"] not in COMPUTED_LINES]
    return held | {"TotalAmt": sum(lines, Decimal(0))}


def test_what_is_stored_as_sent_differs_in_nothing() -> None:
    assert {type_ for type_, _ in SENT} > TOTALLED
    for type_, sent in SENT:
        assert differences(type_, sent, _held(type_, sent)) == ()


@pytest.mark.covers("S000-43")
@given(st.sampled_from(LEAVES), st.sampled_from(["another", "dropped"]))
def test_any_value_stored_otherwise_than_sent_is_found(
    leaf: tuple[int, tuple[Any, ...]], change: str
) -> None:
    place, path = leaf
    type_, sent = SENT[place]
    inner = held = _held(type_, sent)
    for step in path[:-1]:
        inner = inner[step]
    if change == "dropped" and isinstance(inner, dict) and inner[path[-1]] not in ("", 0, False):
        del inner[path[-1]]
    else:
        inner[path[-1]] = _another(inner[path[-1]])
    assert differences(type_, sent, held), path


def _another(value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    return value + 1 if isinstance(value, (int, Decimal)) else f"{value}x"


@pytest.mark.covers("S001-82", "S001-81")
@given(
    st.lists(DAYS, min_size=1, max_size=8),
    st.lists(st.one_of(st.none(), DAYS), min_size=1, max_size=4),
)
@settings(max_examples=50)
def test_nothing_is_sent_into_a_period_that_is_closed_then(
    days: list[date], closes: list[date | None]
) -> None:
    """The close moves between runs, forward and back, and documents come in between."""
    company = Company()
    shares = [days[start :: len(closes)] for start in range(len(closes))]
    number = 0
    for through, some in zip(closes, shares, strict=True):
        company.settings = DeliverySettings(closed_through=through)
        for day in some:
            number += 1
            company.seal(journal(number, day=day))
        before = len(company.books.held)
        company.run()
        assert all(not Periods(through).is_closed(one.day) for one in company.books.held[before:])
        kept_out = [one for one in company.outbox.problems.values() if one.code == "period_closed"]
        assert len(company.books.held) + len(kept_out) == number, "each is sent, or somebody's problem"


@given(DAYS, st.one_of(st.none(), DAYS))
def test_an_entry_of_a_closed_day_posts_on_the_first_open_one(day: date, through: date | None) -> None:
    periods = Periods(through)
    posted = periods.posting_date(day)
    assert not periods.is_closed(posted)
    assert posted == day or periods.is_closed(day)
    assert not any(not periods.is_closed(day + timedelta(days=n)) for n in range((posted - day).days))
