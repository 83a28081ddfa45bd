"""World: QuickBooks and Intuit on a simulated clock, the people who work there, and what was ever created.

What is created in the books is noted here, object by object as it appears, so that the verdict does not
hang on what tieout believes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, Final

from quickbooks_emulator.online.direct import Direct
from quickbooks_emulator.online.exchange import Request, Response
from quickbooks_emulator.online.jsontext import dumps, loads
from quickbooks_emulator.online.server import Application, build
from quickbooks_emulator.online.settings import Settings
from tests.simulation.documents import FIRST_DAY
from tests.simulation.faults import OF_PEOPLE, Fault
from tests.simulation.people import changed
from tests.simulation.plan import PersonAct, Plan

REALM: Final = "4620816365"
TOKEN: Final = "a-token-that-is-always-good"
START: Final = datetime(2026, 6, 2, 8, tzinfo=UTC)
PATIENCE: Final = timedelta(seconds=130)
"""How long tieout's client waits for an answer (`connectors.quickbooks_online.client.TIMES`)."""

POSTINGS: Final = ("Invoice", "SalesReceipt", "JournalEntry", "Payment", "Bill")
ORDERS: Final = ("PurchaseOrder",)
"""Nobody but tieout works on them here; people who do have tests of their own."""

NAMES: Final = ("Customer", "Vendor", "Item")
VERIFIER: Final = "the-verifier"
PREFIX: Final = "tieout:"


@dataclass(frozen=True, slots=True)
class Birth:
    """An object as it appeared in the books: `subject` is our mark on it, or its name."""

    type: str
    id: str
    subject: str
    at: datetime


@dataclass
class Done:
    """What a person did to an object of ours, and whether its crossing was uncertain then."""

    act: PersonAct
    birth: Birth
    known: bool


