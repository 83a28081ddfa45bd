"""Dump: the same facts give the same text, whatever the company is called and however it was told."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.pantry import COUNTER, MASTER, TRADE
from tieout import flow
from tieout.posting.entries import PostingPolicy
from tieout.posting.rulebook import load_rulebook
from tieout.storage.database import Database
from tieout.storage.dump import canonical_dump

NOW = datetime(2026, 3, 20, tzinfo=UTC)
EVENTS = [*MASTER, *TRADE, *COUNTER]


def dump(folder: Path, company: str, files: Sequence[Sequence[dict[str, object]]]) -> list[str]:
    """The dump of a company that loaded these files and costed them in one cycle."""
    database = Database(folder / f"{company}-{len(list(folder.iterdir()))}.sqlite")
    try:
        for number, events in enumerate(files):
            raw = "".join(json.dumps(event) + "\n" for event in events).encode()
            flow.take_in(database, company, BytesIO(raw), f"{number}.jsonl", NOW, lambda _count: None)
        policy = PostingPolicy()
        flow.cost_and_post(database, company, "USD", load_rulebook(), policy, NOW, lambda _count: None)
        return list(canonical_dump(database))
    finally:
        database.close()


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    return dump(tmp_path_factory.mktemp("plain"), "plain", [EVENTS])


@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(EVENTS), cut=st.integers(1, len(EVENTS) - 1))
def test_name_order_and_split_change_nothing(
    plain: list[str], tmp_path: Path, order: list[dict[str, object]], cut: int
) -> None:
    assert dump(tmp_path, "other", [order[:cut], order[cut:]]) == plain


def test_every_line_is_a_section_and_json_without_an_id(plain: list[str]) -> None:
    for line in plain:
        section, _, rest = line.partition(" ")
        assert section
        assert isinstance(json.loads(rest), list)
        assert not re.search(r"(?<![0-9a-z])[0-9a-f]{26}(?![0-9a-z])", line), line
    assert any("goods_received GR-1 of erp" in line for line in plain)


def test_another_fact_is_another_dump(plain: list[str], tmp_path: Path) -> None:
    fewer = [event for event in EVENTS if event["id"] != "PAY-1"]
    changed = set(dump(tmp_path, "plain", [fewer])) ^ set(plain)
    assert {line.split()[0] for line in changed} == {"event", "entry", "entry_line", "unsealed", "balance"}
    assert date(2026, 3, 9).isoformat() in "".join(changed)
