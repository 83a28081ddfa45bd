"""Tokens: renewed by one at a time, stored with the answer, lost at most once, never in a silent loop."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.runtime.signed_in import WHO, World, tokens_at_intuit, world
from tieout.connectors.quickbooks_online.oauth import Authority, Grant, GrantRefused
from tieout.core.errors import TerminalError
from tieout.ports import NothingHappened, OutcomeUnknown
from tieout.runtime import acts, tokens
from tieout.runtime.company import Company, Connection, Settings, create_company, open_company
from tieout.runtime.connect import authority_of
from tieout.runtime.keys import ensure_key, vault
from tieout.runtime.quickbooks import quickbooks as books_of
from tieout.storage.credentials import credential

DAY = 86_400
TOKEN = "/oauth2/v1/tokens/bearer"


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[World, Company]]:
    with world(tmp_path_factory.mktemp("intuit") / "home") as made:
        yield made, made.init()


@pytest.fixture
def intuit(shared: tuple[World, Company]) -> World:
    made, company = shared
    made.setting(refresh_rotation="interval", refresh_grace_seconds=DAY, access_token_seconds=3600)
    made.application.script.replace([])
    made.again(company)
    return made


@pytest.fixture
def company(intuit: World) -> Iterator[Company]:
    opened = open_company("acme")
    yield opened
    opened.database.close()


def expire(company: Company, seconds: int = 0) -> None:
    """The access token ends so many seconds from now."""
    end = (acts.clock() + timedelta(seconds=seconds)).isoformat()
    with company.database.write() as connection:
        connection.exec_driver_sql("UPDATE credential SET access_until = ?", (end,))


def made(company: Company, **named: Any) -> tokens.Tokens:
    def no_sleep(_seconds: int) -> None:
        time.sleep(0.05)

    return tokens.Tokens(company, lambda: authority_of(company), acts.clock, no_sleep, WHO, **named)


def standing(company: Company) -> Any:
    with company.database.read() as connection:
        found = credential(connection, company.settings.connection.realm)
    assert found
    return found


def outcomes(company: Company) -> list[tuple[str, str]]:
    """Every attempt of the last generation's connection with what became of it."""
    with company.database.read() as connection:
        rows = connection.exec_driver_sql(
            "SELECT a.act, COALESCE(o.result, 'none') FROM token_attempt a "
            "LEFT JOIN token_outcome o ON o.attempt = a.n WHERE a.n > (SELECT MAX(n) FROM token_attempt "
            "WHERE act = 'exchange') ORDER BY a.n"
        ).all()
    return [(act, result) for act, result in rows]


def kept(company: Company, name: str) -> str | None:
    with company.database.read() as connection:
        scope = tokens.scope_of(company.settings.connection.realm)
        return vault(company).secret(connection, scope, name)


def code_of(stopped: pytest.ExceptionInfo[TerminalError]) -> str:
    return stopped.value.problem.code


def test_a_good_token_is_used_without_asking(company: Company) -> None:
    token = made(company).token()
    assert token == kept(company, "access_token")
    assert outcomes(company) == []


def test_a_token_is_renewed_before_its_end_and_the_new_pair_is_kept(
    intuit: World, company: Company
) -> None:
    intuit.setting(refresh_rotation="always")
    old, before = kept(company, "refresh_token"), standing(company)
    expire(company, 60)
    keeper = made(company)
    token = keeper.token()
    assert keeper.token() == token == kept(company, "access_token")
    assert kept(company, "refresh_token") != old
    after = standing(company)
    assert after.generation == before.generation + 1
    assert (after.who, after.at) == (before.who, before.at)
    assert after.hard_until is not None
    assert after.holder == ""
    assert outcomes(company) == [("refresh", "granted")]


def test_a_refresh_token_that_stays_the_same_is_good_too(intuit: World, company: Company) -> None:
    intuit.setting(refresh_rotation="never")
    old = kept(company, "refresh_token")
    expire(company)
    assert made(company).token()
    assert kept(company, "refresh_token") == old


def test_quickbooks_turning_a_token_away_leads_to_one_renewal(intuit: World, company: Company) -> None:
    """Our clock says that the token is good; QuickBooks says 401. The reading goes on as if nothing was."""
    grants = intuit.application.api.grants._grants
    with books_of(company) as books:
        for grant in grants.values():
            grant.access = dict.fromkeys(grant.access, 0)
        assert books.accounts()
        assert books.names() is not None
    assert outcomes(company) == [("refresh", "granted")]


