"""The direct line: the emulator within one process, faults and all, without a network and without waiting.

For simulations that run thousands of seeded histories: everything that takes time takes the company's
time, so a run of days is over at once and the same seed gives the same run.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from .clock import stamp
from .exchange import Request, Response
from .server import Application
from .webhookbody import body, headers

Hear = Callable[[bytes, dict[str, str]], bool]


class NoAnswer(Exception):
    """The client never hears what became of its request; `hung` if it had to give up itself."""

    def __init__(self, *, hung: bool) -> None:
        super().__init__("gave up waiting" if hung else "the connection was cut")
        self.hung = hung


class Direct:
    """One client's line to a company, with the patience it has."""

    def __init__(self, application: Application, patience: timedelta = timedelta(seconds=30)) -> None:
        self._application, self._patience = application, patience

    def send(self, request: Request) -> Response:
        """A request and its answer; a client that hangs has spent its patience on the company's clock.

        Raises:
            NoAnswer: no answer came, or came too late; what is stored only the company knows.
        """
        application = self._application
        rule = application.script.strike(request) if application.script.rules else None
        if rule is None:
            return application.handle(request)
        happening = application.happenings.of(rule, request)
        if happening.response is not None and happening.wait <= self._patience:
            self.advance(happening.wait)
            return happening.response
        hung = happening.hangs or happening.response is not None
        if hung:
            given = self._patience if not happening.wait else min(happening.wait, self._patience)
            self.advance(given)
        if happening.late is not None:
            application.late.add(request, happening.late)
        raise NoAnswer(hung=hung)

    def control(self, request: Request) -> Response:
        """One lever of the controls."""
        return self._application.control.handle(request)

    def advance(self, time: timedelta) -> None:
        """Let the company's time pass; late commits that become due are done, each at its time."""
        if not time:
            return
        late, clock = self._application.late, self._application.api.books.clock
        until = clock.now() + time
        while (due := late.next_due) is not None and due <= until:
            clock.pass_time(max(due - clock.now(), timedelta(0)))
            late.land()
        clock.pass_time(max(until - clock.now(), timedelta(0)))

    def deliver(self, hear: Hear) -> int:
        """Tell an app what is due of its webhooks; `hear` gets body and headers and says whether it is 200.

        Returns how many bodies were acknowledged.
        """
        api, told = self._application.api, 0
        while (telling := api.webhooks.next()) is not None:
            content = body(telling.events, api.books.settings)
            sent = headers(content, api.books.settings, stamp(api.books.clock.now()))
            heard = hear(content, sent)
            api.webhooks.answered(telling, acknowledged=heard)
            api.books.store.commit()
            told += heard
        return told
