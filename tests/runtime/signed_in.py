"""A company signed in to an emulator, and the browser of the person who signs in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

import httpx2
import pytest

from quickbooks_emulator.online.server import Application
from tests.acceptance.company import START, quickbooks
from tieout.runtime import acts
from tieout.runtime.company import Company, Connection, Settings
from tieout.runtime.connect import ID_VARIABLE, SECRET_VARIABLE, Person, SignIn, sign_in
from tieout.runtime.keys import FILE_VARIABLE, VARIABLE

NAME, WHO = "acme", "ann"
APP = ("emulator-client", "emulator-secret")


@dataclass
class Browser:
    """Opens the consent page and goes wherever it is sent; what it was shown is kept."""

    seen: list[str] = field(default_factory=list)

    def visit(self, address: str, redirect_uri: str) -> None:
        answer = httpx2.get(address, follow_redirects=True)
        self.seen += [address, redirect_uri, str(answer.url)]


@dataclass
class World:
    """A machine, an Intuit and a person."""

    application: Application
    url: str
    browser: Browser = field(default_factory=Browser)

    @property
    def wanted(self) -> SignIn:
        return self.asked()

    def asked(self, environment: str = "sandbox", **named: Any) -> SignIn:
        discovery = f"{self.url}/.well-known/openid_sandbox_configuration"
        return SignIn(environment=environment, api=self.url, discovery=discovery, port=0, **named)

    def person(self, app: tuple[str, str] = APP, pasted: TextIO | None = None) -> Person:
        return Person(app=lambda: app, visit=self.browser.visit, pasted=pasted)

    def init(self, name: str = NAME, wanted: SignIn | None = None) -> Company:
        made, _, _ = acts.init(
            name,
            Settings(start=START, connection=Connection(realm="")),
            [],
            lambda _company, _offered: True,
            lambda company: self.again(company, wanted),
        )
        return made

    def again(self, company: Company, wanted: SignIn | None = None, **person: Any) -> Company:
        return sign_in(company, wanted or self.wanted, self.person(**person), WHO, acts.clock())

    def setting(self, **values: Any) -> None:
        books = self.application.api.books
        books.settings = books.settings.with_values(values)


@contextmanager
def world(home: Path) -> Iterator[World]:
    """An emulator that consents by itself, and a machine without companies and keys."""
    with pytest.MonkeyPatch.context() as patch, quickbooks(consent="automatic") as books:
        patch.setenv("TIEOUT_HOME", str(home))
        patch.setenv("TIEOUT_USER", WHO)
        for name in (ID_VARIABLE, SECRET_VARIABLE, VARIABLE, FILE_VARIABLE, "TIEOUT_QUICKBOOKS_TOKEN"):
            patch.delenv(name, raising=False)
        yield World(books.application, books.url)


def tokens_at_intuit(made: World) -> list[str]:
    """Every token value the emulator has given out."""
    return [
        value
        for grant in made.application.api.grants.shown()
        for value in (grant["refresh"], grant["previous"], *grant["access"])
        if value
    ]
