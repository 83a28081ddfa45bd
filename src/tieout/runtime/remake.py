"""Remake: a document that was deleted in QuickBooks is made there again as it was sent, by an approved act.

One whose tax QuickBooks changed is written over as its tax crosses now.

It stays the same document of ours under the same mark: the books expect it once, before and after. Only
QuickBooks' id is another.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection

from tieout.connectors.quickbooks_online import QuickBooksOnline
from tieout.connectors.quickbooks_online.decode import sent_items
from tieout.core.catalogue import problem
from tieout.core.document import SALES_FORMS
from tieout.core.drift import Drift
from tieout.core.errors import TerminalError
from tieout.core.ids import DocumentId
from tieout.core.problem import Where
from tieout.delivery.batches import stored
from tieout.ports import Confirmed
from tieout.runtime.company import Company
from tieout.runtime.duties import keep_apart
from tieout.storage.documents import documents_by_id
from tieout.storage.outbox import SqliteOutbox
from tieout.storage.settings import audit
from tieout.storage.tables import ATTEMPT, BATCH, BATCH_ITEM, insert_sql

MAKING = "making a deleted document again"


def make_again(
    company: Company,
    books: QuickBooksOnline,
    drift: Drift,
    sent: tuple[bytes, str],
    why: str,
    who: str,
    now: datetime,
) -> Confirmed:
    """Create it anew, once: the attempt is kept first, and what is there already is linked, not sent.

    After a lost answer QuickBooks may still write it; until that cannot be any more, nobody tries again.

    Raises:
        TerminalError: its period is closed, an attempt is too recent, or QuickBooks refuses it; who loaded
            its facts leaves it to somebody else.
        TransientError: the outcome is unknown; try again after the time a request may take.
    """
    key = DocumentId(drift.document or "")
    where = Where(subject=key)
    with company.database.read() as connection:
        document = documents_by_id(connection, [key])[key]
        keep_apart(connection, "cases restore", who, key)
        first, last = _attempts(connection, key)
    closed = books.capabilities().closed_through
    if closed and document.day <= closed:
        raise TerminalError(problem("remake_closed", where, day=document.day, closed=closed))
    found = books.find([(sent[1], document)], sent[0], first or now).get(sent[1])
    if found is not None:
        return found
    link = company.settings.connection
    wait = timedelta(seconds=link.longest_request_seconds + link.margin_seconds)
    if last is not None and now - last < wait:
        raise TerminalError(problem("remake_under_way", where, at=f"{last + wait:%Y-%m-%d %H:%M:%S}"))
    with company.database.write() as connection:
        audit(connection, who=who, act=MAKING, subject=key, before=drift.id, after=why, at=now)
    return books.make_again(drift, *sent)


def as_sent_now(
    company: Company, books: QuickBooksOnline, drift: Drift, sent: tuple[bytes, str], now: datetime
) -> tuple[bytes, str]:
    """A form of sales as it would be sent today, where its tax crosses another way since; else as sent.

    What is new is kept as a batch of its own before it is written, so that later looks compare with it.

    Raises:
        TerminalError: a product it needs is not in QuickBooks; the next run makes it.
    """
    body, item = sent
    key = DocumentId(drift.document or "")
    settings = company.settings
    outbox = SqliteOutbox(company.database, company.name, settings.home_currency, settings.taxes)
    document = outbox.document(key)
    if document.type not in SALES_FORMS or not any(
        one.account.role == "sales_tax" for one in document.lines
    ):
        return sent
    fresh = books.compose([(item, document)], outbox.crosswalk([document]))
    if sent_items(fresh)[item] == sent_items(body)[item]:
        return sent
    batch = stored(((item, document),), fresh, now, 0)
    with company.database.write() as connection:
        at = now.isoformat()
        connection.exec_driver_sql(insert_sql(BATCH), (batch.id, batch.request_id, batch.body, at))
        connection.exec_driver_sql(insert_sql(BATCH_ITEM), (batch.id, item, key))
        connection.exec_driver_sql(insert_sql(ATTEMPT), (batch.id, at))
    return fresh, item


def _attempts(connection: Connection, subject: str) -> tuple[datetime | None, datetime | None]:
    """The first and last attempt that no outcome followed; None = there is none."""
    rows = connection.exec_driver_sql(
        "SELECT at FROM audit WHERE subject = ? AND act = ? AND n > (SELECT COALESCE(MAX(n), 0) FROM audit "
        "WHERE subject = ? AND act = 'document restored') ORDER BY n",
        (subject, MAKING, subject),
    )
    times = [datetime.fromisoformat(at) for (at,) in rows]
    return (times[0], times[-1]) if times else (None, None)
