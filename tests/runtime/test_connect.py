"""Connect: signing in at the emulator, and everything that must be refused before tokens exist."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx2
import pytest

from quickbooks_emulator.online.exchange import Request, Response
from quickbooks_emulator.online.server import REALM
from tests.acceptance.company import company, quickbooks
from tests.runtime.signed_in import APP, WHO, World, tokens_at_intuit, world
from tieout.cli.verbs.status import connection_text
from tieout.core.errors import TerminalError, TransientError
from tieout.runtime import acts, connect, doctor
from tieout.runtime.company import Connection, Settings, create_company, open_company
from tieout.runtime.connect import SignIn, disconnect, wanted_connection
from tieout.runtime.keys import key_file
from tieout.runtime.pace import call_budget, writes_this_month
from tieout.runtime.quickbooks import quickbooks as books_of
from tieout.runtime.standing import standing
from tieout.storage.keyring import Key


@pytest.fixture
def intuit(tmp_path: Path) -> Iterator[World]:
    with world(tmp_path / "home") as made:
        yield made


def code_of(stopped: pytest.ExceptionInfo[TerminalError]) -> str:
    return stopped.value.problem.code


@pytest.mark.covers("S001-114")
def test_a_company_is_made_by_signing_in_and_reads_its_quickbooks(intuit: World) -> None:
    made = open_company(intuit.init().name)
    link = made.settings.connection
    assert (link.environment, link.url, link.realm) == ("sandbox", intuit.url, REALM)
    with books_of(made) as books:
        assert books.capabilities().home_currency == "USD"
    consent = intuit.browser.seen[0]
    assert "scope=com.intuit.quickbooks.accounting" in consent
    assert "state=" in consent
    found = standing(made, acts.clock())
    assert (found.kind, found.state, found.signed_in_by) == ("sandbox", "open", WHO)
    assert found.days_left in {100, 101}
    assert found.hard_ends is not None
    with made.database.read() as connection:
        rows = connection.exec_driver_sql("SELECT act, after FROM audit").all()
        tried = connection.exec_driver_sql(
            "SELECT a.act, o.result FROM token_attempt a LEFT JOIN token_outcome o ON o.attempt = a.n"
        ).all()
    assert ("QuickBooks connected", f"sandbox {intuit.url} realm {REALM}, home currency USD") in map(
        tuple, rows
    )
    assert [tuple(row) for row in tried] == [("exchange", "granted")]


@pytest.mark.covers("S001-116")
def test_no_secret_stands_in_any_file_of_the_company(intuit: World) -> None:
    made = intuit.init()
    disconnected = tokens_at_intuit(intuit)
    intuit.again(made)
    made.database.close()
    hidden = [*disconnected, *tokens_at_intuit(intuit), APP[1]]
    hidden += [part.split("code=")[1].split("&")[0] for part in intuit.browser.seen if "code=" in part]
    kept = [path for path in made.folder.rglob("*") if path.is_file()]
    assert kept
    assert len(hidden) > 5
    for path in kept:
        content = path.read_bytes()
        assert not [value for value in hidden if value.encode() in content], path
    key = Key.of_text(key_file(made.name).read_text())
    assert not [path for path in kept if key.material in path.read_bytes()]


@pytest.mark.covers("S004-02", "S004-30")
def test_another_quickbooks_company_is_refused_before_a_token_exists(intuit: World) -> None:
    made = intuit.init()
    before = len(tokens_at_intuit(intuit))
    intuit.application.oauth._realm = "999"
    with pytest.raises(TerminalError) as stopped:
        intuit.again(made)
    assert code_of(stopped) == "realm_fixed"
    assert REALM in stopped.value.problem.next_step
    assert "tieout init" in stopped.value.problem.next_step
    assert len(tokens_at_intuit(intuit)) == before
    intuit.application.oauth._realm = REALM
    with books_of(open_company(made.name)) as books:
        assert books.accounts()


@pytest.mark.covers("S004-02")
def test_one_quickbooks_company_has_one_company_here(intuit: World) -> None:
    intuit.init("first")
    with pytest.raises(TerminalError) as stopped:
        intuit.init("second")
    assert code_of(stopped) == "realm_taken"
    assert "first" in stopped.value.problem.what
    assert not (key_file("second")).exists()
    with pytest.raises(TerminalError) as stopped:
        open_company("second")
    assert code_of(stopped) == "company_unknown"


@pytest.mark.covers("S001-115")
def test_sandbox_and_production_stay_apart_for_ever(intuit: World) -> None:
    made = intuit.init()
    disconnect(made, WHO, acts.clock())
    with pytest.raises(TerminalError) as stopped:
        intuit.again(made, intuit.asked("production"))
    assert code_of(stopped) == "environment_fixed"
    link = intuit.again(made, intuit.asked("")).settings.connection
    assert link.environment == "sandbox"


@pytest.mark.covers("S001-115")
@pytest.mark.parametrize("status", ["403", "401"])
def test_keys_of_the_other_environment_are_told_from_wrong_ones(intuit: World, status: str) -> None:
    intuit.setting(keys_environment="production", forbidden_status=status)
    with pytest.raises(TerminalError) as stopped:
        intuit.init()
    assert code_of(stopped) == "access_refused"
    assert "3100" in stopped.value.problem.why
    intuit.setting(keys_environment="sandbox")
    assert intuit.init().settings.connection.realm == REALM


def test_wrong_keys_of_the_app_are_named_and_nothing_is_left(intuit: World) -> None:
    made = create_company("acme", Settings(connection=Connection(realm="")))
    with pytest.raises(TerminalError) as stopped:
        intuit.again(made, app=(APP[0], "not-the-secret"))
    assert code_of(stopped) == "app_refused"
    assert "not-the-secret" not in str(stopped.value)
    with pytest.raises(TerminalError) as stopped:
        intuit.again(made, app=("", ""))
    assert code_of(stopped) == "app_unknown"
    made.database.close()


def test_the_keys_of_the_app_are_kept_and_the_environment_goes_before_them(
    intuit: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = intuit.init()
    assert intuit.again(made, app=("", "")).settings.connection.realm == REALM
    monkeypatch.setenv(connect.ID_VARIABLE, APP[0])
    monkeypatch.setenv(connect.SECRET_VARIABLE, "rotated-secret")
    with pytest.raises(TerminalError) as stopped:
        intuit.again(made)
    assert code_of(stopped) == "app_refused"
    intuit.setting(client_secret="rotated-secret")
    intuit.again(made)
    monkeypatch.delenv(connect.SECRET_VARIABLE)
    assert intuit.again(made, app=("", "")).settings.connection.realm == REALM


def test_a_person_may_decline(intuit: World) -> None:
    intuit.setting(consent="deny")
    with pytest.raises(TerminalError) as stopped:
        intuit.init()
    assert code_of(stopped) == "sign_in_declined"
    assert "access_denied" in stopped.value.problem.why


def test_a_pasted_address_serves_a_machine_without_a_browser(intuit: World) -> None:
    """The answer goes to an address of the person's own; the person copies what the browser shows."""
    reading, writing = os.pipe()

    def elsewhere(address: str, redirect_uri: str) -> None:
        shown = httpx2.get(address).headers["Location"]
        assert shown.startswith("https://books.example.com/back")
        os.write(writing, f"\n{shown}\n".encode())

    made = create_company("acme", Settings(connection=Connection(realm="")))
    with os.fdopen(reading) as keyboard:
        person = replace(intuit.person(pasted=keyboard), visit=elsewhere)
        asked = intuit.asked(redirect_uri="https://books.example.com/back")
        signed = connect.sign_in(made, asked, person, WHO, acts.clock())
    os.close(writing)
    assert signed.settings.connection.realm == REALM
    made.database.close()