@dataclass
class World:
    """One company's QuickBooks and everything around it that is not tieout."""

    plan: Plan
    trace: Callable[[str], None]
    application: Application = field(init=False)
    direct: Direct = field(init=False)
    random: Random = field(init=False)
    births: list[Birth] = field(default_factory=list)
    done: list[Done] = field(default_factory=list)
    struck: dict[Fault, int] = field(default_factory=dict)
    closed_at: datetime | None = None
    states: Callable[[], dict[str, str]] = dict
    hear: Callable[[bytes, dict[str, str]], bool] = lambda _body, _headers: False
    _seen: dict[str, int] = field(default_factory=dict)
    _occasions: dict[int, int] = field(default_factory=dict)
    _writes: int = 0

    def __post_init__(self) -> None:
        settings = Settings().with_values(
            {
                "clock_start": START.isoformat(),
                "webhook_url": "http://127.0.0.1:1/hook",
                "webhook_verifier": VERIFIER,
                "access_token_seconds": 3600,
                **self.plan.emulator,
            }
        )
        self.application = build(settings, realm=REALM, token=TOKEN)
        self.direct = Direct(self.application, PATIENCE)
        self.random = Random(self.plan.world)
        self.books = self.application.api.books
        self._note_births(quietly=True)
        if settings.requestid == "ignored":
            self.strike(Fault.IGNORED, quietly=True)
        if settings.requestid_seconds:
            self.strike(Fault.EXPIRED, quietly=True)

    # Time.

    def now(self) -> datetime:
        """The present moment; no two looks are alike."""
        self.books.clock.pass_time(timedelta(milliseconds=1))
        return self.books.clock.now().astimezone(UTC)

    def pass_time(self, seconds: float) -> None:
        """Let time pass: late commits land, webhooks come, people act."""
        left = timedelta(seconds=seconds)
        while left > timedelta(0):
            step = min(left, timedelta(seconds=60 if left <= timedelta(seconds=600) else 600))
            self.direct.advance(step)
            left -= step
            self.look_around()

    def look_around(self) -> None:
        """Note what is new in the books, tell the app, let people act."""
        self._note_births()
        if self.application.api.webhooks.pending:
            self._tell()
        for act in [one for one in self.plan.acts if one not in [done.act for done in self.done]]:
            self._perhaps(act)

    def strike(self, fault: Fault, *, quietly: bool = False) -> None:
        """Note that a fault happened."""
        self.struck[fault] = self.struck.get(fault, 0) + 1
        if not quietly:
            self.trace(f"fault: {fault.value}")

    @property
    def pending(self) -> bool:
        """Whether anything is still to land or to be told."""
        return bool(self.application.late.pending or self.application.api.webhooks.pending)

    # Requests.

    def perform(self, request: Request, rule: dict[str, Any] | None = None) -> Response:
        """A request as it reaches QuickBooks, with the one fault that happens to it.

        Raises:
            NoAnswer: none came.
        """
        script = self.application.script
        script.replace([rule] if rule else [])
        try:
            return self.direct.send(request)
        finally:
            script.replace([])
            self._note_births()

    def before_write(self) -> None:
        """The books may be closed as a request that writes is on its way."""
        self._writes += 1
        if self.plan.closing and self.closed_at is None and self._writes >= self.plan.closing[0]:
            day = FIRST_DAY + timedelta(days=self.plan.closing[1])
            self.closed_at = self.now()
            self.strike(Fault.CLOSED)
            self.control("closing-date", {"date": day.isoformat(), "password": self.random.random() < 0.5})

    def control(self, lever: str, payload: dict[str, Any]) -> dict[str, Any] | None:
        """One lever of the emulator; None = it was not possible."""
        headers = {"authorization": f"Bearer {TOKEN}"}
        answer = self.direct.control(
            Request("POST", f"/emulator/{lever}", "", headers, dumps(payload).encode())
        )
        self._note_births()
        return dict(loads(answer.text)) if answer.status == 200 else None

    def grace(self, seconds: int) -> None:
        """How long Intuit takes a refresh token that was replaced, from now on."""
        self.books.settings = self.books.settings.with_values({"refresh_grace_seconds": seconds})

    def consent(self) -> str:
        """A person says yes to tieout; the code to exchange."""
        answer = self.control("consent", {"redirect_uri": "http://127.0.0.1/callback"})
        assert answer
        return str(answer["location"]).partition("code=")[2].partition("&")[0]

    def held(self, birth: Birth) -> dict[str, Any] | None:
        """The object as it is held now; None = it is gone."""
        return self.books.store.get(birth.type, birth.id)

    # Steps.

    def _note_births(self, *, quietly: bool = False) -> None:
        for type_ in (*POSTINGS, *ORDERS, *NAMES):
            family = self.books.store.objects.get(type_, {})
            last = self._seen.get(type_, 0)
            new = [id_ for id_ in reversed(family) if int(id_) > last] if family else []
            for id_ in reversed(new):
                self._seen[type_] = max(self._seen.get(type_, 0), int(id_))
                if not quietly:
                    birth = Birth(type_, id_, subject_of(family[id_]), self.books.clock.now())
                    self.births.append(birth)
                    self.trace(f"QuickBooks now holds {type_} {id_} {birth.subject[:16]}")

    def _tell(self) -> None:
        before = self.books.settings
        bodies: list[bytes] = []

        def heard(body: bytes, headers: dict[str, str]) -> bool:
            taken = self.hear(body, headers)
            if taken and body in bodies:
                self.strike(Fault.HOOK_TWICE, quietly=True)
            bodies.append(body)
            return taken

        if self.direct.deliver(heard) and before.webhook_order != "given":
            self.strike(Fault.HOOK_REORDERED, quietly=True)

    def _perhaps(self, act: PersonAct) -> None:
        """Let a person act if there is an object of ours in the state the act is about."""
        what, uncertain = OF_PEOPLE[act.fault]
        states = self.states()
        wanted = ("sent", "uncertain") if uncertain else ("confirmed",)
        touched = {(done.birth.type, done.birth.id) for done in self.done}
        for birth in self.births:
            if birth.type not in POSTINGS or (birth.type, birth.id) in touched:
                continue
            held = self.held(birth)
            if held is None or states.get(birth.subject) not in wanted:
                continue
            key = self.plan.acts.index(act)
            self._occasions[key] = self._occasions.get(key, 0) + 1
            if self._occasions[key] < act.nth:
                return
            if self._acted(act, what, birth, held):
                return

    def _acted(self, act: PersonAct, what: str, birth: Birth, held: dict[str, Any]) -> bool:
        payload: dict[str, Any] = {"entity": birth.type, "id": birth.id}
        if what == "edit":
            payload["change"] = changed(birth.type, held, act.variant)
        if what == "void" and birth.type not in ("Invoice", "SalesReceipt", "Payment"):
            return False
        if self.control(what, payload) is None:
            return False
        known = not OF_PEOPLE[act.fault][1]
        self.done.append(Done(act, birth, known))
        self.strike(act.fault, quietly=True)
        self.trace(f"a person: {what} ({act.variant}) {birth.type} {birth.id} {birth.subject[:16]}")
        return True


def subject_of(body: dict[str, Any]) -> str:
    """Our mark on a transaction, read here by the emulator's own hand; the name of a list record."""
    for line in reversed(str(body.get("PrivateNote", "")).splitlines()):
        if line.startswith(PREFIX):
            return line.removeprefix(PREFIX)
    return str(body.get("DisplayName") or body.get("Name") or "")
