"""Clients: two simpler ways to send documents, which the same histories must show to fail.

The naive one posts, and posts again when it hears nothing good. The other does what QuickBooks' manual
recommends: a request id for each document, kept before the first attempt and used until there is an answer.
Neither proves anything. Both keep what they know durably and lose nothing else in a crash.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from tests.simulation.documents import COMPANY, MAPPING
from tests.simulation.machine import Machine
from tests.simulation.network import URL
from tests.simulation.points import AFTER, BEFORE
from tests.simulation.process import Begin, Ended
from tests.simulation.world import REALM, TOKEN
from tieout.connectors.quickbooks_online.client import Client
from tieout.connectors.quickbooks_online.convention import Convention
from tieout.connectors.quickbooks_online.target import QuickBooksOnline
from tieout.core.crosswalk import Crosswalk, Outside
from tieout.core.document import Document
from tieout.core.errors import TerminalError, TransientError
from tieout.core.ids import DocumentId, derived
from tieout.ports import Again, Confirmed

TRIES: Final = 4
PAUSE_SECONDS: Final = 5


@dataclass
class Notebook:
    """What a simple client keeps durably: what is done, what was refused, and its request ids."""

    done: dict[DocumentId, Outside] = field(default_factory=dict)
    refused: set[DocumentId] = field(default_factory=set)
    ids: dict[DocumentId, str] = field(default_factory=dict)


class SimpleClient:
    """One life of a simple client; `with_ids` is whether it uses request ids."""

    def __init__(self, machine: Machine, notebook: Notebook, *, with_ids: bool) -> None:
        self._machine, self._notebook, self._with_ids = machine, notebook, with_ids
        self._world = machine.world

    def live(self) -> Ended:
        """Post what is not done, in order, until it is done or nothing moves."""
        self._machine.network.begin()
        self._machine.network.phase = "deliver"
        with closing(Client(URL, REALM, lambda: TOKEN, transport=self._machine.network)) as client:
            custom = bool(self._world.plan.emulator["custom_txn_numbers"])
            books = QuickBooksOnline(client, Convention(custom_numbers=custom), "USD")
            left = [one.document for one in self._machine.wanted if not self._settled(one.document)]
            for document in left:
                if all(need in self._notebook.done for need in document.needs):
                    self._post(books, document)
            waits = any(not self._settled(one) and self._possible(one) for one in left)
            later = self._world.now() + timedelta(minutes=10)
            return Ended(next_at=later if waits else None)

    def _settled(self, document: Document) -> bool:
        return document.id in self._notebook.done or document.id in self._notebook.refused

    def _possible(self, document: Document) -> bool:
        return not any(need in self._notebook.refused for need in document.needs)

    def _post(self, books: QuickBooksOnline, document: Document) -> None:
        crosswalk = Crosswalk(
            company=COMPANY, mapping=MAPPING, outside=dict(self._notebook.done), home_currency="USD"
        )
        try:
            body = books.compose([("1", document)], crosswalk)
        except TerminalError:
            self._notebook.refused.add(document.id)
            return
        for _ in range(TRIES):
            if self._tried(books, document, body):
                return
            self._world.pass_time(PAUSE_SECONDS)

    def _tried(self, books: QuickBooksOnline, document: Document, body: bytes) -> bool:
        try:
            answer = books.send(self._request_id(document), body).get("1")
        except TransientError:
            return False
        if answer is None or isinstance(answer, Again):
            return False
        self._machine.reaper.reach("settle", BEFORE)
        if isinstance(answer, Confirmed):
            self._notebook.done[document.id] = answer.outside
        else:
            self._notebook.refused.add(document.id)
        self._machine.reaper.reach("settle", AFTER)
        return True

    def _request_id(self, document: Document) -> str:
        if not self._with_ids:
            return ""
        if document.id not in self._notebook.ids:
            self._machine.reaper.reach("attempt", BEFORE)
            self._notebook.ids[document.id] = derived("simple", document.id)
            self._machine.reaper.reach("attempt", AFTER)
        return self._notebook.ids[document.id]


def simple(*, with_ids: bool) -> Begin:
    """How a simple client of one history begins its lives: with the notebook of those before."""
    notebook = Notebook()
    return lambda machine: SimpleClient(machine, notebook, with_ids=with_ids)
