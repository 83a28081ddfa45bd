"""Credentials: one lease at a time, and attempts that are open until their outcome is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tieout.storage.credentials import (
    GRANTED,
    NOTHING,
    REFUSED,
    UNKNOWN,
    Credential,
    credential,
    drop_lease,
    keep_credential,
    leased,
    lost_attempts,
    record_attempt,
    record_outcome,
    take_lease,
)
from tieout.storage.database import Database

NOW = datetime(2026, 3, 1, tzinfo=UTC)
KNOWN = Credential(
    realm="7",
    generation=3,
    access_until=NOW + timedelta(hours=1),
    refresh_until=NOW + timedelta(days=100),
    hard_until=None,
    at=NOW,
    who="ann",
)


def test_what_is_kept_comes_back(database: Database) -> None:
    whole = replace(KNOWN, hard_until=NOW, broken="refused", holder="h:1:a", lease_until=NOW)
    with database.write() as connection:
        assert credential(connection, "7") is None
        for one in (KNOWN, whole):
            keep_credential(connection, one)
            assert credential(connection, "7") == one
        assert credential(connection, "8") is None


def test_the_earlier_end_counts() -> None:
    assert KNOWN.ends == NOW + timedelta(days=100)
    assert replace(KNOWN, hard_until=NOW + timedelta(days=5)).ends == NOW + timedelta(days=5)
    assert replace(KNOWN, hard_until=NOW + timedelta(days=500)).ends == NOW + timedelta(days=100)


def test_a_lease_is_for_one_generation_and_one_holder(database: Database) -> None:
    with database.write() as connection:
        keep_credential(connection, KNOWN)
        assert not take_lease(connection, "7", 2, "a", NOW)
        assert take_lease(connection, "7", 3, "a", NOW)
        assert leased(connection, "7", 3, "a")
        assert not leased(connection, "7", 3, "b")
        drop_lease(connection, "7", "b")
        assert leased(connection, "7", 3, "a")
        keep_credential(connection, replace(KNOWN, generation=4, holder="a"))
        assert not leased(connection, "7", 3, "a")
        drop_lease(connection, "7", "a")
        assert not leased(connection, "7", 4, "a")


@pytest.mark.parametrize(
    ("result", "lost"), [(GRANTED, 0), (REFUSED, 0), (NOTHING, 0), (UNKNOWN, 1), ("", 1)]
)
def test_an_attempt_is_lost_until_it_is_known_what_it_did(
    database: Database, result: str, lost: int
) -> None:
    with database.write() as connection:
        attempt = record_attempt(connection, "7", "refresh", 3, NOW, "ann")
        if result:
            record_outcome(connection, attempt, result, "", NOW)
        assert lost_attempts(connection, "7", 3) == lost
        assert lost_attempts(connection, "7", 4) == 0
        assert lost_attempts(connection, "8", 3) == 0


def test_only_renewals_can_lose_a_token(database: Database) -> None:
    with database.write() as connection:
        first = record_attempt(connection, "7", "exchange", 0, NOW, "ann")
        assert record_attempt(connection, "7", "revoke", 0, NOW, "ann") == first + 1
        assert lost_attempts(connection, "7", 0) == 0
