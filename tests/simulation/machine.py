"""Machine: what outlives a process of tieout: the store, the registry beside it, the way to QuickBooks."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Final
from unittest.mock import patch

from quickbooks_emulator.online.grants import Pair
from tests.simulation.documents import COMPANY, FIRST_DAY, MAPPING, Wanted
from tests.simulation.network import URL, Network
from tests.simulation.place import Place, WatchedDatabase
from tests.simulation.points import AFTER, BEFORE, ProcessDied, Reaper
from tests.simulation.world import REALM, START, VERIFIER, World
from tieout.connectors.quickbooks_online.oauth import App, Authority, Endpoints, Grant
from tieout.core.role import FOUNDER
from tieout.delivery.settings import INTUIT_LIMITS
from tieout.runtime import actor, listen
from tieout.runtime.company import Company, Connection, Settings, keep_settings
from tieout.runtime.keys import VARIABLE, vault
from tieout.runtime.tokens import keep_grant
from tieout.storage.database import Database
from tieout.storage.dependants import keep_sealed
from tieout.storage.keyring import KEY_BYTES, Key
from tieout.storage.registry import Registry, StoredQuota
from tieout.storage.settings import keep_mapping
from tieout.storage.sweeps import keep_sweep
from tieout.storage.users import keep_roles

WHO: Final = "ann"
SETTINGS: Final = Settings(start=FIRST_DAY, connection=Connection(url=URL, realm=REALM))
ENDPOINTS: Final = Endpoints(
    authorize=f"{URL}/connect/oauth2",
    token=f"{URL}/oauth2/v1/tokens/bearer",
    revoke=f"{URL}/v2/oauth2/tokens/revoke",
)
APP: Final = App(client_id="emulator-client", client_secret="emulator-secret")


@lru_cache(maxsize=2)
def founded(swept: bool) -> bytes:
    """A company's store as `init` leaves it: migrated, mapped, with its first user, perhaps swept once."""
    place = Place()
    database = Database(place)
    with database.write() as connection:
        keep_mapping(connection, [(str(key), one) for key, one in MAPPING.accounts.items()], WHO, START)
        keep_roles(connection, WHO, FOUNDER, WHO, START)
        keep_settings(connection, SETTINGS)
        if swept:
            keep_sweep(connection, None, START, "rebaseline", 0, 0)
    image = place.image()
    place.remove()
    return image


@dataclass
class Machine:
    """One machine with tieout on it. What is in `database` and `registry` outlives every process."""

    world: World
    reaper: Reaper
    wanted: list[Wanted]
    registry: Registry = field(default_factory=lambda: Registry(Path(":memory:")))
    up: bool = True
    busy: bool = False

    def __post_init__(self) -> None:
        self.place = Place(founded(self.world.plan.swept))
        self.network = Network(self.world, self.reaper)
        self.authority = Authority(ENDPOINTS, APP, transport=self.network)
        self.world.states, self.world.hear = self.place.states, self.hear
        company = self.company()
        with company.database.write() as connection:
            keep_sealed(connection, [(one.document, ()) for one in self.wanted], self.world.now())
        self.sign_in(company)

    def company(self) -> Company:
        """The company as a process opens it, with a database whose writes are crash points."""
        return Company(COMPANY, self.place.path.parent, WatchedDatabase(self.place, self.reaper), SETTINGS)

    def quota(self) -> StoredQuota:
        """The quota all processes share."""
        return StoredQuota(self.registry, REALM, INTUIT_LIMITS, 10)

    def sign_in(self, company: Company) -> None:
        """A person connects the company, as `tieout connect` keeps it."""
        code = self.world.consent()
        grants = self.world.application.api.grants
        pair = grants.exchange(APP.client_id, code, "http://127.0.0.1/callback")
        self.world.books.store.commit()
        now = self.world.now()
        with Database.write(company.database) as connection:
            row = connection.exec_driver_sql("SELECT MAX(generation) FROM credential").scalar_one_or_none()
            keep_grant(connection, vault(company), REALM, _granted(pair), (row or 0) + 1, WHO, now)
        self.world.trace("a person signs in to QuickBooks")

    def hear(self, body: bytes, headers: dict[str, str]) -> bool:
        """A webhook comes: taken while the machine is up, and acknowledged only once it is kept.

        Between runs it is the listener alone that a crash ends; it is started again at once.
        """
        if not self.up:
            return False
        if self.busy:
            return self._heard(body, headers)
        try:
            return self._heard(body, headers)
        except ProcessDied:
            self.reaper.begin()
            return False

    def _heard(self, body: bytes, headers: dict[str, str]) -> bool:
        self.reaper.reach("notices", BEFORE)
        signature = {name.lower(): value for name, value in headers.items()}["intuit-signature"]
        status, new = listen.take(self.registry, body, signature, VERIFIER, self.world.now())
        self.world.trace(f"webhook: {status}, {new} new")
        self.reaper.reach("notices", AFTER)
        return status == listen.TAKEN

    def close(self) -> None:
        """End the machine."""
        self.place.remove()
        self.registry.close()


def _granted(pair: Pair) -> Grant:
    return Grant(
        access_token=pair.access,
        refresh_token=pair.refresh,
        access_seconds=pair.access_seconds,
        refresh_seconds=pair.refresh_seconds,
        hard_seconds=pair.hard_seconds,
    )


@contextmanager
def environment() -> Iterator[None]:
    """The environment of the machine: a key for its secrets, and who works there."""
    stated = {VARIABLE: Key(bytes(range(KEY_BYTES))).text, actor.VARIABLE: WHO}
    with patch.dict(os.environ, stated):
        yield
