"""Feature: an edition is told from QuickBooks' words, and what it lacks has a declared rule."""

from __future__ import annotations

import pytest

from tieout.core.capabilities import Capabilities
from tieout.core.feature import FEATURES, lacking


@pytest.mark.parametrize(
    ("limits", "edition"),
    [
        (Capabilities(offering="QuickBooks Online Simple Start"), "simple_start"),
        (Capabilities(offering="QuickBooks Online Essentials"), "essentials"),
        (Capabilities(offering="QuickBooks Online Plus"), "plus"),
        (Capabilities(offering="QuickBooks Online Advanced"), "advanced"),
        (Capabilities(), "unknown"),
        (Capabilities(locations=True), "plus"),
        (Capabilities(classes="transaction"), "plus"),
    ],
)
def test_the_edition_is_quickbooks_own_word_or_what_is_switched_on(
    limits: Capabilities, edition: str
) -> None:
    assert limits.edition == edition


@pytest.mark.covers("S001-153")
def test_what_a_small_edition_lacks_is_named_with_what_happens_instead() -> None:
    """An Essentials company: no classes, no locations, no foreign currency, own numbering."""
    limits = Capabilities(offering="QuickBooks Online Essentials", custom_numbers=False)
    assert set(lacking(limits)) == {
        "classes",
        "class_per_line",
        "locations",
        "purchase_orders",
        "multi_currency",
        "custom_numbers",
    }
    assert all(feature.without.endswith(".") for feature in FEATURES.values())


def test_a_company_with_everything_lacks_nothing() -> None:
    assert lacking(Capabilities(classes="line", locations=True, multi_currency=True)) == {}


def test_a_feature_is_had_only_by_editions_that_can_have_it() -> None:
    """Classes and locations from Plus; bills and other currencies not in Simple Start."""
    assert FEATURES["classes"].editions == FEATURES["locations"].editions == ("plus", "advanced")
    assert "simple_start" not in FEATURES["bills"].editions + FEATURES["multi_currency"].editions
