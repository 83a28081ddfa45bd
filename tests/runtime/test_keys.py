"""Keys: where they come from, who may read them, and rotations that end at any moment."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tieout.core.errors import TerminalError
from tieout.runtime import keys
from tieout.runtime.acts import clock
from tieout.runtime.company import Company, Settings, create_company, open_company
from tieout.storage.keyring import Key
from tieout.storage.secrets import key_use

SECRETS = {("app", "client_secret"): "cs-0123456789", ("realm 1", "refresh_token"): "rt-0123456789"}


class KilledError(BaseException):
    """The process ends here."""


@pytest.fixture
def company(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Company]:
    """A company with two secrets and a key file."""
    monkeypatch.setenv("TIEOUT_HOME", str(tmp_path))
    monkeypatch.setenv("TIEOUT_USER", "ann")
    for name in (keys.VARIABLE, keys.FILE_VARIABLE):
        monkeypatch.delenv(name, raising=False)
    made = create_company("acme", Settings())
    assert keys.ensure_key("acme")
    store(made)
    yield made
    made.database.close()


def store(made: Company) -> None:
    with made.database.write() as connection:
        for (scope, name), value in SECRETS.items():
            keys.vault(made).keep(connection, scope, name, value, clock())


def readable(made: Company) -> bool:
    with made.database.read() as connection:
        return all(
            keys.vault(made).secret(connection, scope, name) == value
            for (scope, name), value in SECRETS.items()
        )


def code_of(act: Any, *arguments: Any) -> str:
    with pytest.raises(TerminalError) as stopped:
        act(*arguments)
    return stopped.value.problem.code


def test_a_key_file_is_made_once_for_its_owner_alone_and_outside_the_company(company: Company) -> None:
    path = keys.key_file("acme")
    assert path.stat().st_mode & 0o777 == 0o600
    assert company.folder not in path.parents
    before = path.read_text()
    assert not keys.ensure_key("acme")
    assert path.read_text() == before


@pytest.mark.covers("S001-116")
@pytest.mark.parametrize("mode", [0o644, 0o640, 0o660, 0o604, 0o666, 0o700])
def test_a_key_file_others_may_open_is_refused(company: Company, mode: int) -> None:
    keys.key_file("acme").chmod(mode)
    for act in (keys.keyring, keys.ensure_key):
        assert code_of(act, "acme") == "key_file_open"
    assert code_of(keys.rotate, company, "ann", clock()) == "key_file_open"


def test_a_file_for_reading_only_is_as_good(company: Company) -> None:
    keys.key_file("acme").chmod(0o400)
    assert readable(company)


def test_a_missing_key_and_a_text_that_is_none_are_told_apart(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = keys.key_file("acme")
    path.write_text("not-a-key\n")
    with pytest.raises(TerminalError) as stopped:
        keys.keyring("acme")
    assert stopped.value.problem.code == "key_unfit"
    assert "not-a-key" not in str(stopped.value)
    path.unlink()
    assert code_of(keys.keyring, "acme") == "key_absent"
    assert code_of(keys.standing, company) == "key_absent"
    monkeypatch.setenv(keys.FILE_VARIABLE, str(path.parent))
    assert code_of(keys.keyring, "acme") == "key_file_unread"


def test_the_environment_goes_before_the_file(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    other = Key.new()
    monkeypatch.setenv(keys.VARIABLE, other.text)
    assert keys.keyring("acme").current == other
    assert not keys.ensure_key("acme")
    with company.database.read() as connection:
        assert code_of(keys.vault(company).secret, connection, "app", "client_secret") == "key_missing"


def test_a_named_file_serves_several_companies_and_keeps_its_old_keys(
    company: Company, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(keys.FILE_VARIABLE, str(tmp_path / "shared.key"))
    assert keys.ensure_key("acme")
    store(company)
    other = create_company("other", Settings())
    store(other)
    assert keys.rotate(company, "ann", clock()) == len(SECRETS)
    assert readable(company)
    assert readable(other)
    other.database.close()


@pytest.mark.covers("S001-114")
def test_a_rotation_seals_everything_anew_and_the_old_key_is_gone(company: Company) -> None:
    old = keys.keyring("acme").current
    assert keys.rotate(company, "ann", clock()) == len(SECRETS)
    assert readable(company)
    ring = keys.keyring("acme")
    assert ring.key(old.id) is None
    assert old.text not in keys.key_file("acme").read_text()
    [one] = keys.standing(company)
    assert (one.id, one.current, one.secrets) == (ring.current.id, True, len(SECRETS))
    with company.database.read() as connection:
        act = connection.exec_driver_sql(
            "SELECT who, act, before, after FROM audit ORDER BY n DESC LIMIT 1"
        ).one()
    assert (act.who, act.act, act.before) == ("ann", "keys rotated", f"key {old.id}")
    assert ring.current.text not in str(act)


def test_keys_of_the_environment_rotate_to_the_first(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = keys.keyring("acme").current, Key.new()
    file = keys.key_file("acme").read_text()
    monkeypatch.setenv(keys.VARIABLE, f"{new.text},{old.text}")
    assert readable(company)
    assert keys.rotate(company, "ann", clock()) == len(SECRETS)
    monkeypatch.setenv(keys.VARIABLE, new.text)
    assert readable(company)
    assert keys.key_file("acme").read_text() == file


@pytest.mark.parametrize("step", range(6))
def test_killed_at_every_step_of_a_rotation_everything_still_opens(
    company: Company, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    """Before and after each of its three durable steps: key in, secrets anew, key out."""
    left = iter(range(step))

    def dying(act: Any) -> Any:
        def done(*arguments: Any, **named: Any) -> Any:
            if next(left, None) is None:
                raise KilledError
            result = act(*arguments, **named)
            if next(left, None) is None:
                raise KilledError
            return result

        return done

    with monkeypatch.context() as patch:
        patch.setattr(keys, "_write", dying(keys._write))
        patch.setattr(keys, "_reseal", dying(keys._reseal))
        with pytest.raises(KilledError):
            keys.rotate(company, "ann", clock())
    assert readable(company)
    store(company)
    assert keys.rotate(company, "ann", clock()) == len(SECRETS)
    assert readable(company)
    assert len(keys.keyring("acme").keys) == 1


def test_a_rotation_killed_at_random_moments_loses_no_secret(company: Company) -> None:
    """Real processes, killed with SIGKILL while they rotate; the last one ends what was begun."""
    chance = random.Random(7)
    program = (
        "from tieout.runtime import keys; from tieout.runtime.acts import clock;"
        "from tieout.runtime.company import open_company; made = open_company('acme');"
        "print('go', flush=True);"
        "exec('while True: keys.rotate(made, \"ann\", clock())')"
    )
    for _ in range(8):
        process = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, env=os.environ)
        assert process.stdout
        assert process.stdout.readline() == b"go\n"
        time.sleep(chance.uniform(0, 0.15))
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        assert readable(company)
    keys.rotate(company, "ann", clock())
    assert readable(company)
    with company.database.read() as connection:
        assert set(key_use(connection)) == {keys.keyring("acme").current.id}


def test_the_listing_shows_a_key_a_secret_asks_for_and_nobody_has(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost = keys.keyring("acme").current
    monkeypatch.setenv(keys.VARIABLE, Key.new().text)
    found = {one.id: one for one in keys.standing(open_company("acme"))}
    assert (found[lost.id].origin, found[lost.id].secrets) == ("missing", len(SECRETS))


def test_a_company_without_secrets_needs_no_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIEOUT_HOME", str(tmp_path))
    monkeypatch.delenv(keys.VARIABLE, raising=False)
    made = create_company("bare", Settings())
    assert keys.standing(made) == []
    made.database.close()
