"""Connect: a person signs in to QuickBooks Online, and the company keeps what that gives.

A company belongs to one QuickBooks company and to sandbox or production, for ever (S004-02, S004-30).
The choice is checked before the code is exchanged: a wrong one leaves no tokens behind, here or there.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Final, TextIO

from tieout.connectors.quickbooks_online.client import Client
from tieout.connectors.quickbooks_online.company import capabilities
from tieout.connectors.quickbooks_online.environment import ENVIRONMENTS, is_loopback, secure
from tieout.connectors.quickbooks_online.oauth import (
    App,
    Authority,
    Endpoints,
    Grant,
    GrantRefused,
    discover,
    new_state,
)
from tieout.core.catalogue import problem
from tieout.core.errors import TerminalError, TransientError
from tieout.ports import NothingHappened, OutcomeUnknown
from tieout.runtime.access import act
from tieout.runtime.actor import clock
from tieout.runtime.callback import Answer, answer_of, awaited, listening
from tieout.runtime.company import (
    Company,
    Connection,
    companies,
    plain_connection,
    stored_connection,
)
from tieout.runtime.keys import ensure_key, vault
from tieout.runtime.pace import paced
from tieout.runtime.tokens import keep_grant, scope_of
from tieout.storage.credentials import (
    GRANTED,
    NOTHING,
    REFUSED,
    UNKNOWN,
    credential,
    keep_credential,
    record_attempt,
    record_outcome,
)
from tieout.storage.settings import audit, keep_setting, settings_of

PORT: Final = 8799
"""Where the answer of a sign-in is received unless another port is named: Intuit wants it registered."""

APP: Final = "app"
ID_VARIABLE: Final = "TIEOUT_QUICKBOOKS_CLIENT_ID"
SECRET_VARIABLE: Final = "TIEOUT_QUICKBOOKS_CLIENT_SECRET"  # noqa: S105 - the name of a variable
ENDPOINTS: Final = "sign_in_endpoints"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """How a person signs in; what is left empty is Intuit's own, or what the company has already."""

    environment: str = ""
    api: str = ""
    discovery: str = ""
    port: int = PORT
    redirect_uri: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """The person's part: type the app's id and secret, open the page, and perhaps paste the answer."""

    app: Callable[[], tuple[str, str]]
    visit: Callable[[str, str], None]
    pasted: TextIO | None = field(default=None)


@dataclass(frozen=True, slots=True)
class Signed:
    """What a sign-in gave."""

    link: Connection
    endpoints: Endpoints
    app: App
    grant: Grant
    home_currency: str


def wanted_connection(company: str, link: Connection, wanted: SignIn) -> Connection:
    """The connection a sign-in is for.

    Raises:
        TerminalError: the company belongs to another QuickBooks, or an address is not secure.
    """
    if link.environment and wanted.environment not in {"", link.environment}:
        raise TerminalError(
            problem("environment_fixed", company=company, ours=link.environment, theirs=wanted.environment)
        )
    named = ENVIRONMENTS[wanted.environment or link.environment]
    api = wanted.api or (link.url if link.environment else "") or named.api
    if link.emulator or (link.url and link.url.rstrip("/") != api.rstrip("/")):
        ours = "the bundled emulator" if link.emulator else link.url
        raise TerminalError(problem("connection_kept", company=company, ours=ours, environment=named.name))
    return replace(
        link,
        environment=named.name,
        url=secure(api),
        discovery=secure(wanted.discovery or link.discovery or named.discovery),
    )


@act("connect")
def sign_in(company: Company, wanted: SignIn, person: Person, who: str, now: datetime) -> Company:
    """Let a person sign in, and keep the tokens; the company with its connection.

    Raises:
        TerminalError: it was declined, or chose what this company cannot be connected to.
        TransientError: Intuit or QuickBooks could not be reached; nothing is kept.
    """
    link = wanted_connection(company.name, company.settings.connection, wanted)
    endpoints = discover(link.discovery)
    ensure_key(company.name)
    app = _app(company, person)
    authority = Authority(endpoints, app)
    answer, redirect_uri = _answered(authority, wanted, person)
    _check_realm(company, link, answer.realm)
    link = replace(link, realm=answer.realm)
    grant = _exchanged(company, authority, answer, redirect_uri, who, now)
    home = _home_currency(company, link, grant)
    _keep(company, Signed(link, endpoints, app, grant, home), who, now)
    return replace(company, settings=replace(company.settings, connection=link))


def _app(company: Company, person: Person) -> App:
    """The app's id and secret: from the environment, else as kept, else as typed."""
    stated = (os.environ.get(ID_VARIABLE, ""), os.environ.get(SECRET_VARIABLE, ""))
    if not all(stated):
        kept = kept_app(company)
        if kept:
            return kept
        stated = person.app()
    if not all(stated):
        raise TerminalError(problem("app_unknown"))
    return App(client_id=stated[0].strip(), client_secret=stated[1].strip())


def kept_app(company: Company) -> App | None:
    """The app's id and secret as the company keeps them."""
    secrets = vault(company)
    with company.database.read() as connection:
        kept = [secrets.secret(connection, APP, name) for name in ("client_id", "client_secret")]
    return App(client_id=kept[0], client_secret=kept[1]) if kept[0] and kept[1] else None


