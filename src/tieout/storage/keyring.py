"""Keyring: the keys that secrets are sealed with, each known by an id, the last one for new secrets."""

from __future__ import annotations

import base64
import binascii
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final, Self

KEY_BYTES: Final = 32
"""AES-256."""

ID_LENGTH: Final = 8


class KeyUnfitError(ValueError):
    """A text is no key; the text is never part of the message."""


@dataclass(frozen=True, slots=True)
class Key:
    """One key. Its id is taken from its own hash, so the same key has the same id everywhere."""

    material: bytes = field(repr=False)

    def __post_init__(self) -> None:
        """Refuse a key of another length.

        Raises:
            KeyUnfitError: it is not 32 bytes long.
        """
        if len(self.material) != KEY_BYTES:
            raise KeyUnfitError(f"a key has {KEY_BYTES} bytes, this one has {len(self.material)}")

    @property
    def id(self) -> str:
        """What a sealed secret says it was sealed with; it tells nothing about the key."""
        return sha256(b"tieout key id" + self.material).hexdigest()[:ID_LENGTH]

    @property
    def text(self) -> str:
        """The key as a key file or the environment holds it: base64 with the URL alphabet."""
        return base64.urlsafe_b64encode(self.material).decode("ascii")

    @classmethod
    def of_text(cls, text: str) -> Self:
        """The key a text holds, in either base64 alphabet.

        Raises:
            KeyUnfitError: the text is not base64 of 32 bytes.
        """
        plain = text.strip().replace("+", "-").replace("/", "_")
        try:
            material = base64.b64decode(plain, altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            raise KeyUnfitError("a key is written in base64") from None
        return cls(material)

    @classmethod
    def new(cls) -> Self:
        """A key nobody has seen."""
        return cls(secrets.token_bytes(KEY_BYTES))


@dataclass(frozen=True, slots=True)
class Keyring:
    """Keys in order of age; new secrets are sealed with the last, the others only open old ones."""

    keys: tuple[Key, ...]

    def __post_init__(self) -> None:
        """Refuse a ring without a key."""
        if not self.keys:
            raise KeyUnfitError("there is no key")

    @property
    def current(self) -> Key:
        """The key new secrets are sealed with."""
        return self.keys[-1]

    def key(self, id_: str) -> Key | None:
        """The key of an id."""
        return next((key for key in self.keys if key.id == id_), None)

    def only(self, ids: Iterable[str]) -> Keyring:
        """The ring without the keys nothing is sealed with; the current one always stays."""
        wanted = set(ids)
        return Keyring((*(key for key in self.keys[:-1] if key.id in wanted), self.current))
