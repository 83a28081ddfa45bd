"""Same seed, same bytes; and every line is an event, except where a fault is planted."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path

import pydantic
import pytest

from tests.demo.reading import SEEDS, month
from tieout.core.event import event_of
from tieout.demo import PLANTED, write_month


def _bytes(folder: Path, seed: int) -> list[bytes]:
    return [path.read_bytes() for path in write_month(folder, seed, 200)]


def test_same_seed_same_bytes_other_seed_other_bytes(tmp_path: Path) -> None:
    first, again, other = (_bytes(tmp_path / name, seed) for name, seed in (("a", 1), ("b", 1), ("c", 2)))
    assert first == again
    assert all(one != two for one, two in zip(first[:-1], other[:-1], strict=True))


def test_a_month_is_written_in_under_three_seconds(tmp_path: Path) -> None:
    start = time.perf_counter()
    paths = write_month(tmp_path)
    assert time.perf_counter() - start < 3
    assert [path.name for path in paths] == sorted(path.name for path in tmp_path.iterdir())


def test_too_few_orders_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="at least 200"):
        write_month(tmp_path, 1, 199)


@pytest.mark.parametrize(("seed", "orders"), SEEDS)
def test_every_line_is_an_event_except_the_planted(seed: int, orders: int) -> None:
    found = set()
    for event in month(seed, orders).all():
        try:
            event_of(event)
        except pydantic.ValidationError:
            found.add((event["kind"], event["id"]))
    twice = "same-id-other-content"
    planted = {
        (fault.kind, fault.event)
        for fault in PLANTED
        if fault.found == "reading" and fault.event and fault.id != twice
    }
    assert found == planted
    assert len(month(seed, orders).unreadable) == 1


@pytest.mark.parametrize(("seed", "orders"), SEEDS)
def test_an_id_stands_once_except_the_planted(seed: int, orders: int) -> None:
    keys = Counter((event["source"], event["kind"], event["id"]) for event in month(seed, orders).all())
    assert [key for key, count in keys.items() if count > 1] == [("erp", "payment_captured", "PAY-9007")]
