"""An address where nobody answers."""

from __future__ import annotations

from tests.problems.premises import company, linked_to, verb

from tieout.core.problem import Problem


def problems() -> list[Problem]:
    """What `tieout doctor` says of it."""
    with company():
        linked_to(url="http://127.0.0.1:9")
        return verb("doctor")
