"""Process: one life of tieout as `tieout run` and the scheduler lead it, from its start to its end.

Everything a process knows it reads from the store or asks QuickBooks: nothing is handed on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from random import Random
from typing import Any, Final, Protocol
from unittest.mock import patch

from tests.simulation.documents import COMPANY
from tests.simulation.machine import WHO, Machine
from tests.simulation.network import URL
from tests.simulation.points import AFTER, BEFORE, WRITES, Reaper
from tests.simulation.world import REALM
from tieout.connectors.quickbooks_online.client import Client
from tieout.connectors.quickbooks_online.company import capabilities
from tieout.connectors.quickbooks_online.convention import Convention
from tieout.connectors.quickbooks_online.target import QuickBooksOnline
from tieout.core.capabilities import Capabilities
from tieout.core.errors import TerminalError, TransientError
from tieout.core.problem import Problem
from tieout.delivery.deliver import Delivered, Delivery
from tieout.delivery.settings import DeliverySettings
from tieout.delivery.wire import reply_of
from tieout.ports import Books, Reply, StoredBatch
from tieout.runtime import sweep as sweeping
from tieout.runtime import tieout as comparing
from tieout.runtime.company import Company
from tieout.runtime.tieout import TieOut, reconcile
from tieout.runtime.tokens import Tokens
from tieout.storage.database import Database
from tieout.storage.outbox import SqliteOutbox

MARGIN_DAYS: Final = 2
"""How far around the window the ledger is read: these histories redate nothing out of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a life ended: `next_at` = come back then; `problem` = a person must act; `tied` = read back."""

    next_at: datetime | None = None
    problem: Problem | None = None
    tied: TieOut | None = None
    drifts: int = 0


class Watched:
    """An object whose methods named in `WRITES` are crash points, under their own name or `step`."""

    def __init__(self, inner: Any, reaper: Reaper, steps: dict[str, str]) -> None:
        self._inner, self._reaper, self._steps = inner, reaper, steps

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._inner, name)
        step = self._steps.get(name)
        if step is None:
            return method

        def watched(*arguments: Any, **named: Any) -> Any:
            self._reaper.reach(step, BEFORE)
            answer = method(*arguments, **named)
            self._reaper.reach(step, AFTER)
            return answer

        return watched


OUTBOX_STEPS: Final = {name: name for name in WRITES[:9]}
QUOTA_STEPS: Final = dict.fromkeys(("take", "pause", "enter", "leave"), "quota")


class Lanes:
    """Batches under way at once, whose answers come in an order of chance."""

    def __init__(self, books: Books, random: Random) -> None:
        self._books, self._random = books, random
        self._flying: list[tuple[StoredBatch, Reply]] = []

    def start(self, batch: StoredBatch) -> None:
        """Send a batch; its answer is heard later."""
        self._flying.append((batch, reply_of(self._books, batch)))

    def wait(self, seconds: int) -> list[tuple[StoredBatch, Reply]]:
        """Nothing yet where nobody waits, else one or all of the answers, in any order."""
        if not self._flying or (seconds == 0 and self._random.random() < 0.7):
            return []
        self._random.shuffle(self._flying)
        count = self._random.choice((1, len(self._flying)))
        back, self._flying = self._flying[:count], self._flying[count:]
        return back


class Life(Protocol):
    """One life of a client: tieout's, or that of a simpler one it is compared with."""

    def live(self) -> Ended:
        """From start to end.

        Raises:
            ProcessDied: at the point where the plan lets it die.
        """
        ...


class Process:
    """tieout, newly started on a machine."""

    def __init__(self, machine: Machine) -> None:
        self._machine, self._world = machine, machine.world
        self._company = machine.company()
        self._quota: Any = Watched(machine.quota(), machine.reaper, QUOTA_STEPS)
        self._tokens = Tokens(
            self._company, lambda: machine.authority, self._world.now, self._world.pass_time, WHO
        )

    def live(self) -> Ended:
        """Deliver until nothing moves, look for changes, read back and compare."""
        machine = self._machine
        machine.network.begin()
        with closing(self._client()) as client:
            try:
                return self._work(client)
            except TransientError as busy:
                self._world.trace(f"not now: {busy}")
                return Ended(next_at=self._world.now())
            except TerminalError as stopped:
                return Ended(problem=stopped.problem)

    def _client(self) -> Client:
        return Client(
            URL,
            REALM,
            self._tokens.token,
            renewed=self._tokens.renewed,
            before=self._pace,
            transport=self._machine.network,
        )

    def _pace(self, _kind: str) -> None:
        """As `runtime.pace` paces reads, on the simulated clock."""
        now = self._world.now()
        wait = (self._quota.take(("request",), now) - now).total_seconds()
        if wait > 0:
            self._world.pass_time(wait)

    def _work(self, client: Client) -> Ended:
        network = self._machine.network
        network.phase = "deliver"
        limits = capabilities(client)
        books = QuickBooksOnline(client, Convention.of(limits), limits.home_currency)
        report = self._deliver(books, limits)
        if report.problem or report.waiting:
            return Ended(problem=report.problem, next_at=report.next_at)
        if (
            report.requests
        ):  # the scheduler comes again at once, and sweeps when there is nothing to deliver
            return Ended(next_at=self._world.now())
        network.phase = "sweep"
        drifts = self._sweep(books)
        network.phase = "tie out"
        through = max(date(2026, 6, 30), self._world.now().date())
        tied = _compared(self._company, books, through)
        return Ended(tied=tied, drifts=drifts)

    def _deliver(self, books: QuickBooksOnline, limits: Capabilities) -> Delivered:
        plan, world = self._world.plan, self._world
        classes = ("sales", "purchases", "payments", "journals")
        outbox = SqliteOutbox(Database(self._machine.place), COMPANY, "USD")
        delivery = Delivery(
            outbox=Watched(outbox, self._machine.reaper, OUTBOX_STEPS),
            books=books,
            quota=self._quota,
            now=world.now,
            sleep=world.pass_time,
            chance=world.random.random,
            settings=DeliverySettings(
                batch_size=plan.batch_size,
                lanes=plan.lanes,
                closed_through=limits.closed_through,
                closed_periods=dict.fromkeys(classes, plan.policy),
            ),
            wire=Lanes(books, world.random) if plan.lanes > 1 else None,
            closing=lambda: books.capabilities().closed_through,
        )
        report = delivery.until_idle()
        world.trace(f"delivered: {report.confirmed} confirmed, {report.refused} refused, {report.waiting}")
        return report

    def _sweep(self, books: QuickBooksOnline) -> int:
        with _swept_by(self._machine, books):
            found = sweeping.sweep(self._company, self._world.now())
        self._world.trace(f"swept: {found.kind}, {len(found.drifts)} differences")
        return len(found.drifts)


@contextmanager
def _swept_by(machine: Machine, books: QuickBooksOnline) -> Iterator[None]:
    """The sweep with this machine's QuickBooks and registry."""

    @contextmanager
    def quickbooks(_company: Company) -> Iterator[QuickBooksOnline]:
        yield books

    @contextmanager
    def registry(_company: Company) -> Iterator[Any]:
        yield machine.registry

    with patch.object(sweeping, "quickbooks", quickbooks), patch.object(sweeping, "registry", registry):
        yield


def _compared(company: Company, books: QuickBooksOnline, through: date) -> TieOut:
    """The tie-out, with a ledger read as far around the window as these histories redate."""
    with patch.object(comparing, "MARGIN_DAYS", MARGIN_DAYS):
        return reconcile(company, books, through)


Begin = Callable[[Machine], Life]
"""How a client begins a life on a machine."""
