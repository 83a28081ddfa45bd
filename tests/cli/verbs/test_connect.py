"""connect: as a person types it, a real process beside a real emulator, with a browser and without."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.acceptance.process import TIEOUT
from tests.company import tieout
from tests.connectors.emulator import REALM, TOKEN, Emulator, running
from tests.runtime.signed_in import APP

ENVIRONMENT = {"TIEOUT_QUICKBOOKS_CLIENT_ID": APP[0], "TIEOUT_QUICKBOOKS_CLIENT_SECRET": APP[1]}
OPTIONS = [
    part
    for setting in ("throttle=off", "custom_txn_numbers=true", "consent=automatic")
    for part in ("--set", setting)
]


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    with running(*OPTIONS) as started:
        yield started


class Terminal:
    """A verb as a process, with a person who signs in by the address it prints."""

    def __init__(self, home: Path, *words: str) -> None:
        self.process = subprocess.Popen(
            [TIEOUT, *words, "--company", "acme"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, **ENVIRONMENT, "TIEOUT_HOME": str(home)},
        )
        self.told = ""

    def address(self) -> str:
        assert self.process.stderr
        while not (found := re.search(r"^http\S+connect/oauth2\S+$", self.told, re.MULTILINE)):
            line = self.process.stderr.readline()
            assert line, self.told
            self.told += line
        return found[0]

    def end(self, pasted: str = "") -> tuple[int, str, str]:
        out, err = self.process.communicate(pasted, timeout=120)
        return self.process.returncode, out, self.told + err


def addresses(emulator: Emulator) -> list[str]:
    discovery = f"{emulator.url}/.well-known/openid_sandbox_configuration"
    return ["--quickbooks", emulator.url, "--discovery", discovery, "--port", "0", "--no-browser"]


def secrets_in(text: str, emulator: Emulator) -> list[str]:
    grants = emulator.lever("connections")
    values = re.findall(r"(?:AB11|eyJ)[\w.=-]{8,}", json.dumps(grants, default=str))
    return [value for value in [*values, APP[1]] if value in text]


@pytest.mark.covers("S001-114", "S001-115")
def test_a_company_is_made_used_reconnected_and_disconnected(emulator: Emulator, tmp_path: Path) -> None:
    said: list[str] = []

    def verb(*words: str) -> tuple[int, Any]:
        ran = subprocess.run(
            [TIEOUT, *words, "--company", "acme"],
            capture_output=True,
            text=True,
            env={**os.environ, "TIEOUT_HOME": str(tmp_path)},
            stdin=subprocess.DEVNULL,
            timeout=120,
            check=False,
        )
        said.append(ran.stdout + ran.stderr)
        return ran.returncode, ran.stdout

    making = Terminal(tmp_path, "init", "--sandbox", "--yes", "--json", *addresses(emulator))
    assert httpx2.get(making.address(), follow_redirects=True).status_code == 200
    code, out, err = making.end()
    said += [out, err]
    assert code == 0, err
    assert json.loads(out)["mapped"]
    found = json.loads(verb("status", "--json")[1])["connection"]
    assert (found["kind"], found["realm"], found["state"]) == ("sandbox", REALM, "open")
    assert found["days_left"] >= 100
    assert "days left" in verb("status")[1]
    assert "realm" in verb("doctor")[1]

    again = Terminal(tmp_path, "connect", "quickbooks-online", "--json", *addresses(emulator))
    shown = httpx2.get(again.address()).headers["Location"]
    code, out, err = again.end(f"{shown}\n")
    said += [out, err]
    assert code == 0, err
    assert json.loads(out)["realm"] == REALM

    assert verb("run")[0] == 0
    assert verb("connect", "quickbooks-online", "--production")[0] == 3
    assert "environment_fixed" in said[-1]
    assert verb("disconnect", "--json")[0] == 0
    assert verb("run")[0] == 3
    assert "tieout connect quickbooks-online --company acme" in said[-1].replace("\n  ", " ")
    assert not secrets_in("".join(said), emulator)
    kept = [path for path in (tmp_path / "companies").rglob("*") if path.is_file()]
    assert kept
    assert not [path for path in kept if secrets_in(path.read_text("latin-1"), emulator)]


def test_disconnected_by_a_person_the_run_ends_with_the_next_step(
    emulator: Emulator, tmp_path: Path
) -> None:
    making = Terminal(tmp_path, "init", "--sandbox", "--yes", "--json", *addresses(emulator))
    httpx2.get(making.address(), follow_redirects=True)
    assert making.end()[0] == 0
    headers = {"Authorization": f"Bearer {TOKEN}"}
    assert httpx2.post(f"{emulator.url}/emulator/disconnect", json={}, headers=headers).status_code == 200
    stopped = Terminal(tmp_path, "run")
    code, _, err = stopped.end()
    assert code == 3
    assert "reconnect_needed" in err
    assert not secrets_in(err, emulator)


def test_the_environment_is_named_and_only_one(no_company: Path) -> None:
    tieout("init", "--company", "acme", "--emulator", "--yes", "--json")
    connect = ("connect", "quickbooks-online", "--company", "acme")
    assert tieout(*connect).code == 2
    assert tieout(*connect, "--sandbox", "--production").code == 2
    said = tieout(*connect, "--sandbox")
    assert said.code == 3
    assert "connection_kept" in said.err
    assert tieout("disconnect", "--company", "acme").code == 3
    assert tieout(*connect, "--revoke").code == 3
