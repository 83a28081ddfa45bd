"""intuit-oauth, Intuit's own library: the whole life of a connection."""

from __future__ import annotations

from typing import Any

import pytest
from intuitlib.exceptions import AuthClientError
from intuitlib.utils import validate_id_token

from quickbooks_emulator.online.server import REALM, Application

DAY = 86_400


def test_a_code_is_exchanged_for_tokens(connected: Any) -> None:
    assert connected.realm_id == REALM
    assert (connected.expires_in, connected.x_refresh_token_expires_in) == (3600, 8_726_400)


def test_tokens_are_refreshed_and_the_newest_value_is_kept(
    connected: Any, application: Application
) -> None:
    first, refresh = connected.access_token, connected.refresh_token
    connected.refresh()
    assert connected.access_token != first
    assert connected.refresh_token == refresh
    application.api.books.clock.advance(DAY)
    connected.refresh()
    assert connected.refresh_token != refresh


def test_the_persons_details(connected: Any) -> None:
    assert connected.get_user_info().json()["email"] == "user@example.com"


def test_the_id_token_is_valid_to_the_library(connected: Any, application: Application) -> None:
    """It checks issuer, audience, time and the signature by the published key, and keeps no other."""
    header, claims, _ = connected.id_token.split(".")
    assert validate_id_token(
        connected.id_token, connected.client_id, connected.issuer_uri, connected.jwks_uri
    )
    forged = f"{header}.{claims}.{'A' * 342}"
    assert not validate_id_token(forged, connected.client_id, connected.issuer_uri, connected.jwks_uri)
    books = application.api.books
    books.settings = books.settings.with_values({"id_token": "false"})
    connected.id_token = None
    connected.refresh()
    assert connected.id_token is None


def test_revoking_ends_it(connected: Any) -> None:
    assert connected.revoke(token=connected.refresh_token)
    with pytest.raises(AuthClientError) as refused:
        connected.refresh()
    assert (refused.value.status_code, b"invalid_grant" in refused.value.content) == (400, True)


def test_a_wrong_secret_is_refused(connected: Any) -> None:
    connected.client_secret = "guess"
    with pytest.raises(AuthClientError) as refused:
        connected.refresh()
    assert refused.value.status_code == 401
