"""Subject: how a problem names the event it is about."""

from __future__ import annotations

from tieout.core.event import Event
from tieout.core.problem import Where


def subject_of(event: Event, field: str = "") -> Where:
    """The event, and the field where one can be named; its file and line are added where kept."""
    return Where(field=field, subject=f"{event.kind} {event.id} of {event.source}")
