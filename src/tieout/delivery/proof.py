"""Proof: how a crossing whose answer was lost is settled (design law 6).

It is looked up by our own mark. Found = confirmed. Not found while a request may still be worked on
= wait, because the write may land late. Not found after that, neither on its day nor among all that was
created since it was first sent, = proven absent.

A batch absent as a whole is sent again byte for byte under its request id, which guards a second
time should the look-up have missed it. A batch absent in part is not: the request id is not trusted,
so sending it again could duplicate the documents just found. Its absent ones go into a new batch.
So do those of a batch sent identically and found absent again: its request id may be what stands
in the way (QuickBooks may answer "duplicate request id" without holding anything).
"""

from __future__ import annotations

from datetime import datetime
from enum import Enum

from tieout.delivery.settings import DeliverySettings
from tieout.ports import StoredBatch


class Verdict(Enum):
    """What to do with those of a batch's documents that were not found."""

    WAIT = "the write may still land"
    SEND_AGAIN = "proven absent as a whole"
    RELEASE = "proven absent; into a new batch"


def provable_at(batch: StoredBatch, settings: DeliverySettings) -> datetime | None:
    """From when on absence is proof; None = never sent.

    QuickBooks may go on with a request as long as `window` after its client has gone. When that was,
    the doubt says; a doubt that a later process recorded for a dead one is bounded by the longest a
    client waits.
    """
    if batch.last_attempt is None:
        return None
    given_up = min(batch.doubted or batch.last_attempt, batch.last_attempt + settings.longest_wait)
    return max(batch.last_attempt, given_up) + settings.window


def verdict(batch: StoredBatch, absent: int, now: datetime, settings: DeliverySettings) -> Verdict:
    """What to do when `absent` of the batch's documents were just looked up and not found."""
    due = provable_at(batch, settings)
    if due is not None and now < due:
        return Verdict.WAIT
    if absent == len(batch.items) and batch.attempts < settings.identical_attempts:
        return Verdict.SEND_AGAIN
    return Verdict.RELEASE
