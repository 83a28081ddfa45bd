"""Role: what a person or service is in a company; what each may do is the table in `runtime/access.py`."""

from __future__ import annotations

from enum import StrEnum
from itertools import combinations
from typing import Final, NamedTuple


class Role(StrEnum):
    """The roles of a company (requirements S)."""

    ADMINISTRATOR = "administrator"
    CONTROLLER = "controller"
    ACCOUNTANT = "accountant"
    APPROVER = "approver"
    OPERATIONS = "operations"
    AUDITOR = "auditor"
    SERVICE = "service"


FOUNDER: Final = (Role.ADMINISTRATOR, Role.CONTROLLER)
"""What the person who makes a company is in it, so that one person alone is not slowed down."""


class Conflict(NamedTuple):
    """Two roles one person cannot have, and why."""

    first: Role
    second: Role
    why: str


_JUDGES: Final = "An auditor judges what the others did."
_STATES: Final = "Who states what happened does not decide how it is booked (S001-111)."
_DECIDES: Final = "A service does what it is told; deciding is for people."

CONFLICTS: Final = (
    *(Conflict(Role.AUDITOR, other, _JUDGES) for other in Role if other is not Role.AUDITOR),
    *(Conflict(Role.OPERATIONS, other, _STATES) for other in (Role.CONTROLLER, Role.APPROVER)),
    *(
        Conflict(Role.SERVICE, other, _DECIDES)
        for other in (Role.ADMINISTRATOR, Role.CONTROLLER, Role.APPROVER)
    ),
    Conflict(Role.ADMINISTRATOR, Role.APPROVER, "Who gives out roles does not approve with one."),
)


def conflict(roles: frozenset[Role]) -> Conflict | None:
    """The first pair of these roles that one person cannot have."""
    held = {frozenset(pair) for pair in combinations(roles, 2)}
    return next((one for one in CONFLICTS if frozenset((one.first, one.second)) in held), None)
