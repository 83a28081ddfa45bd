"""Grants live in the state file."""

from __future__ import annotations

from pathlib import Path

from quickbooks_emulator.online.grants import ACCOUNTING, Grants
from quickbooks_emulator.online.server import build
from quickbooks_emulator.online.settings import Settings

APP, ADDRESS = "emulator-client", "http://localhost/back"


def opened(path: Path) -> Grants:
    return build(Settings(), state=path).api.grants


def test_a_connection_survives_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "company.db"
    app = build(Settings(), state=path)
    code = app.api.grants.consent(APP, ADDRESS, ACCOUNTING)
    app.api.books.store.commit()
    app.api.books.store.close()

    app = build(Settings(), state=path)
    pair = app.api.grants.exchange(APP, code, ADDRESS)
    app.api.books.store.commit()
    app.api.books.store.close()

    again = opened(path)
    assert again.scope(pair.access) == ACCOUNTING
    assert again.refresh(APP, pair.refresh).access != pair.access
    assert again.revoke(APP, pair.refresh)
    assert again.scope(pair.access) is None


def test_another_app_cannot_use_a_code_or_a_token(tmp_path: Path) -> None:
    grants = opened(tmp_path / "company.db")
    code = grants.consent(APP, ADDRESS, ACCOUNTING)
    pair = grants.exchange(APP, code, ADDRESS)
    assert not grants.revoke("another", pair.access)
    assert grants.scope(pair.access) == ACCOUNTING