def test_disconnected_in_quickbooks_a_person_is_asked_to_connect_and_intuit_only_once(
    intuit: World, company: Company
) -> None:
    intuit.application.api.grants.disconnect()
    for _ in range(3):
        with pytest.raises(TerminalError) as stopped, books_of(company) as books:
            books.accounts()
        assert code_of(stopped) == "reconnect_needed"
        assert "tieout connect" in stopped.value.problem.next_step
    assert outcomes(company) == [("refresh", "refused")]
    assert not [one for one in tokens_at_intuit(intuit) if one in str(stopped.value)]
    with company.database.read() as connection:
        acts_of = connection.exec_driver_sql("SELECT who, act FROM audit ORDER BY n DESC LIMIT 1").one()
    assert tuple(acts_of) == ("tieout", "connection lost")
    with books_of(intuit.again(company)) as books:
        assert books.accounts()


@pytest.mark.parametrize("kind", ["drop_after", "status_after", "malformed", "empty"])
def test_a_lost_answer_is_survived_while_intuit_still_takes_the_old_token(
    intuit: World, company: Company, kind: str
) -> None:
    intuit.setting(refresh_rotation="always")
    intuit.application.script.replace([{"kind": kind, "path": TOKEN, "times": 1, "status": 502}])
    expire(company)
    with pytest.raises(NothingHappened):
        made(company).token()
    token = made(company).token()
    assert token == kept(company, "access_token")
    assert outcomes(company) == [("refresh", "unknown"), ("refresh", "granted")]


def test_a_lost_answer_without_grace_ends_in_a_problem_and_no_loop(intuit: World, company: Company) -> None:
    intuit.setting(refresh_rotation="always", refresh_grace_seconds=0)
    intuit.application.script.replace([{"kind": "drop_after", "path": TOKEN, "times": 1}])
    expire(company)
    with pytest.raises(NothingHappened):
        made(company).token()
    for _ in range(3):
        with pytest.raises(TerminalError) as stopped:
            made(company).token()
        assert code_of(stopped) == "token_lost"
    assert outcomes(company) == [("refresh", "unknown"), ("refresh", "refused")]


@pytest.mark.parametrize("kind", ["drop_before", "status"])
def test_while_the_old_token_is_good_a_failed_renewal_stops_nobody(
    intuit: World, company: Company, kind: str
) -> None:
    old = kept(company, "access_token")
    intuit.application.script.replace([{"kind": kind, "path": TOKEN, "status": 429}])
    expire(company, 120)
    assert made(company).token() == old


def test_throttled_sign_in_is_for_later_with_its_pause(intuit: World, company: Company) -> None:
    intuit.application.script.replace([{"kind": "status", "path": TOKEN, "status": 429}])
    expire(company)
    with pytest.raises(NothingHappened) as put_off:
        made(company).token()
    assert put_off.value.wait_seconds == 60
    assert outcomes(company) == [("refresh", "nothing happened")]


def test_discovery_out_of_reach_does_not_stop_a_renewal(intuit: World, company: Company) -> None:
    intuit.application.script.replace([{"kind": "status", "path": "/.well-known/", "status": 503}])
    expire(company)
    assert made(company).token() == kept(company, "access_token")


@pytest.mark.parametrize(
    ("column", "says"), [("refresh_until", "not used"), ("hard_until", "no connection")]
)
def test_past_its_end_intuit_is_not_even_asked(company: Company, column: str, says: str) -> None:
    expire(company)
    with company.database.write() as connection:
        past = (acts.clock() - timedelta(days=1)).isoformat()
        connection.exec_driver_sql(f"UPDATE credential SET {column} = ?", (past,))
    for _ in range(2):
        with pytest.raises(TerminalError) as stopped:
            made(company).token()
        assert code_of(stopped) == "connection_ended"
        assert says in stopped.value.problem.why
    assert outcomes(company) == []


def test_a_token_of_a_run_that_waited_is_refused_to_the_batch_as_nothing_happened(
    intuit: World, company: Company
) -> None:
    """Delivery must hear that nothing was sent, with the problem a person reads."""
    intuit.application.api.grants.disconnect()
    with pytest.raises(NothingHappened) as stopped, books_of_delivery(company) as books:
        books.send("request", b'{"BatchItemRequest": []}')
    assert stopped.value.problem
    assert stopped.value.problem.code == "reconnect_needed"


