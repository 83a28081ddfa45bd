"""Periods: closing the books through a day and opening them again, and what is left open in a period.

The act of closing decides, not the calendar (accounting.md 3): from then on a fact of the period posts on
the first open day and says what it means for the period. QuickBooks' own closing date is respected beside
it; the later of the two counts for what crosses (design law 8).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, NamedTuple

from sqlalchemy import Connection

from tieout.core.catalogue import problem
from tieout.core.counted import counted
from tieout.core.errors import TerminalError
from tieout.core.money import minor_of_value
from tieout.core.problem import Problem, Where
from tieout.runtime.access import act
from tieout.runtime.company import Company, writing
from tieout.runtime.grni import open_grni
from tieout.runtime.pairing import unpaired_between
from tieout.storage.settings import audit, keep_setting

CLOSED: Final = "period closed"
REOPENED: Final = "period reopened"


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodAct:
    """One closing or reopening: the books were closed `before` and are closed `through` ("" = nothing)."""

    act: str
    through: str
    before: str
    who: str
    at: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodsKept:
    """Through which day the books are closed, None = nothing is, and every act that said so."""

    closed_through: date | None
    acts: tuple[PeriodAct, ...]


@act("periods")
def list_periods(company: Company) -> PeriodsKept:
    """Through which day the books are closed, with every closing and reopening, oldest first."""
    with company.database.read() as connection:
        return PeriodsKept(closed_through=company.settings.closed_through, acts=tuple(_acts(connection)))


def _acts(connection: Connection) -> Iterator[PeriodAct]:
    rows = connection.exec_driver_sql(
        "SELECT at, who, act, subject, before, after FROM audit WHERE act IN (?, ?) ORDER BY n",
        (CLOSED, REOPENED),
    )
    for row in rows:
        through = row.subject.removeprefix("through ") if row.subject.startswith("through ") else ""
        before = row.before.removeprefix("through ") if row.before.startswith("through ") else ""
        yield PeriodAct(act=row.act, through=through, before=before, who=row.who, at=row.at, why=row.after)


@act("periods")
def left_open(company: Company, day: date, today: date) -> list[Problem]:
    """What of the period that ends on a day is not in QuickBooks yet, or waits for somebody.

    None of it keeps the period from being closed: it will post, and cross, on the first open day.

    Raises:
        TerminalError: the period is not over by today, or closed already.
    """
    before = company.settings.closed_through
    if day >= today:
        raise TerminalError(problem("period_not_over", day=day))
    if before is not None and day <= before:
        raise TerminalError(problem("period_closed_already", day=day, closed=before))
    with company.database.read() as connection:
        found = [
            problem(
                "period_left_open",
                Where(subject=f"through {day}"),
                what=counted(count, *look.names),
                day=day,
                then=look.then,
                next_step=look.next_step,
            )
            for count, look in _looked(connection, day)
            if count
        ]
        apart = unpaired_between(connection, before, day)
    if apart:
        found.append(_apart(apart, day))
    currency = company.settings.home_currency
    debits = [one for one in open_grni(company, day)[0] if minor_of_value(one.value, currency) > 0]
    if debits:
        then = "It is owed to us and stands among what we owe; once the period is closed it stays there."
        step = f"Show it as a prepayment: `tieout grni reclassify --through {day} --why …`, before closing"
        what = counted(len(debits), "debit of GRNI", "debits of GRNI")
        where = Where(subject=f"through {day}")
        found.append(problem("period_left_open", where, what=what, day=day, then=then, next_step=step))
    return found


def _apart(count: int, day: date) -> Problem:
    """Sales of the period whose revenue stands without its cost in the same month."""
    return problem(
        "period_left_open",
        Where(subject=f"through {day}"),
        what=counted(count, "sold order line without its cost", "sold order lines without their cost"),
        day=day,
        then="Its cost is missing or stands in another month: the margin of both months is off by it.",
        next_step="See `tieout reconcile`, which names sale and documents, before closing",
    )


class Look(NamedTuple):
    """What may be left of a period: how it is counted up to a day, its names, what follows, what to do."""

    sql: str
    names: tuple[str, str]
    then: str
    next_step: str


LOOKS: Final = (
    Look(
        "SELECT COUNT(*) FROM event e WHERE e.day <= ? AND e.rank > 0 AND e.seq > "
        "(SELECT COALESCE(MAX(c.watermark), 0) FROM cycle c "
        "JOIN cycle_mark m ON m.cycle = c.id WHERE m.done = 1)",
        ("event not costed", "events not costed"),
        "What is posted of it goes to the first open day then.",
        "Run `tieout run`",
    ),
    Look(
        "SELECT COUNT(DISTINCT q.event) FROM quarantine q JOIN event e ON e.seq = q.event "
        "WHERE e.day <= ? AND q.event NOT IN (SELECT event FROM release)",
        ("event quarantined", "events quarantined"),
        "What is posted once it is mended and released goes to the first open day.",
        "See `tieout cases`; mend and release, or resolve with the reason",
    ),
    Look(
        "SELECT COUNT(*) FROM waiting_sale WHERE day <= ?",
        ("sale waiting for its goods", "sales waiting for their goods"),
        "It is revenue once its goods are shipped: on the day of the shipment, or the first open one.",
        "Have the shipment stated, if the goods left in the period",
    ),
    Look(
        "SELECT COUNT(*) FROM unsealed WHERE day <= ?",
        ("entry not sealed", "entries not sealed"),
        "It crosses on the first open day: QuickBooks has it in another month than it was costed in.",
        "Run `tieout run` after the lag of sealing; what is held is in `tieout cases`",
    ),
    Look(
        "SELECT COUNT(*) FROM document d JOIN crossing_state s ON s.document = d.id WHERE d.day <= ? "
        "AND s.state NOT IN ('confirmed', 'written_off', 'reversed', 'superseded') "
        "AND d.type NOT IN ('Customer', 'Vendor', 'Item')",
        ("document not in QuickBooks", "documents not in QuickBooks"),
        "It crosses on the first open day, or is held, as finance set it for its class.",
        "Run `tieout run --until-idle`; what is refused is in `tieout cases`",
    ),
)
"""Everything dated up to a day that is not in QuickBooks; the last one knows the final states."""


def _looked(connection: Connection, day: date) -> Iterator[tuple[int, Look]]:
    for look in LOOKS:
        yield int(connection.exec_driver_sql(look.sql, (day.isoformat(),)).scalar_one()), look


@act("periods close")
def close_period(company: Company, day: date, why: str, who: str, now: datetime) -> list[Problem]:
    """Close the books through a day; what was left open of the period, which the act keeps.

    Raises:
        TerminalError: the period is not over by now, or closed already.
    """
    with writing(company, "periods close", now) as company:
        left = left_open(company, day, now.date())
        open_ = ", ".join(one.what.partition(", dated up to")[0] for one in left)
        words = f"{why}; left open: {open_}" if left else why
        _keep(company, CLOSED, day, words, who, now)
    return left


@act("periods reopen")
def reopen_period(company: Company, through: date | None, why: str, who: str, now: datetime) -> date | None:
    """Open what was closed after a day again; without one, what the last closing closed. The day now.

    What posted on an open day meanwhile stays there: nothing is posted again.

    Raises:
        TerminalError: nothing is closed after that day.
    """
    with writing(company, "periods reopen", now) as company:
        closed = company.settings.closed_through
        if closed is None or (through is not None and through >= closed):
            standing = f"the books are closed through {closed}" if closed else "no period is closed"
            raise TerminalError(problem("period_not_closed", standing=standing))
        with company.database.read() as connection:
            to = through or _before_last(connection, closed)
        _keep(company, REOPENED, to, why, who, now)
    return to


def _before_last(connection: Connection, closed: date) -> date | None:
    """Through which day the books were closed before the act that closed them through `closed`."""
    closings = [one for one in _acts(connection) if one.act == CLOSED and one.through == str(closed)]
    before = closings[-1].before if closings else ""
    return date.fromisoformat(before) if before else None


def _keep(company: Company, act_name: str, through: date | None, why: str, who: str, now: datetime) -> None:
    before = company.settings.closed_through
    with company.database.write() as connection:
        keep_setting(connection, "closed_through", json.dumps(through.isoformat() if through else None))
        audit(
            connection,
            who=who,
            act=act_name,
            subject=f"through {through}" if through else "every day",
            before=f"through {before}" if before else "nothing closed",
            after=why,
            at=now,
        )
