"""Client: HTTP to one QuickBooks company, with bounded times, never trying anything twice by itself.

Every answer of Intuit has an `intuit_tid` of its own. One that was heard before is an answer given twice on
its way, and says nothing about the request it came for.

A request that is turned away at the door for its token (401) was not looked at: it is made once more when
there is a newer token.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from threading import Lock
from typing import Any, Final

import httpx2

from tieout.connectors.quickbooks_online.faults import Meaning, faults_of, gravest, problem_of
from tieout.connectors.quickbooks_online.jsontext import Json, read
from tieout.connectors.quickbooks_online.oauth import scrubbed
from tieout.core.errors import TerminalError, TransientError
from tieout.ports import NothingHappened, OutcomeUnknown

PAGE: Final = 1000
REMEMBERED: Final = 1000
"""Answers that are known again if they come twice."""

THROTTLE_SECONDS: Final = 60
BEARER: Final = "Bearer "
TIMES: Final = httpx2.Timeout(connect=10, read=130, write=60, pool=10)
"""QuickBooks gives a request up after 120 s; waiting a little longer hears it say so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What came back, as it came."""

    status: int
    text: str
    tid: str
    retry_after_seconds: int = 0

    @property
    def body(self) -> Any:
        """The parsed body; None = not JSON. The gateway sends its faults as text of JSON."""
        try:
            value = read(self.text)
            return read(value) if isinstance(value, str) else value
        except ValueError:
            return None


class Client:
    """The requests tieout makes.

    `token` is asked for every request; `before` paces and counts those that
    delivery does not send, by their kind: read or write.

    `renewed` says whether there is a newer token than one that QuickBooks turned away. `calls` counts
    reads and writes: Intuit meters reads, so they are a figure to watch. Several threads
    may send at once.
    """

    def __init__(
        self,
        base_url: str,
        realm: str,
        token: Callable[[], str],
        *,
        renewed: Callable[[str], bool] = lambda _: False,
        before: Callable[[str], None] = lambda _kind: None,
        transport: httpx2.BaseTransport | None = None,
        times: httpx2.Timeout = TIMES,
    ) -> None:
        self.realm = realm
        self.calls: Counter[str] = Counter()
        self._before = before
        self._heard = Heard()
        self._http = httpx2.Client(
            base_url=f"{base_url.rstrip('/')}/v3/company/{realm}",
            timeout=times,
            transport=transport,
            auth=Bearer(token, renewed),
            headers={"Accept": "application/json", "User-Agent": "tieout"},
        )

    def close(self) -> None:
        """Give the connections back."""
        self._http.close()

    def post_batch(self, request_id: str, body: bytes) -> Reply:
        """One batch request, once.

        Raises:
            NothingHappened: it never left.
            OutcomeUnknown: it left, and no answer came.
        """
        try:
            return self._post("/batch", request_id, body)
        except TerminalError as stopped:  # there is no token to send it with
            raise NothingHappened(str(stopped), problem=stopped.problem) from None

    def create(self, resource: str, request_id: str, body: bytes, *, permitted: bool = False) -> Reply:
        """One create request, once; raises as `post_batch` does, and TerminalError without a token.

        `permitted`: the caller has its permit already, as delivery does.
        """
        if not permitted:
            self._before("write")
        return self._post(f"/{resource}", request_id, body)

    def upload(self, request_id: str, body: bytes, content_type: str) -> Reply:
        """One upload of files, once; raises as `create` does."""
        self._before("write")
        return self._post("/upload", request_id, body, content_type)

    def _post(
        self, path: str, request_id: str, body: bytes, content_type: str = "application/json"
    ) -> Reply:
        self.calls["write"] += 1
        headers = {"Content-Type": content_type}
        try:
            answer = self._http.post(path, params={"requestid": request_id}, content=body, headers=headers)
        except (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout) as error:
            raise NothingHappened(f"QuickBooks cannot be reached: {_words(error)}") from error
        except httpx2.RequestError as error:
            raise OutcomeUnknown(f"the connection broke after the request left: {_words(error)}") from error
        reply = _reply(answer)
        if self._heard.again(reply.tid):
            raise OutcomeUnknown(f"the answer of an earlier request came again [intuit_tid {reply.tid}]")
        return reply

    def get(self, path: str, **parameters: str) -> Json:
        """Read one resource or report.

        Raises:
            TransientError: no proper answer.
            TerminalError: a person must act.
        """
        return self._read("GET", path, parameters=parameters)

    def query(self, statement: str) -> Json:
        """The QueryResponse of a statement; raises as `get` does."""
        body = self._read("POST", "/query", content=statement.encode())
        found = body.get("QueryResponse")
        if not isinstance(found, dict):
            raise TransientError("QuickBooks answered a query without a QueryResponse")
        return found

    def rows(self, entity: str, where: str = "") -> Iterator[Json]:
        """Every row of an entity, page by page in order of creation, so that new rows come last."""
        condition = f" where {where}" if where else ""
        start = 1
        while True:
            order = f"orderby MetaData.CreateTime startposition {start} maxresults {PAGE}"
            # QuickBooks' query language knows no parameters; `lookup.escaped` quotes what comes from data.
            page = self.query(f"select * from {entity}{condition} {order}").get(entity, [])  # noqa: S608 - quoted
            yield from page
            if len(page) < PAGE:
                return
            start += PAGE

    def _read(
        self, method: str, path: str, *, parameters: dict[str, str] | None = None, content: bytes = b""
    ) -> Json:
        self._before("read")
        self.calls["read"] += 1
        headers = {"Content-Type": "application/text"} if content else {}
        try:
            answer = self._http.request(
                method, path, params=parameters or {}, content=content or None, headers=headers
            )
        except httpx2.RequestError as error:
            raise TransientError(f"QuickBooks cannot be read: {_words(error)}") from error
        reply = _reply(answer)
        if self._heard.again(reply.tid):
            raise TransientError(f"the answer of an earlier request came again [intuit_tid {reply.tid}]")
        return _good(reply, f"the reading of {path}")


class Heard:
    """The last answers of Intuit, by their `intuit_tid`; several threads may ask at once."""

    def __init__(self) -> None:
        self._tids: dict[str, None] = {}
        self._lock = Lock()

    def again(self, tid: str) -> bool:
        """Whether an answer was heard before; it is remembered. One without a number is always new."""
        with self._lock:
            if not tid or tid in self._tids:
                return bool(tid)
            self._tids[tid] = None
            if len(self._tids) > REMEMBERED:
                del self._tids[next(iter(self._tids))]
            return False


class Bearer(httpx2.Auth):
    """The token of a request; a 401 is answered once with a newer one."""

    def __init__(self, token: Callable[[], str], renewed: Callable[[str], bool]) -> None:
        self._token, self._renewed = token, renewed

    def auth_flow(self, request: httpx2.Request) -> Generator[httpx2.Request, httpx2.Response, None]:
        """Send the request with its token, and once more if a newer one is to be had."""
        used = self._token()
        request.headers["Authorization"] = f"{BEARER}{used}"
        answer = yield request
        if answer.status_code == httpx2.codes.UNAUTHORIZED and self._renewed(used):
            request.headers["Authorization"] = f"{BEARER}{self._token()}"
            yield request


def _reply(answer: httpx2.Response) -> Reply:
    """What came back, without the token, which QuickBooks repeats when it refuses it."""
    asked = answer.headers.get("Retry-After", "")
    token = answer.request.headers.get("Authorization", "").removeprefix(BEARER)
    return Reply(
        status=answer.status_code,
        text=scrubbed(answer.text, token),
        tid=answer.headers.get("intuit_tid", answer.headers.get("Intuit-Tid", "")),
        retry_after_seconds=int(asked) if asked.isdigit() else 0,
    )


def _good(reply: Reply, what: str) -> Json:
    faults = faults_of(reply.body)
    if faults and gravest(faults)[1].meaning in {Meaning.COMPANY, Meaning.REFUSED}:
        raise TerminalError(problem_of(faults, what, what, reply.tid))
    if reply.status != httpx2.codes.OK or faults or not isinstance(reply.body, dict):
        words = "; ".join(map(str, faults)) or reply.text[:200]
        raise TransientError(f"HTTP {reply.status} [intuit_tid {reply.tid}]: {words}")
    return reply.body


def _words(error: Exception) -> str:
    return f"{type(error).__name__} {error}".strip()