def books_of_delivery(company: Company) -> Any:
    from tieout.connectors.quickbooks_online.client import Client
    from tieout.connectors.quickbooks_online.target import QuickBooksOnline

    link, keeper = company.settings.connection, made(company)

    class Opened:
        def __enter__(self) -> QuickBooksOnline:
            self.client = Client(link.url, link.realm, keeper.token, renewed=keeper.renewed)
            return QuickBooksOnline(self.client)

        def __exit__(self, *_: object) -> None:
            self.client.close()

    return Opened()


# Several processes.

PROGRAM = """
import sys, time
from tieout.runtime import acts, tokens
from tieout.runtime.company import open_company
from tieout.runtime.connect import authority_of
company = open_company("acme")
keeper = tokens.Tokens(company, lambda: authority_of(company), acts.clock, time.sleep, "ann")
print("go", flush=True)
sys.stdin.readline()
print(keeper.token(), flush=True)
"""


def process() -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ,
    )


def ready(started: subprocess.Popen[str]) -> None:
    assert started.stdout
    assert started.stdout.readline() == "go\n"


def begin(started: subprocess.Popen[str]) -> None:
    assert started.stdin
    started.stdin.write("\n")
    started.stdin.flush()


def ended(started: subprocess.Popen[str]) -> str:
    out, _ = started.communicate(timeout=60)
    return out.strip()


def test_processes_that_renew_at_once_make_one_renewal(intuit: World, company: Company) -> None:
    """Four real processes find the token at its end at the same moment; Intuit is slow to answer."""
    intuit.setting(refresh_rotation="always", refresh_grace_seconds=0)
    intuit.application.script.replace([{"kind": "delay", "path": TOKEN, "seconds": 1}])
    expire(company)
    started = [process() for _ in range(4)]
    for one in started:
        ready(one)
    for one in started:
        begin(one)
    given = [ended(one) for one in started]
    assert given == [kept(company, "access_token")] * 4
    assert outcomes(company) == [("refresh", "granted")]
    assert intuit.application.script.rules[0].fired == 1


def test_the_lanes_of_one_run_make_one_renewal(intuit: World, company: Company) -> None:
    intuit.setting(refresh_rotation="always", refresh_grace_seconds=0)
    intuit.application.script.replace([{"kind": "delay", "path": TOKEN, "seconds": 0.3}])
    expire(company)
    keeper = made(company)
    with ThreadPoolExecutor(8) as lanes:
        given = list(lanes.map(lambda _: keeper.token(), range(8)))
    assert given == [kept(company, "access_token")] * 8
    assert outcomes(company) == [("refresh", "granted")]


def killed_between_answer_and_storing(intuit: World, company: Company) -> None:
    """The pair is changed at Intuit while the answer is still on its way; then the process is killed."""
    intuit.setting(refresh_rotation="always")
    rule = {"kind": "delay", "path": TOKEN, "seconds": 3, "times": 1}
    intuit.application.script.replace([rule])
    expire(company)
    one = process()
    ready(one)
    begin(one)
    deadline = time.monotonic() + 20
    while not intuit.application.script.rules[0].fired:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    one.send_signal(signal.SIGKILL)
    one.communicate()
    assert outcomes(company) == [("refresh", "none")]


def test_a_process_killed_before_it_stored_the_pair_is_survived_within_the_grace(
    intuit: World, company: Company
) -> None:
    killed_between_answer_and_storing(intuit, company)
    asked = time.monotonic()
    with books_of(company) as books:
        assert books.accounts()
    assert time.monotonic() - asked < 30, "the lease of a dead process of this machine is not waited for"
    assert outcomes(company) == [("refresh", "none"), ("refresh", "granted")]


def test_a_process_killed_before_it_stored_the_pair_without_grace_asks_a_person(
    intuit: World, company: Company
) -> None:
    intuit.setting(refresh_grace_seconds=0)
    killed_between_answer_and_storing(intuit, company)
    for _ in range(2):
        with pytest.raises(TerminalError) as stopped, books_of(company) as books:
            books.accounts()
        assert code_of(stopped) == "token_lost"
    assert outcomes(company) == [("refresh", "none"), ("refresh", "refused")]


# The keeper alone, with an authority that follows a script.


