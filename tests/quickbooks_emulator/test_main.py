"""The command: ready line, durable state, clean end."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import httpx2
import pytest

COMMAND = [
    sys.executable,
    "-m",
    "quickbooks_emulator.main",
    "online",
    "--realm",
    "77",
    "--token",
    "t",
]


def start(*options: str) -> tuple[subprocess.Popen[str], str]:
    process = subprocess.Popen([*COMMAND, "--port", "0", *options], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    line = process.stdout.readline().split()
    assert line[0] == "ready"
    return process, line[1]


def call(url: str, path: str, body: object = None) -> httpx2.Response:
    headers = {"Authorization": "Bearer t"}
    address = f"{url}/v3/company/77/{path}"
    if body is None:
        return httpx2.get(address, headers=headers)
    return httpx2.post(address, headers=headers, json=body)


def test_a_killed_emulator_resumes_from_its_file(tmp_path: Path) -> None:
    state = ("--state", str(tmp_path / "company.db"))
    process, url = start(*state)
    made = call(url, "customer?requestid=r1", {"DisplayName": "Ada"}).json()["Customer"]
    process.kill()
    process.communicate()
    process, url = start(*state)
    try:
        assert call(url, f"customer/{made['Id']}").json()["Customer"]["DisplayName"] == "Ada"
        again = call(url, "customer?requestid=r1", {"DisplayName": "Ada"}).json()["Customer"]
        assert again == made
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=10)
    assert process.returncode in (0, -signal.SIGTERM)


def test_a_bad_setting_is_named(capfd: pytest.CaptureFixture[str]) -> None:
    options = ["--port", "0", "--set", "nonsense=1"]
    assert subprocess.run([*COMMAND, *options], check=False).returncode == 2
    assert "nonsense" in capfd.readouterr().err


def test_faults_settings_and_charts_come_from_files(tmp_path: Path) -> None:
    faults, settings = tmp_path / "faults.json", tmp_path / "settings.toml"
    faults.write_text('{"rules": [{"kind": "status", "status": 503, "times": 1}]}')
    settings.write_text('throttle = "off"\nuser_name = "Somebody"\n')
    files = ("--faults", str(faults), "--settings", str(settings))
    process, url = start(*files, "--company", "sample-us")
    try:
        assert call(url, "customer/1").status_code == 503
        body = {"Id": "1", "SyncToken": "9", "sparse": True, "Notes": "x"}
        assert "You and Somebody were working" in call(url, "customer", body).text
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=10)
