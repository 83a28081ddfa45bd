"""serve: over a real socket of the loopback, and nowhere else unless told."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.company import small

ADDRESS = re.compile(r"http://127\.0\.0\.1:[0-9]+/api/v1")


def test_it_serves_on_the_loopback_until_stopped(small_company: Path) -> None:
    assert small("users", "add", "erp", "--role", "operations").code == 0
    key = small("keys", "issue", "--user", "erp", "--scope", "operations").out.strip()
    command = [sys.executable, "-c", "from tieout.cli.main import main; main()"]
    command += ["serve", "--company", "small", "--port", "0"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    said_by = server.stdout
    assert said_by is not None
    try:
        found = ADDRESS.search(said_by.readline())
        assert found
        url = found.group()
        with urllib.request.urlopen(f"{url}/health", timeout=20) as said:
            assert json.load(said) == {"status": "ok"}
        asking = urllib.request.Request(f"{url}/cases", headers={"Authorization": f"Bearer {key}"})
        with urllib.request.urlopen(asking, timeout=20) as said:
            assert "items" in json.load(said)
            assert "server" not in {name.lower() for name in said.headers}
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(f"{url}/stock", timeout=20)
        assert refused.value.code == 401
        refused.value.close()
    finally:
        server.terminate()
        server.wait(20)
        said_by.close()


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "example.com"])
def test_it_refuses_to_listen_elsewhere_without_being_told(small_company: Path, host: str) -> None:
    said = small("serve", "--host", host, "--port", "0")
    assert said.code == 3
    assert "--beyond-loopback" in " ".join(said.err.split())


def test_a_port_that_is_taken_is_a_problem(small_company: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        said = small("serve", "--port", str(taken.getsockname()[1]))
    assert said.code == 3
    assert "cannot be had" in " ".join(said.err.split())
