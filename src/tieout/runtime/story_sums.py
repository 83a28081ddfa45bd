"""Story sums: what a story (an order with all its facts) put on each account, late costs included.

A late cost is told by another fact, a bill or freight of goods long sold. Its entry stands with that fact
and holds the parts of many orders; what the lots of this story were given of it is known to the quantum.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection

from tieout.core.money import quanta_per_minor

SELLING: Final = frozenset({"goods_shipped", "goods_returned", "invoice_issued", "sale_paid"})
"""Facts whose lots are what a story sold, or took back."""

TELLING: Final = SELLING | {"payment_captured", "refund_issued"}
"""Facts that make a story."""

OF_MANY: Final = frozenset({"payout_settled"})
"""Facts that hold parts of many stories, and belong to none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LateCost:
    """What another fact added to the goods of a story on one account: `value` in 10⁻⁸ home units.

    `days` and `entries` are those that hold it, together with the parts of others.
    """

    event: str
    kind: str
    external_id: str
    account: str
    value: int
    days: tuple[str, ...]
    entries: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StorySum:
    """What a story put on one account, debit above zero, in 10⁻⁸ home units.

    `posted` by the entries of its own facts, `late` by late costs of its goods; `together` is both.
    """

    account: str
    posted: int
    late: int

    @property
    def together(self) -> int:
        """What the account holds for the story."""
        return self.posted + self.late


def late_costs(connection: Connection, events: Sequence[str]) -> tuple[LateCost, ...]:
    """What other facts added to the goods these events sold, in the order of the log."""
    rows = connection.exec_driver_sql(
        "SELECT r.event, v.kind, v.external_id, l.account, SUM(r.value) AS value "
        "FROM revaluation r JOIN lot l ON l.id = r.lot JOIN event o ON o.id = l.event "
        "JOIN event v ON v.id = r.event WHERE l.event IN (SELECT value FROM json_each(?)) "
        "AND r.event NOT IN (SELECT value FROM json_each(?)) "
        "AND o.kind IN (SELECT value FROM json_each(?)) "
        "GROUP BY r.event, v.kind, v.external_id, l.account ORDER BY MIN(r.n), l.account",
        (json.dumps(list(events)), json.dumps(list(events)), json.dumps(sorted(SELLING))),
    ).all()
    return tuple(
        LateCost(
            event=row.event,
            kind=row.kind,
            external_id=row.external_id,
            account=row.account,
            value=int(row.value),
            days=tuple(dict.fromkeys(day for _, day in holding)),
            entries=tuple(entry for entry, _ in holding),
        )
        for row in rows
        if row.value
        for holding in [_holding(connection, row.event, row.account)]
    )


def _holding(connection: Connection, event: str, account: str) -> list[tuple[str, str]]:
    """(id, day) of the entries of an event that move an account."""
    rows = connection.exec_driver_sql(
        "SELECT e.id, e.day FROM entry e WHERE e.event = ? AND EXISTS "
        "(SELECT 1 FROM entry_line l WHERE l.entry = e.seq AND l.account = ?) ORDER BY e.seq",
        (event, account),
    )
    return [(str(entry), str(day)) for entry, day in rows]


def story_sums(
    connection: Connection, currency: str, events: Sequence[str], late: Sequence[LateCost]
) -> tuple[StorySum, ...]:
    """What these events and the late costs of their goods put on each account; none where no story is."""
    rows = connection.exec_driver_sql(
        "SELECT v.kind, l.account, SUM(CASE l.side WHEN 'Dr' THEN l.home ELSE -l.home END) AS minor "
        "FROM entry e JOIN entry_line l ON l.entry = e.seq JOIN event v ON v.id = e.event "
        "WHERE e.event IN (SELECT value FROM json_each(?)) GROUP BY v.kind, l.account",
        (json.dumps(list(events)),),
    ).all()
    if not {row.kind for row in rows} & TELLING:
        return ()
    quanta = quanta_per_minor(currency)
    posted: dict[str, int] = {}
    for row in rows:
        if row.kind not in OF_MANY:
            posted[row.account] = posted.get(row.account, 0) + quanta * int(row.minor)
    added: dict[str, int] = {}
    for one in late:
        added[one.account] = added.get(one.account, 0) + one.value
    return tuple(
        StorySum(account=account, posted=posted.get(account, 0), late=added.get(account, 0))
        for account in sorted({*posted, *added})
    )