def test_an_answer_with_another_state_is_not_ours(intuit: World) -> None:
    """Somebody else's answer does not end the waiting; ours does."""
    turned_away: list[int] = []

    def forged_first(address: str, redirect_uri: str) -> None:
        forged = httpx2.get(f"{redirect_uri}?code=theirs&state=theirs&realmId=1")
        turned_away.append(forged.status_code)
        threading.Thread(target=httpx2.get, args=[address], kwargs={"follow_redirects": True}).start()

    made = create_company("acme", Settings(connection=Connection(realm="")))
    person = replace(intuit.person(), visit=forged_first)
    connect.sign_in(made, intuit.wanted, person, WHO, acts.clock())
    assert turned_away == [400]
    made.database.close()


def test_a_code_that_intuit_does_not_take_is_told(intuit: World) -> None:
    made = create_company("acme", Settings(connection=Connection(realm="")))
    intuit.setting(code_seconds=-1)
    with pytest.raises(TerminalError) as stopped:
        intuit.again(made)
    assert code_of(stopped) == "code_refused"
    made.database.close()


def test_a_code_is_exchanged_once_even_when_the_answer_is_lost(intuit: World) -> None:
    made = create_company("acme", Settings(connection=Connection(realm="")))
    rule = {"kind": "drop_after", "path": "/oauth2/v1/tokens/bearer"}
    intuit.application.script.replace([rule])
    with pytest.raises(TerminalError) as stopped:
        intuit.again(made)
    assert code_of(stopped) == "code_answer_lost"
    with made.database.read() as connection:
        rows = connection.exec_driver_sql("SELECT result FROM token_outcome").all()
        secrets = connection.exec_driver_sql("SELECT COUNT(*) FROM secret").scalar_one()
    assert [tuple(row) for row in rows] == [("unknown",)]
    assert secrets == 0
    made.database.close()


def test_intuit_out_of_reach_is_for_later_and_leaves_no_company(tmp_path: Path, intuit: World) -> None:
    away = SignIn(environment="sandbox", api=intuit.url, discovery="http://127.0.0.1:9/x", port=0)
    with pytest.raises(TransientError):
        intuit.init(wanted=away)
    assert intuit.init().settings.connection.realm == REALM


