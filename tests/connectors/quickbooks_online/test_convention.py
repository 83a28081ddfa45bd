"""Convention: what capabilities say about writing documents is taken over whole."""

from __future__ import annotations

from tieout.connectors.quickbooks_online.convention import Convention
from tieout.core.capabilities import Capabilities


def test_a_convention_is_what_the_company_can_hold() -> None:
    limits = Capabilities(
        country="CA", custom_numbers=False, multi_currency=True, classes="transaction", locations=True
    )
    assert Convention.of(limits) == Convention(
        country="CA", custom_numbers=False, multi_currency=True, classes="transaction", locations=True
    )
