"""Standing of a company's connection: what kind it is, and how long it lasts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from tieout.core.catalogue import problem
from tieout.core.problem import Problem
from tieout.runtime.access import act
from tieout.runtime.company import Company
from tieout.runtime.tokens import EXPIRED, HARD_EXPIRED, NEVER, ended_problem
from tieout.storage.credentials import Credential, credential

NEAR_DAYS: Final = 30
"""A connection that ends within so many days is worth a warning."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How QuickBooks is reached; `ends` None = it does not end by itself.

    `kind`: emulator, token (fixed, from the environment), sandbox or production. `state`: open, near its
    end, ended, or none where nobody has signed in.
    """

    kind: str
    realm: str
    state: str
    ends: date | None
    days_left: int | None
    hard_ends: date | None
    signed_in_by: str


@act("status")
def standing(company: Company, now: datetime) -> Standing:
    """The standing of the company's connection."""
    link = company.settings.connection
    kind = "emulator" if link.emulator else link.environment or ("token" if link.url else "none")
    known = _known(company)
    state = _state(known, now) if link.environment else "none" if kind == "none" else "open"
    return Standing(
        kind=kind,
        realm=link.realm,
        state=state,
        ends=known.ends.date() if known else None,
        days_left=max(0, (known.ends - now).days) if known and state != "ended" else None,
        hard_ends=known.hard_until.date() if known and known.hard_until else None,
        signed_in_by=known.who if known else "",
    )


def _known(company: Company) -> Credential | None:
    link = company.settings.connection
    if not link.environment:
        return None
    with company.database.read() as connection:
        return credential(connection, link.realm)


def _state(known: Credential | None, now: datetime) -> str:
    if known is None:
        return "none"
    if known.broken or now >= known.ends:
        return "ended"
    return "near its end" if (known.ends - now).days < NEAR_DAYS else "open"


def standing_problem(company: Company, now: datetime) -> Problem | None:
    """What a person must do about the connection, now or soon; None = nothing."""
    if not company.settings.connection.environment:
        return None
    known = _known(company)
    if known is None:
        return problem("not_signed_in", company=company.name, why=NEVER)
    state, hard = _state(known, now), known.hard_until == known.ends
    if known.broken:
        return ended_problem(company.name, known)
    why = HARD_EXPIRED if hard else EXPIRED
    if state == "ended":
        return problem("connection_ended", company=company.name, day=known.ends.date(), why=why)
    if state == "near its end":
        days = (known.ends - now).days
        why = why if hard else "QuickBooks was not used for weeks; using it moves the day."
        return problem("connection_ends", company=company.name, days=days, day=known.ends.date(), why=why)
    return None