@pytest.mark.parametrize("place", ["api", "discovery"])
def test_a_token_travels_encrypted_or_within_the_machine(intuit: World, place: str) -> None:
    made = create_company("acme", Settings(connection=Connection(realm="")))
    away = "http://books.example.com"
    wanted = replace(intuit.wanted, api=away) if place == "api" else replace(intuit.wanted, discovery=away)
    with pytest.raises(TerminalError) as stopped:
        intuit.again(made, wanted)
    assert code_of(stopped) == "address_not_secure"
    made.database.close()


def test_disconnecting_ends_it_at_intuit_and_forgets_the_tokens(intuit: World) -> None:
    made = intuit.init()
    assert disconnect(made, WHO, acts.clock())
    assert [grant["ended"] for grant in intuit.application.api.grants.shown()] == ["revoked"]
    with made.database.read() as connection:
        names = connection.exec_driver_sql("SELECT scope, name FROM secret ORDER BY name").all()
    assert [tuple(row) for row in names] == [("app", "client_id"), ("app", "client_secret")]
    with pytest.raises(TerminalError) as stopped, books_of(made):
        pass
    assert code_of(stopped) == "not_signed_in"
    with pytest.raises(TerminalError) as stopped:
        disconnect(made, WHO, acts.clock())
    assert code_of(stopped) == "not_signed_in"
    with books_of(intuit.again(made)) as books:
        assert books.accounts()


@pytest.mark.covers("S002-54")
def test_every_sign_in_and_its_end_is_an_act(intuit: World) -> None:
    made = intuit.init()
    disconnect(made, WHO, acts.clock())
    intuit.again(made)
    with made.database.read() as connection:
        rows = connection.exec_driver_sql(
            "SELECT act, before, after FROM audit WHERE who = ? AND subject = 'acme' ORDER BY n", (WHO,)
        ).all()
    told = f"sandbox {intuit.url} realm {REALM}, home currency USD"
    assert [tuple(row) for row in rows if "onnect" in row.act] == [
        ("QuickBooks connected", "", told),
        ("QuickBooks disconnected", "generation 1", "revoked at Intuit"),
        ("QuickBooks connected", "disconnected", told),
    ]


def test_disconnecting_what_intuit_no_longer_knows_is_said(intuit: World) -> None:
    made = intuit.init()
    intuit.application.api.grants.disconnect()
    assert not disconnect(made, WHO, acts.clock())


def test_a_fixed_token_becomes_a_sign_in_of_the_same_quickbooks_only(tmp_path: Path) -> None:
    """The way of the environment's token goes on working; it may be left for the same company."""
    with pytest.MonkeyPatch.context() as patch, quickbooks(consent="automatic") as served:
        patch.setenv("TIEOUT_USER", WHO)
        made = company(tmp_path / "home", served.url, patch, keys=())
        with books_of(made) as books:
            assert books.accounts()
        here = World(served.application, served.url)
        signed = here.again(made)
        patch.delenv("TIEOUT_QUICKBOOKS_TOKEN")
        with books_of(signed) as books:
            assert books.accounts()
        signed.database.close()


def test_a_company_of_the_bundled_emulator_or_another_address_stays_there() -> None:
    asked = SignIn(environment="production")
    for link in (Connection(emulator=True), Connection(url="https://books.example.com")):
        with pytest.raises(TerminalError) as stopped:
            wanted_connection("acme", link, asked)
        assert code_of(stopped) == "connection_kept"
    known = Connection(url="https://quickbooks.api.intuit.com/", realm="7")
    assert wanted_connection("acme", known, asked).realm == "7"


def test_every_request_of_signing_in_and_making_accounts_keeps_the_pace(
    intuit: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a fast line `init` asked too much in its first second, and ended in a 429."""
    asked: list[str] = []
    handle = intuit.application.api.handle

    def noted(request: Request) -> Response:
        asked.append(request.path)
        return handle(request)

    monkeypatch.setattr(intuit.application.api, "handle", noted)
    made = intuit.init()
    today = acts.clock().date()
    assert writes_this_month(made, today) == len([path for path in asked if path.endswith("/account")]) > 20
    assert call_budget(made, today).used + writes_this_month(made, today) == len(asked)
    made.database.close()


def test_the_end_of_the_five_years_is_learned_from_intuit_and_told_a_month_before(
    intuit: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Use moves the hundred days; the hard end stays, and status and doctor say which one it is."""
    intuit.setting(refresh_token_hard_seconds=40 * 24 * 3600)
    made = intuit.init()
    with books_of(made):  # signed in, and used
        now = acts.clock()
    found = standing(made, now)
    assert (found.state, found.days_left, found.ends) == ("open", 39, found.hard_ends)
    assert "however much it is used" in connection_text(found)
    later = now + timedelta(days=15)
    assert standing(made, later).state == "near its end"
    monkeypatch.setattr(doctor, "clock", lambda: later)
    [sign_in_] = [one for one in doctor.examine(made) if one.check == "sign-in"]
    [told] = sign_in_.problems
    assert (told.code, "no connection last" in told.why) == ("connection_ends", True)
    made.database.close()
