"""Facts stated by a call: the same intake as files have, the result event by event; and worked in."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from tieout import flow
from tieout.core.catalogue import problem
from tieout.core.errors import TerminalError, TransientError
from tieout.core.problem import Problem
from tieout.cycle.load import Outcome
from tieout.intake.body import stated_in
from tieout.runtime import acts
from tieout.runtime.access import act
from tieout.runtime.actor import clock, who
from tieout.runtime.company import Company, holder, writing
from tieout.runtime.waiting import watch
from tieout.runtime.withheld import keep_tries, withheld
from tieout.storage.settings import audit

BODY_LIMIT: Final = 8 * 1024 * 1024
"""Bytes of one body: as much as one line of a file."""

PATIENCE_SECONDS: Final = 10
"""How long a call waits for another writer of the company before it is told to come again."""

PAUSE_SECONDS: Final = 0.1
"""Between two looks at who writes."""

_TURN: Final = threading.Lock()
"""Calls of this process write one after the other."""


class CompanyBusy(TransientError):
    """Somebody else writes the company's books now."""

    def __init__(self, found: Problem) -> None:
        super().__init__(found.what)
        self.problem = found


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedFacts:
    """What became of the events of a body: outcomes by place from 0, and the problems of the others."""

    outcomes: dict[int, Outcome]
    problems: list[Problem]
    taken: int
    revised: int
    repeated: int
    refused: int


@act("load")
def state_facts(company: Company, body: bytes) -> StatedFacts:
    """Take the good events of a JSON body; said again they change nothing.

    Raises:
        TerminalError: the body is not JSON.
        TransientError: somebody else writes the company's books.
    """
    name = f"api/{who()}"
    stated = stated_in(body, name)
    if isinstance(stated, Problem):
        raise TerminalError(stated)
    with _pen(company, "events by the API"):
        result = flow.take_in_objects(
            company.database, company.name, stated, name, clock(), withheld(company)
        )
        if result.taken or result.refused:
            acts.audit_load(company, name, result)
            keep_tries(company, name, result.problems)
    return StatedFacts(
        outcomes={line - 1: one for line, one in (result.outcomes or {}).items()},
        problems=result.problems,
        taken=result.taken,
        revised=result.revised,
        repeated=result.repeated,
        refused=result.refused,
    )


@act("cost")
def cost_facts(company: Company) -> int:
    """Work every accepted fact into lots and entries; nothing is sealed or sent. How many steps it were.

    What waits too long is a case afterwards, as after a run.

    Raises:
        TransientError: somebody else writes the company's books.
    """
    with _pen(company, "costing by the API") as company:
        done = acts.cost(company)
        watch(company, clock().date(), clock())
        if done:
            with company.database.write() as connection:
                audit(
                    connection,
                    who=who(),
                    act="facts costed",
                    subject=company.name,
                    before="",
                    after=f"{done} costed",
                    at=clock(),
                )
    return done


@contextmanager
def _pen(company: Company, verb: str) -> Iterator[Company]:
    with _TURN:
        until = time.monotonic() + PATIENCE_SECONDS
        while said := holder(company):
            if time.monotonic() >= until:
                raise CompanyBusy(problem("company_busy", company=company.name, holder=said))
            time.sleep(PAUSE_SECONDS)
        with writing(company, verb, clock()) as found:
            yield found
