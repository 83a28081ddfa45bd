"""Status of a company at a glance: what came in, what stands in the books, what is on its way."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from tieout.core.document import NAME_LISTS, NON_POSTING
from tieout.delivery.budget import Budget
from tieout.runtime.access import act
from tieout.runtime.aggregation import Aggregation, stock_aggregation
from tieout.runtime.company import Company
from tieout.runtime.pace import call_budget, writes_this_month
from tieout.runtime.standing import Standing, standing
from tieout.runtime.waiting import Uninvoiced, first_due, uninvoiced
from tieout.storage.cases import open_cases_of
from tieout.storage.events import last_seq


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """Counts of a company's journey; `crossings` by state, `cases` by code, `calls` to QuickBooks.

    `documents` are those that post; `records` of lists (customers, vendors, products) cross like them.
    `waiting_due` is the day after which the first waiting sale is an exception; None = none waits.
    `uninvoiced` are the shipments that no sale bills whole.
    The books are closed through `closed_through`; None = nothing is closed.
    """

    company: str
    home_currency: str
    events: int
    uncosted: int
    quarantined: int
    waiting_sales: int
    entries: int
    unsealed: int
    documents: int
    records: int
    stock: Aggregation
    crossings: dict[str, int]
    cases: dict[str, int]
    overdue: int
    calls: Budget
    writes: int
    connection: Standing
    uninvoiced: Uninvoiced
    waiting_due: date | None = None
    closed_through: date | None = None


@act("status")
def status(company: Company, now: datetime) -> Status:
    """Count everything once, in one consistent look."""
    with company.database.read() as connection:

        def one(sql: str) -> int:
            return int(connection.exec_driver_sql(sql).scalar_one())

        cases = open_cases_of(connection)
        states = connection.exec_driver_sql(
            "SELECT state, COUNT(*) FROM crossing_state GROUP BY state ORDER BY state"
        )
        costed = one(
            "SELECT COALESCE(MAX(c.watermark), 0) FROM cycle c JOIN cycle_mark m ON m.cycle = c.id "
            "WHERE m.done = 1"
        )
        documents, records = _sealed(connection)
        return Status(
            company=company.name,
            home_currency=company.settings.home_currency,
            events=last_seq(connection),
            uncosted=last_seq(connection) - costed,
            quarantined=one(
                "SELECT COUNT(DISTINCT event) FROM quarantine "
                "WHERE event NOT IN (SELECT event FROM release)"
            ),
            waiting_sales=one("SELECT COUNT(*) FROM waiting_sale"),
            entries=one("SELECT COUNT(*) FROM entry"),
            unsealed=one("SELECT COUNT(*) FROM unsealed"),
            documents=documents,
            records=records,
            stock=stock_aggregation(connection),
            crossings={state: int(count) for state, count in states},
            cases=dict(sorted(Counter(case.problem.code for case in cases).items())),
            overdue=sum(case.due < now for case in cases),
            calls=call_budget(company, now.date()),
            writes=writes_this_month(company, now.date()),
            connection=standing(company, now),
            waiting_due=first_due(connection, company.settings.goods_due_days),
            uninvoiced=uninvoiced(connection, company.settings.invoice_due_days),
            closed_through=company.settings.closed_through,
        )


def _sealed(connection: Connection) -> tuple[int, int]:
    """How many documents were sealed that post, and how many records of lists."""
    counts = [0, 0]
    for type_, count in connection.exec_driver_sql("SELECT type, COUNT(*) FROM document GROUP BY type"):
        if type_ in NAME_LISTS or type_ not in NON_POSTING:
            counts[type_ in NAME_LISTS] += int(count)
    return counts[0], counts[1]
