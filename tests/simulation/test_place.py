"""Place: what was committed outlives the process, what was not does not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.simulation.place import Place, WatchedDatabase
from tests.simulation.points import AFTER, BEFORE, Crash, Point, ProcessDied, Reaper
from tests.simulation.world import START
from tieout.storage.database import Database
from tieout.storage.sweeps import keep_sweep, last_sweep


@pytest.fixture
def place() -> Iterator[Place]:
    made = Place()
    yield made
    made.remove()


def swept(place: Place) -> bool:
    with Database(place).read() as connection:
        return last_sweep(connection) is not None


@pytest.mark.parametrize(("moment", "kept"), [(BEFORE, False), (AFTER, True)])
def test_a_crash_keeps_what_was_committed_and_nothing_else(place: Place, moment: str, kept: bool) -> None:
    reaper = Reaper([Crash(Point("sweep", moment), 1, 0)], lambda _text: None)
    database = WatchedDatabase(place, reaper)
    with pytest.raises(ProcessDied), database.write() as connection:
        keep_sweep(connection, None, START, "capture", 0, 0)
    place.close()
    assert swept(place) is kept


def test_a_copy_of_the_image_is_a_store_of_its_own() -> None:
    first = Place()
    Database(first)
    second = Place(first.image())
    with Database(second).write() as connection:
        keep_sweep(connection, None, START, "capture", 0, 0)
    assert (swept(first), swept(second)) == (False, True)
    first.remove()
    second.remove()