def _answered(authority: Authority, wanted: SignIn, person: Person) -> tuple[Answer, str]:
    """Ask the person and wait; their answer, and the address it was asked for."""
    state = new_state()
    with ExitStack() as stack:
        callback = None
        if not wanted.redirect_uri or is_loopback(wanted.redirect_uri):
            callback = stack.enter_context(listening(wanted.port, state))
        redirect_uri = wanted.redirect_uri or (callback.redirect_uri if callback else "")
        person.visit(authority.consent_address(redirect_uri, state), redirect_uri)
        return answer_of(awaited(callback, person.pasted), state), redirect_uri


def _check_realm(company: Company, link: Connection, realm: str) -> None:
    if link.realm and link.realm != realm:
        raise TerminalError(problem("realm_fixed", company=company.name, ours=link.realm, theirs=realm))
    for name in companies():
        other = stored_connection(name) if name != company.name else None
        if other and (other.url.rstrip("/"), other.realm) == (link.url.rstrip("/"), realm):
            raise TerminalError(problem("realm_taken", realm=realm, other=name))


def _exchanged(
    company: Company, authority: Authority, answer: Answer, redirect_uri: str, who: str, now: datetime
) -> Grant:
    """Exchange the code, once: recorded before it leaves, and its outcome after."""
    with company.database.write() as connection:
        before = credential(connection, answer.realm)
        generation = before.generation if before else 0
        attempt = record_attempt(connection, answer.realm, "exchange", generation, now, who)
    try:
        grant = authority.exchange(answer.code, redirect_uri)
    except GrantRefused as refused:
        _settle(company, attempt, REFUSED, now)
        raise TerminalError(problem("code_refused", words=str(refused))) from None
    except NothingHappened:
        _settle(company, attempt, NOTHING, now)
        raise
    except OutcomeUnknown as fault:
        _settle(company, attempt, UNKNOWN, now)
        raise TerminalError(problem("code_answer_lost", why=str(fault))) from None
    _settle(company, attempt, GRANTED, now)
    return grant


def _settle(company: Company, attempt: int, result: str, now: datetime) -> None:
    with company.database.write() as connection:
        record_outcome(connection, attempt, result, "", now)


def _home_currency(company: Company, link: Connection, grant: Grant) -> str:
    """Ask QuickBooks something with the new token: it must be good for the company that was chosen."""
    reached = replace(company, settings=replace(company.settings, connection=link))
    with (
        paced(reached, clock) as pace,
        closing(Client(link.url, link.realm, lambda: grant.access_token, before=pace)) as client,
    ):
        try:
            return capabilities(client).home_currency
        except TerminalError as stopped:
            words = stopped.problem.why
            raise TerminalError(
                problem("access_refused", environment=link.environment, realm=link.realm, words=words)
            ) from None


def _keep(company: Company, signed: Signed, who: str, now: datetime) -> None:
    """Everything a sign-in gave, in one transaction."""
    secrets, link = vault(company), signed.link
    with company.database.write() as connection:
        before = credential(connection, link.realm)
        generation = before.generation + 1 if before else 1
        keep_grant(connection, secrets, link.realm, signed.grant, generation, who, now)
        secrets.keep(connection, APP, "client_id", signed.app.client_id, now)
        secrets.keep(connection, APP, "client_secret", signed.app.client_secret, now)
        keep_setting(connection, ENDPOINTS, json.dumps(asdict(signed.endpoints)))
        keep_setting(connection, "connection", json.dumps(plain_connection(link)))
        audit(
            connection,
            who=who,
            act="QuickBooks connected",
            subject=company.name,
            before=(before.broken or f"generation {before.generation}") if before else "",
            after=f"{link.environment} {link.url} realm {link.realm}, home currency {signed.home_currency}",
            at=now,
        )


def authority_of(company: Company) -> Authority:
    """Intuit's sign-in for a connected company; the addresses of its last sign-in if none can be read.

    Raises:
        TerminalError: the app's id and secret are not kept.
    """
    app = kept_app(company)
    if app is None:
        raise TerminalError(problem("app_unknown"))
    try:
        endpoints = discover(company.settings.connection.discovery)
    except TransientError:
        with company.database.read() as connection:
            endpoints = Endpoints(**json.loads(settings_of(connection)[ENDPOINTS]))
    return Authority(endpoints, app)


@act("connect")
def disconnect(company: Company, who: str, now: datetime) -> bool:
    """End the connection at Intuit and forget its tokens; whether Intuit still knew it.

    The company stays with its QuickBooks company: only a new sign-in there connects it again.

    Raises:
        TerminalError: it is not connected.
        TransientError: Intuit could not be asked; nothing is forgotten, and trying again does no harm.
    """
    realm = company.settings.connection.realm
    secrets = vault(company)
    with company.database.write() as connection:
        known = credential(connection, realm) if company.settings.connection.environment else None
        token = secrets.secret(connection, scope_of(realm), "refresh_token") if known else None
        if known is None or token is None:
            raise TerminalError(
                problem("not_signed_in", company=company.name, why="There is nothing to end.")
            )
        attempt = record_attempt(connection, realm, "revoke", known.generation, now, who)
    knew = authority_of(company).revoke(token)
    with company.database.write() as connection:
        record_outcome(connection, attempt, GRANTED if knew else REFUSED, "", now)
        secrets.forget(connection, scope_of(realm))
        keep_credential(connection, replace(known, broken="disconnected", holder="", lease_until=None))
        audit(
            connection,
            who=who,
            act="QuickBooks disconnected",
            subject=company.name,
            before=f"generation {known.generation}",
            after="revoked at Intuit" if knew else "Intuit knew of no connection",
            at=now,
        )
    return knew
