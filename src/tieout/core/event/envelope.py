"""The envelope: what every event carries, whatever happened."""

from __future__ import annotations

from dataclasses import field
from typing import Annotated, Final, Literal

from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass

from tieout.core.event.fields import Day, Key, Text

SCHEMA: Final = ConfigDict(extra="forbid", defer_build=True)


@dataclass(frozen=True, slots=True, kw_only=True, config=SCHEMA)
class Event:
    """An operational fact tieout understands.

    `source` and `id` name the fact in the system that stated it; (source, kind, id, revision)
    identifies the event for ever (design law 4).
    """

    kind: str
    source: Annotated[Key, Field(description="The system that states the fact, such as erp or webstore.")]
    id: Annotated[Key, Field(description="The fact's own id in that system.")]
    date: Annotated[Day, Field(description="Business date, in the company's time zone.")]
    sequence: Annotated[
        int,
        Field(strict=True, ge=0, le=2**53, description="The source's own order within a day and kind."),
    ] = 0
    revision: Annotated[
        int | None,
        Field(
            strict=True,
            ge=0,
            le=1_000_000,
            description="Raised when the source corrects the fact; left out, a later load assigns it.",
        ),
    ] = None
    version: Annotated[Literal[1], Field(description="Version of this event's schema.")] = 1
    note: Annotated[Text, Field(description="Free text, kept with the event.")] = ""
    attributes: Annotated[
        dict[Key, Text],
        Field(max_length=50, description="Further facts for reporting, never for posting."),
    ] = field(default_factory=dict)
