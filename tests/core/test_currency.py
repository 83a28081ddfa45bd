"""Currencies: codes in use, with the places of their minor unit."""

from __future__ import annotations

import pytest

from tieout.core.currency import MINOR_PLACES, minor_places
from tieout.core.scaled import QUANTUM_PLACES


@pytest.mark.parametrize(("code", "places"), [("USD", 2), ("EUR", 2), ("JPY", 0), ("KWD", 3), ("ISK", 0)])
def test_places_of_the_minor_unit(code: str, places: int) -> None:
    assert minor_places(code) == places


@pytest.mark.parametrize("code", ["", "usd", "US", "USDX", "DEM", "XXX"])
def test_a_code_nobody_uses_is_refused(code: str) -> None:
    with pytest.raises(ValueError, match="is not a currency code in use"):
        minor_places(code)


def test_every_code_has_three_letters_and_fits_the_quantum() -> None:
    assert all(len(code) == 3 and code.isupper() for code in MINOR_PLACES)
    assert max(MINOR_PLACES.values()) < QUANTUM_PLACES
