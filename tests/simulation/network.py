"""Network: httpx2's way to the simulated QuickBooks, where requests meet faults and processes die."""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

import httpx2

from quickbooks_emulator.online.direct import NoAnswer
from quickbooks_emulator.online.exchange import Request, Response
from tests.simulation.faults import OF_TOKENS, Fault, Strike
from tests.simulation.points import AFTER, BEFORE, SENDINGS, UNDER_WAY, ProcessDied, Reaper
from tests.simulation.world import World

URL: Final = "https://quickbooks.simulated"
TRIP: Final = timedelta(milliseconds=40)
_SINGLE: Final = re.compile(r"/(customer|vendor|item)$")
_RULES: Final[dict[Fault, str]] = {
    Fault.TIMEOUT_BEFORE: "timeout_before",
    Fault.TIMEOUT_AFTER: "timeout_after",
    Fault.LATE: "late_commit",
    Fault.DROPPED_BEFORE: "drop_before",
    Fault.DROPPED_AFTER: "drop_after",
    Fault.THROTTLED: "status",
    Fault.ERROR_BEFORE: "status",
    Fault.ERROR_AFTER: "status_after",
    Fault.HALF: "malformed",
    Fault.TOKEN_GRACE: "drop_after",
    Fault.TOKEN_LOST: "drop_after",
}


@dataclass
class Network(httpx2.BaseTransport):
    """Every request of one simulated machine; `phase` says what it reads for."""

    world: World
    reaper: Reaper
    phase: str = "connect"
    requests: int = 0
    _strikes: list[list[Any]] = field(default_factory=list)
    _last: Response | None = None
    _owed: Response | None = None
    _repeat: bool = False

    def __post_init__(self) -> None:
        self._strikes = [[strike, strike.nth] for strike in self.world.plan.strikes]

    def begin(self) -> None:
        """Another process makes its own connections."""
        self._last = self._owed = None

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """One request, as httpx2 asks for it."""
        self.requests += 1
        step = self._step(request)
        self.reaper.reach(step, BEFORE)
        self.world.pass_time(TRIP.total_seconds())
        if step in SENDINGS:
            self.world.before_write()
        sent = _request(request)
        if step in SENDINGS and self.reaper.dies(step, UNDER_WAY):
            self._abandoned(sent)
        answer = self._answered(request, sent, step)
        self.world.look_around()
        self.reaper.reach(step, AFTER)
        content = {"content-type": "application/json", **answer.headers}
        return httpx2.Response(answer.status, headers=content, content=answer.body, request=request)

    def _step(self, request: httpx2.Request) -> str:
        path = request.url.path
        if path.endswith("/batch"):
            return "batch"
        if _SINGLE.search(path) and request.method == "POST":
            return "name"
        if "/oauth2/" in path:
            return "refresh"
        if path.endswith("/preferences") or "/companyinfo/" in path:
            return "capabilities"
        return {"deliver": "look-up", "sweep": "changes", "tie out": "read-back"}[self.phase]

    def _abandoned(self, sent: Request) -> None:
        """The client died while its request was on its way: not done, done, or done later."""
        kind = self.world.random.choice(("drop_before", "drop_after", "late_commit"))
        seconds = self.world.random.choice((0, 1, 30, 119))
        self.world.trace(f"its request is under way: {kind} {seconds}")
        with contextlib.suppress(NoAnswer):
            self.world.perform(sent, {"kind": kind, "seconds": 0})
        raise ProcessDied

    def _answered(self, request: httpx2.Request, sent: Request, step: str) -> Response:
        strike = self._due(step)
        said = f"{request.method} {request.url.path.rpartition('/')[2]}"
        try:
            answer = self.world.perform(sent, _rule(strike))
        except NoAnswer as unknown:
            self.world.trace(f"{said}: no answer, {unknown}")
            raise _broken(unknown, request) from None
        if step in ("batch", "name"):
            answer = self._mixed_up(answer, strike, request)
        self.world.trace(f"{said}: {answer.status}")
        return answer

    def _due(self, step: str) -> Strike | None:
        """The fault that strikes now, if one does."""
        for entry in self._strikes:
            strike, left = entry
            if strike.step == step and left > 0:
                entry[1] -= 1
                if not entry[1]:
                    self._begin(strike)
                    return strike if isinstance(strike, Strike) else None
        return None

    def _begin(self, strike: Strike) -> None:
        if strike.fault in OF_TOKENS:
            self.world.grace(0 if strike.fault is Fault.TOKEN_LOST else 86_400)
        if strike.fault is Fault.DUPLICATE:
            self._repeat = True
        else:
            self.world.strike(strike.fault)

    def _mixed_up(self, answer: Response, strike: Strike | None, request: httpx2.Request) -> Response:
        """Answers that come twice or out of order, as a connection that lost count gives them."""
        if strike and strike.fault is Fault.REORDERED:
            self._owed = answer
            self.world.direct.advance(timedelta(seconds=130))
            raise httpx2.ReadTimeout("the answer did not come", request=request)
        owed, self._owed = self._owed, None
        if owed is not None:
            self.world.trace("the answer of an earlier request comes in place of this one's")
            self._last = owed
            return owed
        last, self._last = self._last, answer
        if self._repeat and last is not None:
            self._repeat = False
            self.world.strike(Fault.DUPLICATE)
            return last
        return answer


def _rule(strike: Strike | None) -> dict[str, Any] | None:
    if strike is None or strike.fault not in _RULES:
        return None
    rule: dict[str, Any] = {"kind": _RULES[strike.fault], "times": 1}
    if strike.fault in (Fault.THROTTLED, Fault.ERROR_BEFORE, Fault.ERROR_AFTER):
        rule["status"] = strike.status
    if strike.fault is Fault.LATE:
        rule["seconds"] = strike.seconds
    return rule


def _request(request: httpx2.Request) -> Request:
    headers = {name.lower(): value for name, value in request.headers.items()}
    query = request.url.query.decode()
    return Request(request.method, request.url.path, query, headers, request.content)


def _broken(unknown: NoAnswer, request: httpx2.Request) -> httpx2.RequestError:
    if unknown.hung:
        return httpx2.ReadTimeout(str(unknown), request=request)
    return httpx2.RemoteProtocolError(str(unknown), request=request)
