"""Design law 4: said before, a revision, or a contradiction."""

from __future__ import annotations

import pytest

from tieout.core.problem import Problem, Where
from tieout.intake.facts import Known, Said, revision_of

NAME = ("party", "1", "erp")
A0, B1, B1_STATED = Said(0, "a", stated=False), Said(1, "b", stated=False), Said(1, "b", stated=True)
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
        (0, "c", Known((Said(2, "b", stated=True),), EARLIER), "revision_outdated"),
        # a file with [a, b as revision 1] loaded again
        (None, "a", Known((A0, B1_STATED), EARLIER), None),
        (1, "b", Known((A0, B1_STATED), EARLIER), None),
        # an old file loaded again, or a source without numbers that goes back: a person says which
        (None, "a", Known((A0, B1), EARLIER), "statement_replaced"),
        (None, "a", Known((A0, B1), THIS), "statement_replaced"),
        (2, "a", Known((A0, B1), EARLIER), 2),
        (0, "a", Known((A0, B1), EARLIER), None),
        (1, "a", Known((A0, B1), EARLIER), "revision_conflict"),
    ],
)
def test_what_a_statement_is(
    stated: int | None, digest: str, known: Known | None, outcome: int | str | None
) -> None:
    found = revision_of(NAME, stated, digest, known, THIS, Where())
    assert (found.code if isinstance(found, Problem) else found) == outcome
