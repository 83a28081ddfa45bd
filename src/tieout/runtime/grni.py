"""GRNI: what is open of receipts, and the approved act that closes what will never be settled."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Connection

from tieout.core.catalogue import problem
from tieout.core.errors import TerminalError
from tieout.core.event import event_of
from tieout.core.match import Match, MatchFact
from tieout.core.money import decimal_text, minor_of_value
from tieout.core.problem import Where
from tieout.costing.matching import match_of
from tieout.costing.open_receipts import open_receipts
from tieout.cycle.load import event_row
from tieout.posting.purchase import GRNI
from tieout.reconcile.aged import LIMITS, Aged, age_days, aged
from tieout.reconcile.subledgers import OpenItem
from tieout.runtime.access import act
from tieout.runtime.company import Company, writing
from tieout.runtime.duties import keep_apart
from tieout.storage.costed import costed_through
from tieout.storage.events import add_file, append_events, last_seq
from tieout.storage.matches import every_fact, facts_of_lines
from tieout.storage.settings import audit

__all__ = ["LIMITS", "Aged", "Closing", "OpenItem", "age_days", "close_line", "open_grni", "reclassify"]

MOST_OF_NAME: Final = 110
"""Characters of a line's name in the id of its closing, which has 120."""

SOURCE: Final = "tieout"
"""The source of facts that acts of people state."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """An open item of grni being closed: units received and not billed (below zero: billed too much)."""

    reference: str
    units: int
    value: int
    day: date


@act("grni")
def open_grni(company: Company, day: date) -> tuple[list[OpenItem], list[Aged]]:
    """What is open of receipts on a day, line by line, and by supplier and age."""
    with company.database.read() as connection:
        facts = every_fact(connection, day.isoformat())
    found = [
        OpenItem(GRNI, one.reference, one.supplier, "", one.day, one.units, one.value)
        for one in open_receipts(facts, company.settings.policy.tolerances)
    ]
    return found, aged(found, day, company.settings.home_currency)


@act("grni close")
def close_line(company: Company, reference: str, why: str, day: date, who: str, now: datetime) -> Closing:
    """Close what is open of a receipt line; its goods bear or keep the amount with the next run.

    The act is a fact like any other, kept in one transaction with its line in the audit log.

    Raises:
        TerminalError: nothing is open of it, it is being closed already, or who loaded its facts may not
            decide about them.
    """
    with writing(company, "grni close", now) as company, company.database.write() as connection:
        facts = facts_of_lines(connection, [reference])
        match = match_of(facts, company.settings.policy.tolerances)
        closings = _closings(connection, match.reference)
        if closings and closings[-1] > costed_through(connection):
            where = Where(subject=reference)
            raise TerminalError(problem("closing_waits", where, receipt=reference))
        if not (match.closing_units or match.closing_amount):
            where = Where(subject=reference)
            raise TerminalError(problem("nothing_open_in_grni", where, receipt=reference))
        for event in dict.fromkeys(fact.event for fact in facts):
            keep_apart(connection, "grni close", who, event)
        _state(company, connection, _closing(facts, match, len(closings), day, who, why), now)
        left = f"{why}; {match.balance} of 10^-8 left grni"
        audit(connection, who=who, act="grni closed", subject=reference, before="open", after=left, at=now)
    return Closing(reference=reference, units=match.closing_units, value=match.balance, day=day)


@act("grni reclassify")
def reclassify(company: Company, day: date, why: str, who: str, now: datetime) -> list[OpenItem]:
    """Show debits of grni at the end of a day as prepayments; the day after takes them back.

    Raises:
        TerminalError: there is none, the day is closed, or an earlier reclassification is not posted.
    """
    with writing(company, "grni reclassify", now) as company, company.database.write() as connection:
        closed, currency = company.settings.closed_through, company.settings.home_currency
        if closed is not None and day <= closed:
            raise TerminalError(problem("reclassified_too_late", day=day, closed=closed))
        place = _reclassified(connection)
        found = [one for one in open_grni(company, day)[0] if minor_of_value(one.value, currency) > 0]
        if not found:
            raise TerminalError(problem("nothing_to_reclassify", day=day))
        plain = {
            "kind": "grni_reclassified",
            "source": SOURCE,
            "id": f"{day} {place + 1}",
            "date": day.isoformat(),
            "approved_by": who,
            "note": why,
            "lines": [
                {
                    "reference": one.name,
                    "supplier": one.party,
                    "amount": decimal_text(minor_of_value(one.value, currency), currency),
                }
                for one in found
            ],
        }
        _state(company, connection, plain, now)
        after = f"{', '.join(one.name for one in found)}: {why}"[:2000]
        subject = day.isoformat()
        audit(connection, who=who, act="grni reclassified", subject=subject, before="", after=after, at=now)
    return found


def _reclassified(connection: Connection) -> int:
    """How many reclassifications were stated.

    Raises:
        TerminalError: one of them is not posted yet.
    """
    stated, posted = connection.exec_driver_sql(
        "SELECT (SELECT COUNT(*) FROM event WHERE kind = 'grni_reclassified'), "
        "(SELECT COUNT(DISTINCT event) FROM match_fact WHERE kind = 'set apart')"
    ).one()
    if stated != posted:
        raise TerminalError(problem("reclassification_waits"))
    return int(stated)


def _closings(connection: Connection, reference: str) -> list[int]:
    """The closings of a line that were decided, as numbers of the log, in order."""
    rows = connection.exec_driver_sql(
        "SELECT seq, external_id FROM event WHERE source = ? AND kind = 'receipt_closed' ORDER BY seq",
        (SOURCE,),
    )
    return [seq for seq, id_ in rows if id_.rpartition(" ")[0] == reference[:MOST_OF_NAME]]


def _closing(
    facts: list[MatchFact], match: Match, before: int, day: date, who: str, why: str
) -> dict[str, Any]:
    """The closing as an event; its number tells it from the ones `before` of the line."""
    kind, _, number = match.reference.partition(" ")
    received = next((fact.number for fact in facts if fact.kind == "received"), None)
    if match.named and received is not None:
        named = {"receipt": received, "receipt_line": match.reference[len(received) + 1 :]}
    elif match.named:
        receipt, _, line = match.reference.rpartition("/")
        named = {"receipt": receipt, "receipt_line": line}
    else:
        named = {"bill" if kind == "bill" else "supplier_credit": number}
    return {
        "kind": "receipt_closed",
        "source": SOURCE,
        "id": f"{match.reference[:MOST_OF_NAME]} {before + 1}",
        "date": day.isoformat(),
        "approved_by": who,
        "note": why,
        **named,
    }


def _state(company: Company, connection: Connection, plain: dict[str, Any], now: datetime) -> None:
    """Record a fact that an act states, as if it had been loaded."""
    raw = json.dumps(plain, ensure_ascii=False)
    seq = last_seq(connection) + 1
    file = add_file(connection, "tieout grni", "", now)
    append_events(connection, file, [event_row(company.name, seq, 0, 1, event_of(plain), raw)])
