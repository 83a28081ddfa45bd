"""Recency: what changed since a moment, also where the clock went back and changes were taken back."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from quickbooks_emulator.online.recency import Recency
from tests.quickbooks_emulator.client import Client, Json, item_line

START = datetime(2026, 1, 1, tzinfo=UTC).timestamp()


def moment(hour: int) -> datetime:
    return datetime.fromtimestamp(START + 3600 * hour, UTC)


CHANGES = st.lists(st.tuples(st.integers(1, 6), st.integers(0, 9), st.booleans()), max_size=25)


@given(CHANGES, st.integers(0, 9))
def test_it_finds_what_looking_at_all_would_find(changes: list[tuple[int, int, bool]], since: int) -> None:
    recency = Recency()
    family: dict[str, Json] = {}
    for number, hour, gone in changes:
        identity = str(number)
        body: Json | None = (
            None if gone else {"Id": identity, "MetaData": {"LastUpdatedTime": moment(hour).isoformat()}}
        )
        recency.note("Invoice", identity, body)
        if body is None:
            family.pop(identity, None)
        else:
            family[identity] = body
    found = recency.since("Invoice", family, moment(since))
    times = [one["MetaData"]["LastUpdatedTime"] for one in found]
    assert times == sorted(times)
    wanted = [
        one for one in family.values() if one["MetaData"]["LastUpdatedTime"] >= moment(since).isoformat()
    ]
    assert sorted(one["Id"] for one in found) == sorted(one["Id"] for one in wanted)


def test_changes_are_found_after_the_clock_went_back(qbo: Client) -> None:
    customer = {"CustomerRef": {"value": qbo.customer()}}
    for hour in (10, 12, 11):
        qbo.books.clock.fix(datetime(2026, 6, 15, hour, tzinfo=UTC))
        qbo.post("invoice", customer | {"Line": [item_line(hour)]})
    qbo.fault("invoice", {"Line": []})
    rows = qbo.get("cdc", entities="Invoice", changedSince="2026-06-15T11:00:00Z")["CDCResponse"][0]
    assert [row["TotalAmt"] for row in rows["QueryResponse"][0]["Invoice"]] == [11, 12]
    text = "select * from Invoice where MetaData.LastUpdatedTime >= '2026-06-15T12:00:00Z'"
    assert [row["TotalAmt"] for row in qbo.query(text)["Invoice"]] == [12]
