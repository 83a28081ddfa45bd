"""Design law 4: said before, a revision, or a contradiction."""

from __future__ import annotations

import pytest

from tieout.core.problem import Problem, Where
from tieout.intake.facts import Known, Said, revision_of

NAME = ("party", "1", "erp")
A0, B1, B1_STATED = Said(0, "a"), Said(1, "b"), Said(1, "b", 1)
RETOLD = (Said(0, "a", 0), Said(1, "a", 0))
"""What an act told once more, unchanged."""
EARLIER, THIS = 1, 2


@pytest.mark.covers("S001-94", "S000-37")
@pytest.mark.parametrize(
    ("stated", "digest", "known", "outcome"),
    [
        (None, "a", None, 0),
        (7, "a", None, 7),
        (None, "a", Known((A0,), EARLIER), None),
        (None, "b", Known((A0,), EARLIER), 1),
        (None, "b", Known((A0,), THIS), "duplicate_id"),
        (1, "b", Known((A0,), THIS), 1),
        (5, "b", Known((A0,), EARLIER), 5),
        (0, "b", Known((A0,), EARLIER), "revision_conflict"),
        (0, "c", Known((Said(2, "b", 2),), EARLIER), "revision_outdated"),
        # a file with [a, b as revision 1] loaded again
        (None, "a", Known((A0, B1_STATED), EARLIER), None),
        (1, "b", Known((A0, B1_STATED), EARLIER), None),
        # an old file loaded again, or a source without numbers that goes back: a person says which
        (None, "a", Known((A0, B1), EARLIER), "statement_replaced"),
        (None, "a", Known((A0, B1), THIS), "statement_replaced"),
        (2, "a", Known((A0, B1), EARLIER), 2),
        (0, "a", Known((A0, B1), EARLIER), None),
        (1, "a", Known((A0, B1), EARLIER), "revision_conflict"),
        # an act took the number the source comes to next: its statement is the next one after that
        (1, "b", Known(RETOLD, EARLIER), 2),
        (7, "b", Known(RETOLD, EARLIER), 7),
        (0, "a", Known(RETOLD, EARLIER), None),
        (1, "b", Known((*RETOLD, Said(2, "b", 1)), EARLIER), None),
        (1, "c", Known((*RETOLD, Said(2, "b", 1)), EARLIER), "revision_conflict"),
        (2, "c", Known((*RETOLD, Said(2, "b", 1)), EARLIER), 3),
        (1, "b", Known((*RETOLD, Said(2, "b", 1), Said(3, "c", 2)), EARLIER), None),
        (1, "d", Known((*RETOLD, Said(7, "b", 7)), EARLIER), "revision_outdated"),
    ],
)
def test_what_a_statement_is(
    stated: int | None, digest: str, known: Known | None, outcome: int | str | None
) -> None:
    found = revision_of(NAME, stated, digest, known, THIS, Where())
    assert (found.code if isinstance(found, Problem) else found) == outcome
