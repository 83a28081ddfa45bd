"""A problem names its event as a person would look for it."""

from __future__ import annotations

from tests.reference.examples import example
from tieout.core.event import event_of
from tieout.gates.subject import subject_of


def test_kind_id_and_source_name_an_event() -> None:
    where = subject_of(event_of(example("party")), "name")
    assert str(where) == "field name party 1001 of erp"
