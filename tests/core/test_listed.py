"""Listed: places sort by day, then by name."""

from __future__ import annotations

from tieout.core.listed import Listed


def test_places_are_in_order() -> None:
    places = [
        Listed("2026-03-02", "A"),
        Listed("", ""),
        Listed("2026-03-01", "B"),
        Listed("2026-03-01", "A"),
    ]
    assert [tuple(one) for one in sorted(places)] == [
        ("", ""),
        ("2026-03-01", "A"),
        ("2026-03-01", "B"),
        ("2026-03-02", "A"),
    ]
