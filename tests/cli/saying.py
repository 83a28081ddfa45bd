"""Verbs: the command line run in this process, with its output and exit code."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

import pytest
from typer.testing import CliRunner

from tests.pantry import NAME
from tieout.cli import show, verbs
from tieout.cli.main import app
from tieout.core.problem import Problem


class Said(NamedTuple):
    """What a verb said: exit code, standard output."""

    code: int
    text: str

    @property
    def json(self) -> Any:
        """The output read as JSON."""
        return json.loads(self.text)


def say(*words: str, company: str = NAME) -> Said:
    """Run a verb on the company; a problem that stops it is raised."""
    verbs.register()
    with show.OUT.capture() as screen:
        ran = CliRunner().invoke(app, [*words, "--company", company], catch_exceptions=True)
    if ran.exception and not isinstance(ran.exception, SystemExit):
        raise ran.exception
    return Said(ran.exit_code, screen.get() + ran.stdout)


def refused(*words: str) -> Problem:
    """The problem that stops a verb."""
    from tieout.core.errors import TerminalError

    with pytest.raises(TerminalError) as stopped:
        say(*words)
    return stopped.value.problem
