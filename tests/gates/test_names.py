"""Names QuickBooks takes: within its length and characters, unique, and the same every time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tieout.core.capabilities import Capabilities
from tieout.gates.names import name_for, representable, reserved, shortened

LIMITS = Capabilities(name_length=40)
NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60)


def fits(name: str) -> bool:
    return (
        len(name) <= LIMITS.name_length
        and all(ord(sign) < 256 for sign in name)
        and not set(name) & set(LIMITS.forbidden_in_names)
    )


@given(NAMES)
def test_a_name_fits_and_fitting_it_again_changes_nothing(text: str) -> None:
    name = name_for(text, LIMITS.name_length, LIMITS)
    assert fits(name)
    assert name_for(name, LIMITS.name_length, LIMITS) == name


@given(st.text(max_size=80), st.integers(10, 40))
def test_a_short_text_stays_and_a_long_one_is_cut_to_the_length(text: str, length: int) -> None:
    cut = shortened(text, length)
    assert cut == text if len(text) <= length else len(cut) <= length


@pytest.mark.parametrize(
    ("text", "shown"), [("Café", "Café"), ("Łódź", "?ódz"), ("日本", "??"), ("ﬁne", "fine")]
)
def test_what_latin_1_lacks_is_shown_by_its_base_letters(text: str, shown: str) -> None:
    assert representable(text, LIMITS) == shown


@pytest.mark.covers("S004-11", "S003-17")
@given(st.lists(st.tuples(NAMES, st.sampled_from(["customer", "vendor"])), max_size=12))
def test_reserved_names_are_unique_fit_and_are_the_same_every_time(wanted: list[tuple[str, str]]) -> None:
    def names() -> list[str]:
        taken: dict[str, str] = {}
        for place, (text, kind) in enumerate(wanted):
            name = reserved(text, kind, "USD", f"K-{place}", LIMITS, lambda folded: folded not in taken)
            assert name.casefold() not in taken
            taken[name.casefold()] = name
        return list(taken.values())

    first = names()
    assert all(fits(name) for name in first)
    assert names() == first


@pytest.mark.covers("S004-11")
def test_the_customer_and_the_supplier_of_one_name_both_have_one() -> None:
    taken = {"harbour foods"}
    name = reserved("Harbour Foods", "vendor", "USD", "S-1", LIMITS, lambda folded: folded not in taken)
    assert name == "Harbour Foods (vendor)"
