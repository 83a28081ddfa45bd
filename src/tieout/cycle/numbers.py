"""Numbers of a chunk: a fact under a number that another fact crosses under waits for a person.

The one that was worked first stands. Which numbers more than one fact bears is asked once per chunk; only
those few are looked at one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import Connection

from tieout.core.event import Event
from tieout.core.problem import Problem
from tieout.gates.numbers import KINDS_OF, Number, is_checked, number_of, taken_problem
from tieout.storage.numbers import borne_twice, worked_bearers


class ChunkNumbers:
    """The numbers that the facts of a chunk cross under."""

    def __init__(
        self,
        connection: Connection,
        events: Sequence[Event],
        watermark: int,
        is_daily: Callable[[str], bool],
    ) -> None:
        """Ask which numbers of these events are borne by more than one fact up to the watermark."""
        self._connection = connection
        self._is_daily = is_daily
        self._mine: dict[Number, Event] = {}
        named = {number for event in events if (number := number_of(event, is_daily))}
        wanted = {(kind, number.number) for number in named for kind in KINDS_OF[number.form]}
        shared = borne_twice(connection, {subject for _, subject in wanted}, watermark)
        self._shared = {
            number
            for number in named
            if sum(shared.get((kind, number.number), 0) for kind in KINDS_OF[number.form]) > 1
        }

    def problems(self, event: Event) -> list[Problem]:
        """Why a fact cannot cross under its number: another does."""
        number = number_of(event, self._is_daily)
        if number is None or number not in self._shared or not is_checked(event):
            return []
        other = self._holder(event, number)
        return [taken_problem(event, number, other)] if other else []

    def note(self, event: Event) -> None:
        """A fact of this chunk was worked: its number is its own."""
        number = number_of(event, self._is_daily)
        if number is not None and number in self._shared:
            self._mine.setdefault(number, event)

    def _holder(self, event: Event, number: Number) -> Event | None:
        mine = self._mine.get(number)
        known = [mine] if mine else []
        known += worked_bearers(self._connection, KINDS_OF[number.form], number.number)
        return next(
            (
                one
                for one in known
                if (one.kind, one.source, one.id) != (event.kind, event.source, event.id)
                and number_of(one, self._is_daily) == number
            ),
            None,
        )
