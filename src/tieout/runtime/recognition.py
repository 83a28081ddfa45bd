"""Recognition: sales that stand without the cost of their goods, and the approved act that posts it.

Nothing posted is rewritten: the shipment is told once more, unchanged, and what its sales lack of their
cost is recognised with the next run, on the day of the sale or the first open one.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from tieout.core.catalogue import problem
from tieout.core.errors import TerminalError
from tieout.core.event import event_of
from tieout.core.problem import Problem, Where
from tieout.core.scaled import Quantity
from tieout.cycle.load import event_row
from tieout.runtime.access import act
from tieout.runtime.company import Company, writing
from tieout.runtime.duties import keep_apart
from tieout.storage.costed import costed_through
from tieout.storage.events import add_file, append_events, last_seq
from tieout.storage.settings import audit
from tieout.storage.unrecognised import Unrecognised, unrecognised

FILE: Final = "tieout recognise"
"""The name under which acts state shipments."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Restated:
    """What the next run recognises: units in 10⁻⁶ per order line of a sale."""

    number: str
    lines: tuple[tuple[str, int], ...]


def sales_without_cost(connection: Connection) -> list[Problem]:
    """A problem for each order line of a sale whose revenue stands without its cost."""
    return [
        problem(
            "sale_without_cost",
            Where(subject=f"{one.kind} {one.number}"),
            sale=f"{one.kind} {one.number}",
            day=one.day,
            units=str(Quantity(one.units)),
            line=one.order_line,
            number=one.number,
        )
        for one in unrecognised(connection)
    ]


@act("recognise")
def recognise_sale(company: Company, number: str, why: str, who: str, now: datetime) -> Restated:
    """Let the next run post the cost that a sale lacks, from what is shipped of its order lines.

    Raises:
        TerminalError: it lacks none, facts wait to be costed, or who loaded the sale may not decide it.
    """
    with writing(company, "recognise", now), company.database.write() as connection:
        missing = [one for one in unrecognised(connection) if one.number == number]
        if not missing or _uncosted(connection):
            raise TerminalError(problem("nothing_to_recognise", Where(subject=number), number=number))
        for event in dict.fromkeys(one.sale for one in missing):
            keep_apart(connection, "recognise", who, event)
        file = add_file(connection, FILE, "", now)
        for place, shipment in enumerate(dict.fromkeys(one.shipment for one in missing), 1):
            _tell_again(company, connection, file, place, shipment)
        audit(
            connection, who=who, act="recognised", subject=number, before=_text(missing), after=why, at=now
        )
    return Restated(number=number, lines=tuple((one.order_line, one.units) for one in missing))


def _uncosted(connection: Connection) -> bool:
    return last_seq(connection) > costed_through(connection)


def _tell_again(company: Company, connection: Connection, file: int, place: int, shipment: str) -> None:
    """State a shipment once more as it was told last, as a revision of its own."""
    revision, raw = connection.exec_driver_sql(
        "SELECT n.revision, r.raw FROM event v JOIN event n ON n.kind = v.kind AND n.source = v.source "
        "AND n.external_id = v.external_id JOIN record r ON r.seq = n.seq WHERE v.id = ? "
        "ORDER BY n.revision DESC LIMIT 1",
        (shipment,),
    ).one()
    seq = last_seq(connection) + 1
    row = event_row(company.name, seq, int(revision) + 1, place, event_of(json.loads(raw)), raw)
    append_events(connection, file, [row])


def _text(missing: list[Unrecognised]) -> str:
    return ", ".join(f"{Quantity(one.units)} of {one.order_line}" for one in missing)
