"""Keys of a company's secrets: from the environment or a key file, made when needed, rotated by a verb.

`TIEOUT_KEY` holds keys in base64, separated by commas, the current one first. Without it a key file
does: the one `TIEOUT_KEY_FILE` names, else `keys/NAME` in tieout's home, beside the companies and never
in one of their folders, so that a copied company does not carry its own key.
"""

from __future__ import annotations

import fcntl
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from tieout.core.catalogue import problem
from tieout.core.counted import counted
from tieout.core.errors import TerminalError
from tieout.runtime.access import act
from tieout.runtime.company import Company, home
from tieout.storage.keyring import Key, Keyring, KeyUnfitError
from tieout.storage.secrets import Vault, key_use
from tieout.storage.settings import audit

VARIABLE: Final = "TIEOUT_KEY"
FILE_VARIABLE: Final = "TIEOUT_KEY_FILE"
CLOSED: Final = (0o600, 0o400)
"""Modes a key file may have: for its owner alone. 0400 is what secret mounts of containers give."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyStanding:
    """One key: its id, where it comes from, whether new secrets use it, and how many secrets do."""

    id: str
    origin: str
    current: bool
    secrets: int


def key_file(company: str) -> Path:
    """Where a company's key file is."""
    named = os.environ.get(FILE_VARIABLE)
    return Path(named) if named else home() / "keys" / company


def keyring(company: str) -> Keyring:
    """The keys of a company, read anew each time.

    Raises:
        TerminalError: there is none, it is no key, or others may read its file.
    """
    stated = os.environ.get(VARIABLE, "")
    if stated:
        return _ring(reversed(stated.split(",")), f"${VARIABLE}")
    path = key_file(company)
    try:
        with path.open("r", encoding="ascii", errors="replace") as file:
            _refuse_open_file(path, file.fileno())
            return _ring(file, str(path))
    except FileNotFoundError:
        raise TerminalError(problem("key_absent", file=path, company=company)) from None
    except OSError as fault:
        raise TerminalError(problem("key_file_unread", file=path, why=fault.strerror)) from None


def _refuse_open_file(path: Path, descriptor: int) -> None:
    mode = stat.S_IMODE(os.fstat(descriptor).st_mode)
    if mode not in CLOSED:
        raise TerminalError(problem("key_file_open", file=path, mode=f"{mode:04o}"))


def _ring(lines: Iterator[str], origin: str) -> Keyring:
    try:
        return Keyring(tuple(Key.of_text(line) for line in lines if line.strip()))
    except KeyUnfitError as fault:
        raise TerminalError(problem("key_unfit", origin=origin, why=fault)) from None


def vault(company: Company) -> Vault:
    """The company's secrets."""
    return Vault(company.name, lambda: keyring(company.name))


def ensure_key(company: str) -> bool:
    """Make a key file where the company has no key yet; whether one was made.

    Raises:
        TerminalError: there is a key file that may not be used.
    """
    path = key_file(company)
    if os.environ.get(VARIABLE) or path.exists():
        keyring(company)
        return False
    with _editing(path):
        if path.exists():
            return False
        _write(path, Keyring((Key.new(),)))
        return True


def discard_key(company: str) -> None:
    """Take the key file of a company that was never connected off the machine; a named file stays."""
    if FILE_VARIABLE not in os.environ:
        path = key_file(company)
        for one in (path, path.with_name(f"{path.name}.lock")):
            one.unlink(missing_ok=True)


@contextmanager
def _editing(path: Path) -> Iterator[None]:
    """Be the only one who changes the key file; the system lets go when the process dies."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = os.open(path.with_name(f"{path.name}.lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _write(path: Path, ring: Keyring) -> None:
    """Put the ring in place whole: a reader, and whoever comes after a crash, sees the old or the new."""
    part = path.with_name(f"{path.name}.part")
    part.unlink(missing_ok=True)
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.writelines(f"{key.text}\n" for key in ring.keys)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


@act("keys rotate")
def rotate(company: Company, who: str, now: datetime) -> int:
    """Seal every secret of the company with a new key; how many there were.

    Three steps, each whole by itself: the new key joins the file, one transaction seals everything with
    it, keys nothing stands on leave the file. After a kill between them every secret still opens, and
    the next rotation ends what was begun. With `TIEOUT_KEY` the person states the new key first and the
    old one behind it, and takes the old one out afterwards.

    Raises:
        TerminalError: there is no key, or a secret does not open.
    """
    if os.environ.get(VARIABLE):
        return _reseal(company, keyring(company.name), who, now)
    path = key_file(company.name)
    with _editing(path):
        grown = Keyring((*keyring(company.name).keys, Key.new()))
        _write(path, grown)
        count = _reseal(company, grown, who, now)
        if FILE_VARIABLE not in os.environ:  # a file somebody names may serve other companies too
            with company.database.read() as connection:
                used = key_use(connection)
            _write(path, grown.only(used))
    return count


def _reseal(company: Company, ring: Keyring, who: str, now: datetime) -> int:
    with company.database.write() as connection:
        before = ", ".join(key_use(connection)) or "none"
        count = Vault(company.name, lambda: ring).reseal(connection)
        audit(
            connection,
            who=who,
            act="keys rotated",
            subject=company.name,
            before=f"key {before}",
            after=f"key {ring.current.id}, {counted(count, 'secret')} sealed anew",
            at=now,
        )
    return count


@act("keys")
def standing(company: Company) -> list[KeyStanding]:
    """Every key there is or a secret asks for, oldest first."""
    with company.database.read() as connection:
        used = key_use(connection)
    try:
        ring = keyring(company.name)
    except TerminalError as stopped:
        if stopped.problem.code == "key_absent" and not used:
            return []
        raise
    origin = f"${VARIABLE}" if os.environ.get(VARIABLE) else str(key_file(company.name))
    missing = [
        KeyStanding(id=id_, origin="missing", current=False, secrets=count)
        for id_, count in used.items()
        if ring.key(id_) is None
    ]
    return missing + [
        KeyStanding(id=key.id, origin=origin, current=key is ring.current, secrets=used.get(key.id, 0))
        for key in ring.keys
    ]
