"""keys: listed by id, rotated, and never shown."""

from __future__ import annotations

from pathlib import Path

from tests.company import small
from tieout.runtime.acts import clock
from tieout.runtime.company import open_company
from tieout.runtime.keys import ensure_key, key_file, vault

SECRET = "refresh-token-AB11"


def test_a_company_without_secrets_has_no_key(small_company: Path) -> None:
    assert small("keys", "--json").json == []


def test_keys_are_listed_by_id_and_rotated(small_company: Path) -> None:
    ensure_key("small")
    company = open_company("small")
    with company.database.write() as connection:
        vault(company).keep(connection, "app", "token", SECRET, clock())
    key = key_file("small").read_text().strip()
    [before] = small("keys", "--json").json
    assert (before["current"], before["secrets"]) == (True, 1)
    assert "1 secret is sealed" in small("keys", "rotate").out
    [after] = small("keys", "--json").json
    assert after["id"] != before["id"]
    said = small("keys")
    fresh = key_file("small").read_text().strip()
    for text in (said.out, said.err, str(before), str(after)):
        assert key not in text
        assert fresh not in text
        assert SECRET not in text
    with company.database.read() as connection:
        assert vault(company).secret(connection, "app", "token") == SECRET
    company.database.close()


def test_the_company_is_named(small_company: Path) -> None:
    from tests.company import tieout

    assert tieout("keys").code == 2
