"""Signing in: the person's part of it at the command line, for `init` and `connect`."""

from __future__ import annotations

import sys
import webbrowser
from typing import Annotated, TextIO

import typer

from tieout.cli import show
from tieout.runtime.connect import PORT, Person, SignIn

Sandbox = Annotated[bool, typer.Option("--sandbox", help="Sign in to Intuit's sandbox.")]
Production = Annotated[bool, typer.Option("--production", help="Sign in to real books.")]
Port = Annotated[
    int, typer.Option(help="Port of this machine that receives the sign-in's answer; 0 = a free one.")
]
Browser = Annotated[
    bool,
    typer.Option(
        "--browser/--no-browser", help="Open the page, or only print its address and take a pasted answer."
    ),
]
RedirectUri = Annotated[
    str,
    typer.Option(help="An address of your own registered at Intuit; its answer is pasted."),
]
Discovery = Annotated[str, typer.Option(help="Where to learn how to sign in; default: Intuit's own.")]
DEFAULT_PORT = PORT


def environment_of(*, sandbox: bool, production: bool) -> str:
    """The environment the options name, or "".

    Raises:
        BadParameter: both are named.
    """
    if sandbox and production:
        raise typer.BadParameter("name one of --sandbox and --production", param_hint="--sandbox")
    return "sandbox" if sandbox else "production" if production else ""


def wanted(environment: str, api: str, discovery: str, port: int, redirect_uri: str) -> SignIn:
    """The sign-in the options describe."""
    return SignIn(
        environment=environment, api=api, discovery=discovery, port=port, redirect_uri=redirect_uri
    )


def person(*, browser: bool) -> Person:
    """The person at this terminal; what they are told goes to standard error, beside any JSON."""

    def visit(address: str, redirect_uri: str) -> None:
        show.ERR.print("Sign in to QuickBooks and choose the company, at:")
        show.ERR.print(address, markup=False, soft_wrap=True)
        if browser and webbrowser.open(address):
            show.ERR.print("The page is open in your browser.")
        else:
            show.ERR.print(
                f"Signed in, the browser ends at {redirect_uri}. If nothing happens here then, paste the "
                "whole address it shows:",
                markup=False,
                soft_wrap=True,
            )

    return Person(app=_app, visit=visit, pasted=_keyboard())


def _keyboard() -> TextIO | None:
    """Standard input, where there is one that can be waited for."""
    try:
        sys.stdin.fileno()
    except (OSError, ValueError):
        return None
    return sys.stdin


def _app() -> tuple[str, str]:
    """The client id and secret as typed; the secret is not shown."""
    if not sys.stdin.isatty():
        return "", ""
    client_id = str(typer.prompt("Client id of the app (Intuit's developer portal)", err=True))
    return client_id, str(typer.prompt("Client secret", hide_input=True, err=True))