class Scripted(Authority):
    """Intuit by a script: one word per renewal."""

    def __init__(self, words: list[str]) -> None:
        self.words, self.asked = words, 0

    def refresh(self, refresh_token: str) -> Grant:
        self.asked += 1
        word = self.words.pop(0) if self.words else "refused"
        if word == "unknown":
            raise OutcomeUnknown("lost")
        if word == "nothing":
            raise NothingHappened("throttled", 60)
        if word == "refused":
            raise GrantRefused("HTTP 400 invalid_grant")
        return Grant(
            access_token=f"access-{self.asked}-0123456789",
            refresh_token=f"refresh-{self.asked}-0123456789",
            access_seconds=3600,
            refresh_seconds=100 * DAY,
            hard_seconds=None,
        )


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TIEOUT_HOME", str(tmp_path_factory.mktemp("bare")))
        link = Connection(url="https://books.example.com", realm="7", environment="sandbox")
        ensure_key("bare")
        opened = create_company("bare", Settings(connection=link))
        yield opened
        opened.database.close()


@settings(max_examples=40)
@given(st.lists(st.sampled_from(["granted", "unknown", "nothing", "refused"]), max_size=8))
def test_whatever_intuit_says_a_refusal_is_the_last_thing_it_is_asked(
    bare: Company, words: list[str]
) -> None:
    """Any order of answers: after `invalid_grant` nothing leaves, and every attempt is on record."""
    grant = Scripted(["granted"]).refresh("")
    with bare.database.write() as connection:
        found = credential(connection, "7")
        generation = found.generation + 1 if found else 1
        tokens.keep_grant(connection, vault(bare), "7", grant, generation, WHO, acts.clock())
        count = connection.exec_driver_sql("SELECT COUNT(*) FROM token_attempt").scalar_one()
    before = words[: words.index("refused")] if "refused" in words else words
    since_granted = before[len(before) - [*reversed(before), "granted"].index("granted") :]
    lost, until_refused = "unknown" in since_granted, len(before) + 1
    script = Scripted([*words])
    keeper = tokens.Tokens(bare, lambda: script, acts.clock, lambda _seconds: None, WHO)
    told = set()
    for _ in range(len(words) + 3):
        expire(bare)
        keeper._kept = None
        try:
            assert keeper.token().startswith("access-")
        except NothingHappened:
            continue
        except TerminalError as stopped:
            told.add(stopped.problem.code)
    assert told == {"token_lost" if lost else "reconnect_needed"}
    assert script.asked == until_refused
    with bare.database.read() as connection:
        after = connection.exec_driver_sql("SELECT COUNT(*) FROM token_attempt").scalar_one()
    assert after - count == until_refused


def test_a_late_answer_does_not_undo_a_newer_connection(bare: Company) -> None:
    """While the request was out a person connected anew: what comes back late changes nothing."""

    class Slow(Scripted):
        def refresh(self, refresh_token: str) -> Grant:
            anew = Grant(
                access_token="access-anew-0123456789",
                refresh_token="refresh-anew-0123456789",
                access_seconds=3600,
                refresh_seconds=100 * DAY,
                hard_seconds=5 * 365 * DAY,
            )
            with bare.database.write() as connection:
                known = credential(connection, "7")
                assert known
                tokens.keep_grant(
                    connection, vault(bare), "7", anew, known.generation + 1, "bob", acts.clock()
                )
            return super().refresh(refresh_token)

    with bare.database.write() as connection:
        first = Scripted(["granted"]).refresh("")
        found = credential(connection, "7")
        generation = found.generation + 1 if found else 1
        tokens.keep_grant(connection, vault(bare), "7", first, generation, WHO, acts.clock())
    expire(bare)
    for words in (["granted"], ["refused"]):
        keeper = tokens.Tokens(bare, lambda w=words: Slow(w), acts.clock, lambda _s: None, WHO)  # type: ignore[misc]
        expire(bare)
        assert keeper.token() == "access-anew-0123456789"
        with bare.database.read() as connection:
            known = credential(connection, "7")
            assert known
            assert (known.who, known.broken) == ("bob", "")


def test_the_lease_of_a_living_process_is_waited_for_and_that_of_a_dead_one_is_not() -> None:
    assert not tokens._is_dead(f"{socket.gethostname()}:{os.getpid()}:aa")
    assert not tokens._is_dead("elsewhere:1:aa")
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    assert tokens._is_dead(f"{socket.gethostname()}:{gone.pid}:aa")
    assert not tokens._is_dead("")


def test_a_company_nobody_signed_in_for_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIEOUT_HOME", str(tmp_path))
    link = Connection(url="https://books.example.com", realm="7", environment="sandbox")
    fresh = create_company("fresh", Settings(connection=link))
    keeper = tokens.Tokens(fresh, lambda: Scripted([]), acts.clock, lambda _seconds: None, WHO)
    with pytest.raises(TerminalError) as stopped:
        keeper.token()
    assert code_of(stopped) == "not_signed_in"
    fresh.database.close()
