"""The worked example of docs/howto/shop.md: its commands as they stand, in one shell, and what they print.

The document is the test. Only its two ports are exchanged for free ones; a line of a text block stands for
a line of output with the same words, an ellipsis for the rest of it. Real processes: the emulator, the
served interface, each verb.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

import pytest

from tests.reference.tree import ROOT

PAGE: Final = ROOT / "docs/howto/shop.md"
PORTS: Final = ("8770", "8771")
BLOCK: Final = re.compile(r"^```(sh|text)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
MARK: Final = "=== end of block"
START: Final = "set -eu -o pipefail\ntrap 'kill $(jobs -p) 2>/dev/null || true' EXIT\n"
FRAMES: Final = re.compile(r"[\u2500-\u257f]")


class Step(NamedTuple):
    """Commands, and the lines they are said to print."""

    commands: str
    printed: list[str]


def steps() -> list[Step]:
    """The worked example: each block of commands with the block of text right behind it."""
    page = PAGE.read_text(encoding="utf-8")
    example = page.partition("\n## A month")[2].partition("\n## ")[0]
    found: list[Step] = []
    for form, text in BLOCK.findall(example):
        if form == "sh":
            found.append(Step(text, []))
        else:
            found[-1].printed.extend(text.splitlines())
    return found


def typed(example: list[Step]) -> str:
    """The commands as one script that stops at the first one that fails."""
    script = START + "".join(f"{one.commands}\necho '{MARK}'\n" for one in example)
    for port in PORTS:
        script = script.replace(port, str(_free_port()))
    return script


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def words(line: str) -> str:
    """A line without the frame of its table, single spaces between words."""
    return " ".join(FRAMES.sub(" ", line).split())


def missing(printed: list[str], said: list[str]) -> str:
    """The first line of a text block that the output does not have behind the lines before it."""
    lines = iter(words(line) for line in said)
    for one in printed:
        start, cut, _ = words(one).partition("…")
        if not any(line.startswith(start) if cut else line == start for line in lines):
            return one
    return ""


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[list[str]]]:
    """What the example prints, block by block."""
    folder = tmp_path_factory.mktemp("shop")
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    environment = {**os.environ, "TIEOUT_HOME": str(folder / "home"), "PATH": path, "COLUMNS": "150"}
    shell = subprocess.Popen(
        ["bash", "-c", typed(steps())],
        env=environment,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        output, _ = shell.communicate(timeout=240)
        assert shell.returncode == 0, output
        yield [block.splitlines() for block in output.split(MARK)]
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(shell.pid, signal.SIGKILL)
        shutil.rmtree(folder)


def test_every_block_prints_what_the_page_says(said: list[list[str]]) -> None:
    assert len(said) == len(steps()) + 1
    for step, lines in zip(steps(), said, strict=False):
        assert not missing(step.printed, lines), "\n".join((missing(step.printed, lines), "---", *lines))


def test_every_fact_is_taken(said: list[list[str]]) -> None:
    answers = [line for lines in said for line in lines if line.startswith('{"taken"')]
    assert len(answers) == sum(step.commands.count("tell <<") for step in steps())
    assert all('"refused":0' in line and '"problems":[]' in line for line in answers)


def test_a_page_that_says_otherwise_is_seen() -> None:
    told = ["│ JAM │ 38 │", "TIED OUT: 0.00 in 40"]
    assert not missing(["JAM   38", "TIED OUT…"], told)
    assert missing(["JAM   37"], told) == "JAM   37"
    assert missing(["TIED OUT…", "JAM 38"], told) == "JAM 38"
