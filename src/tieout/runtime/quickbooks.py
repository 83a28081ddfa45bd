"""QuickBooks of a company: signed in to, with a fixed token, or the emulator started for a verb's time."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager

from tieout.connectors.quickbooks_online.client import Client
from tieout.connectors.quickbooks_online.target import QuickBooksOnline
from tieout.core.catalogue import problem
from tieout.core.errors import TerminalError
from tieout.runtime.actor import clock, who
from tieout.runtime.company import Company
from tieout.runtime.connect import authority_of
from tieout.runtime.pace import Pace, paced
from tieout.runtime.tokens import Tokens

READY_SECONDS = 30


@contextmanager
def quickbooks(company: Company) -> Iterator[QuickBooksOnline]:
    """The company's QuickBooks, ready to be asked.

    Raises:
        TerminalError: there is no connection, no token, or the emulator does not start.
    """
    link = company.settings.connection
    if link.emulator:
        with (
            _pace(company) as pace,
            emulator(company) as (url, token),
            _target(url, link.realm, token, pace) as books,
        ):
            yield books
        return
    if link.environment:
        with signed_in(company) as books:
            yield books
        return
    token = os.environ.get(link.token_variable, "")
    if not link.url:
        raise TerminalError(problem("not_connected", name=company.name))
    if not token:
        raise TerminalError(problem("token_missing", variable=link.token_variable))
    with _pace(company) as pace, _target(link.url, link.realm, token, pace) as books:
        yield books


def _pace(company: Company) -> AbstractContextManager[Pace]:
    return paced(company, clock)


@contextmanager
def signed_in(company: Company) -> Iterator[QuickBooksOnline]:
    """The QuickBooks a person signed in to; its tokens are renewed as they run out."""
    link = company.settings.connection
    tokens = Tokens(company, lambda: authority_of(company), clock, time.sleep, who())
    with (
        _pace(company) as pace,
        closing(Client(link.url, link.realm, tokens.token, renewed=tokens.renewed, before=pace)) as client,
    ):
        yield QuickBooksOnline.of_company(client)


@contextmanager
def _target(url: str, realm: str, token: str, pace: Pace) -> Iterator[QuickBooksOnline]:
    with closing(Client(url, realm, lambda: token, before=pace)) as client:
        yield QuickBooksOnline.of_company(client)


@contextmanager
def emulator(company: Company) -> Iterator[tuple[str, str]]:
    """Start the emulator on the company's state file, and end it with the verb."""
    link = company.settings.connection
    token = secrets.token_hex(16)
    command = [sys.executable, "-m", "quickbooks_emulator.main", "online", "--port", "0"]
    command += [
        "--realm",
        link.realm,
        "--token",
        token,
        "--state",
        str(company.folder / "quickbooks.sqlite"),
    ]
    for setting in link.emulator_settings:
        command += ["--set", setting]
    log = (company.folder / "emulator.log").open("ab")
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True)  # noqa: S603 - our own command
    try:
        line = process.stdout.readline() if process.stdout else ""
        if not line.startswith("ready "):
            raise TerminalError(problem("emulator_failed", log=company.folder / "emulator.log"))
        yield line.split()[1], token
    finally:
        process.terminate()
        process.wait(timeout=READY_SECONDS)
        log.close()
        if process.stdout:
            process.stdout.close()
