"""The comparison notices a wrong cause, though its parts sum to the change as the right ones do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

import pytest
from sqlalchemy import Connection

from tests.insight.plant import books_of
from tests.insight_oracle.compare import differences, questions
from tests.insight_oracle.explaining_faults import FAULTS
from tests.insight_oracle.histories import history
from tests.insight_oracle.ledger import Ledger
from tests.seeded_fault import Fault

SEED: Final = 1
"""A history in which every fault shows."""


class Books(NamedTuple):
    """A history's books, and the oracle's reading of the history."""

    connection: Connection
    ledger: Ledger


@pytest.fixture(scope="module")
def books() -> Iterator[Books]:
    cycles = history(SEED)
    with books_of(*cycles) as connection:
        yield Books(connection, Ledger(*cycles))


@pytest.mark.parametrize("planted", FAULTS, ids=lambda one: one.name)
def test_the_comparison_notices(planted: Fault, books: Books, monkeypatch: pytest.MonkeyPatch) -> None:
    planted.plant(monkeypatch)
    assert any(differences(books.connection, books.ledger, asked) for asked in questions()), planted.what


def test_there_are_enough_of_them() -> None:
    assert len({one.name for one in FAULTS}) == len(FAULTS) >= 21
