"""Secrets at rest: AES-GCM, bound to their company, scope and name (design law 11).

The row says which key sealed it, so that a rotation can take its time. A row that is moved to another
company, scope or name does not open: those are authenticated with it.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Connection

from tieout.core.catalogue import problem
from tieout.core.errors import TerminalError
from tieout.core.problem import Where
from tieout.storage.keyring import Key, Keyring
from tieout.storage.tables import SECRET, insert_sql

NONCE_BYTES: Final = 12
"""AES-GCM's own; drawn at random, which is safe for 2³² seals with one key (NIST SP 800-38D)."""

Ring = Callable[[], Keyring]


class Vault:
    """The secrets of one company.

    The ring is asked for inside every transaction and not kept: a process that began before a rotation
    then neither seals with a key that is about to go, nor looks for one that has gone.
    """

    def __init__(self, company: str, ring: Ring) -> None:
        self._company = company
        self._ring = ring

    def keep(self, connection: Connection, scope: str, name: str, value: str, at: datetime) -> None:
        """Seal a secret with the current key; one of that name is replaced."""
        self._keep(connection, self._ring().current, scope, name, value, at.isoformat())

    def _keep(self, connection: Connection, key: Key, scope: str, name: str, value: str, at: str) -> None:
        nonce = secrets.token_bytes(NONCE_BYTES)
        about = self._about(scope, name, key.id)
        sealed = nonce + AESGCM(key.material).encrypt(nonce, value.encode(), about)
        connection.exec_driver_sql(insert_sql(SECRET, replace=True), (scope, name, key.id, sealed, at))

    def _about(self, scope: str, name: str, key_id: str) -> bytes:
        return "\x1f".join(("tieout 1", self._company, scope, name, key_id)).encode()

    def secret(self, connection: Connection, scope: str, name: str) -> str | None:
        """A secret, or None where there is none of that name.

        Raises:
            TerminalError: its key is missing, or what is kept was changed.
        """
        row = connection.exec_driver_sql(
            "SELECT key_id, sealed FROM secret WHERE scope = ? AND name = ?", (scope, name)
        ).first()
        return None if row is None else self._opened(self._ring(), scope, name, row.key_id, row.sealed)

    def _opened(self, ring: Keyring, scope: str, name: str, key_id: str, sealed: bytes) -> str:
        where = Where(subject=f"{scope} {name}")
        key = ring.key(key_id)
        if key is None:
            raise TerminalError(problem("key_missing", where, key=key_id, company=self._company))
        nonce, rest = bytes(sealed[:NONCE_BYTES]), bytes(sealed[NONCE_BYTES:])
        try:
            plain = AESGCM(key.material).decrypt(nonce, rest, self._about(scope, name, key_id))
        except (InvalidTag, ValueError):
            raise TerminalError(problem("secret_damaged", where, company=self._company)) from None
        return plain.decode()

    def forget(self, connection: Connection, scope: str) -> int:
        """Delete every secret of a scope; how many there were."""
        done = connection.exec_driver_sql("DELETE FROM secret WHERE scope = ?", (scope,))
        return int(done.rowcount)

    def reseal(self, connection: Connection) -> int:
        """Seal every secret that stands on another key with the current one; how many there were.

        Raises:
            TerminalError: one of them does not open; the caller's transaction then changes nothing.
        """
        ring = self._ring()
        rows = connection.exec_driver_sql(
            "SELECT scope, name, key_id, sealed, at FROM secret WHERE key_id <> ? ORDER BY scope, name",
            (ring.current.id,),
        ).all()
        for row in rows:
            value = self._opened(ring, row.scope, row.name, row.key_id, row.sealed)
            self._keep(connection, ring.current, row.scope, row.name, value, row.at)
        return len(rows)


def key_use(connection: Connection) -> dict[str, int]:
    """How many secrets stand on each key id."""
    rows = connection.exec_driver_sql("SELECT key_id, COUNT(*) FROM secret GROUP BY key_id ORDER BY key_id")
    return {str(key): int(count) for key, count in rows}
