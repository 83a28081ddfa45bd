"""Signing in at the command line: what is asked, and what is shown."""

from __future__ import annotations

import io
import sys
import webbrowser

import pytest
import typer

from tieout.cli import show, signing_in


def test_one_environment_is_named() -> None:
    assert signing_in.environment_of(sandbox=True, production=False) == "sandbox"
    assert signing_in.environment_of(sandbox=False, production=True) == "production"
    assert signing_in.environment_of(sandbox=False, production=False) == ""
    with pytest.raises(typer.BadParameter):
        signing_in.environment_of(sandbox=True, production=True)


@pytest.mark.parametrize("opens", [True, False])
def test_a_browser_that_does_not_open_is_replaced_by_words(
    monkeypatch: pytest.MonkeyPatch, opens: bool
) -> None:
    monkeypatch.setattr(webbrowser, "open", lambda _address: opens)
    with show.ERR.capture() as screen:
        signing_in.person(browser=True).visit("http://x/consent?a=1", "http://localhost:1/callback")
    assert "http://x/consent?a=1\n" in screen.get()
    assert ("paste" in screen.get()) is not opens


def test_without_a_terminal_nothing_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("client\nsecret\n"))
    person = signing_in.person(browser=False)
    assert person.app() == ("", "")
    assert person.pasted is None


def test_a_secret_is_typed_unseen(monkeypatch: pytest.MonkeyPatch) -> None:
    hidden: list[bool] = []

    def prompt(text: str, *, hide_input: bool = False, err: bool = False) -> str:
        assert err
        hidden.append(hide_input)
        return text.split()[1]

    monkeypatch.setattr(typer, "prompt", prompt)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    assert signing_in.person(browser=False).app() == ("id", "secret")
    assert hidden == [False, True]
