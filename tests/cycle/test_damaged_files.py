"""Loading: the good is taken whatever stands beside it, and loading again changes nothing."""

from __future__ import annotations

import csv
import io
import json
import random
import resource
import sys
from functools import cache
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.problems.journey import COMPANY, NOW, Shop, shop
from tieout.cycle.load import LISTED, load_stream
from tieout.demo.files import write_month


def party(id_: int | str, name: str = "Deli", **more: Any) -> dict[str, Any]:
    plain = {"kind": "party", "source": "erp", "id": str(id_), "date": "2026-03-01"}
    return {**plain, "party": f"C-{id_}", "roles": ["customer"], "name": name, **more}


def lines(*events: dict[str, Any]) -> bytes:
    return b"".join(json.dumps(event).encode() + b"\n" for event in events)


def facts(company: Shop) -> set[tuple[Any, ...]]:
    return {
        tuple(row) for row in company.query("SELECT id, kind, external_id, revision, day, hash FROM event")
    }


@pytest.mark.covers("S001-94", "S000-37", "S004-27")
def test_a_file_with_a_revision_inside_loaded_again_changes_nothing() -> None:
    content = lines(party(1), party(1, "New Deli", revision=1), party(2))
    with shop() as company:
        assert company.load(content).taken == 3
        before = company.digest()
        again = company.load(content)
        assert (again.taken, again.repeated, again.problems) == (0, 3, [])
        assert company.digest() == before


@pytest.mark.covers("S001-94")
def test_a_contradiction_in_a_file_stays_one_when_the_file_is_loaded_again() -> None:
    content = lines(party(1), party(1, "Other Deli"))
    with shop() as company:
        first, again = company.load(content), company.load(content)
        assert (
            [one.code for one in again.problems] == [one.code for one in first.problems] == ["duplicate_id"]
        )
        assert (again.taken, again.repeated) == (0, 1)


def test_other_content_in_a_later_load_is_a_revision() -> None:
    with shop() as company:
        company.load(lines(party(1)))
        later = company.load(lines(party(1, "New Deli")))
        assert (later.taken, later.revised) == (1, 1)
        assert [revision for (revision,) in company.query("SELECT revision FROM event")] == [0, 1]


def test_a_number_with_an_exponent_is_costed_as_it_was_taken() -> None:
    stock = b'{"kind":"opening_stock","source":"erp","id":"o","date":"2026-03-01","location":"MAIN",'
    stock += b'"lots":[{"item":"SAUCE","quantity":1E+2,"unit_cost":4e0}]}\n'
    world = lines(
        {"kind": "location", "source": "erp", "id": "l", "date": "2026-01-01", "location": "MAIN"},
        {
            "kind": "item",
            "source": "erp",
            "id": "i",
            "date": "2026-01-01",
            "item": "SAUCE",
            "name": "Sauce",
            "inventory_role": "inventory_finished",
        },
    )
    with shop() as company:
        assert company.load(world + stock).problems == []
        company.cost()
        assert company.query("SELECT quantity, value FROM lot") == [(100_000_000, 40_000_000_000)]


def test_a_million_bad_rows_are_counted_and_do_not_fill_the_memory() -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with shop() as company:
        result = company.load(b"?\n" * 200_000 + lines(party(1)))
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert (result.taken, result.refused) == (1, 200_000)
    assert len(result.problems) == LISTED + 1
    assert result.problems[-1].what == f"{200_000 - LISTED:,} more problems are not listed."
    assert grown < 64 * 1024 * (1024 if sys.platform == "darwin" else 1)


class Failing(io.BytesIO):
    """A file on a disk that fails after its first line."""

    def readline(self, size: int | None = -1, /) -> bytes:
        if self.tell():
            raise OSError(5, "Input/output error")
        return super().readline(size)


def test_what_was_read_before_a_disk_failed_is_taken() -> None:
    with shop() as company:
        stream = Failing(lines(party(1), party(2)))
        result = load_stream(company.database, COMPANY, stream, "f.jsonl", now=NOW)
        assert result.taken == 1
        assert [one.code for one in result.problems] == ["file_unreadable"]


@settings(max_examples=20)
@given(st.permutations(range(8)), st.lists(st.integers(0, 8), max_size=3))
def test_order_and_split_of_files_change_nothing_that_is_accepted(
    order: list[int], cuts: list[int]
) -> None:
    events = [party(number) for number in range(8)]
    with shop() as whole, shop() as split:
        whole.load(lines(*events))
        places = [0, *sorted(cuts), 8]
        for start, end in pairwise(places):
            if start < end:
                split.load(lines(*(events[place] for place in order[start:end])), f"{start}.jsonl")
        assert facts(split) == facts(whole)


def test_the_same_events_are_taken_from_csv_as_from_json_lines() -> None:
    out = io.StringIO()
    columns = ["kind", "source", "id", "date", "party", "roles", "name", "terms_days"]
    writer = csv.DictWriter(out, columns)
    writer.writeheader()
    for number in range(3):
        writer.writerow(party(number, terms_days=number + 1) | {"roles": "customer"})
    with shop() as json_lines, shop() as rows:
        json_lines.load(lines(*(party(number, terms_days=number + 1) for number in range(3))))
        rows.load(out.getvalue().encode(), "f.csv")
        assert facts(rows) == facts(json_lines)


# -- random damage ----------------------------------------------------------------------------------


@cache
def _good_files() -> list[tuple[str, list[bytes]]]:
    """The first lines of each file of the demo month that are taken, by the name of the file."""
    with TemporaryDirectory() as folder:
        files = [(path.name, path.read_bytes()) for path in write_month(Path(folder), 7, 200)]
    found = []
    for name, text in files:
        some = text.splitlines(keepends=True)[:40]
        with shop() as company:
            if name.endswith(".jsonl") and company.load(b"".join(some), name).problems == []:
                found.append((name, some))
    return found


_SIGNS = [b"\0", b"\xff", b'"', b"\n", b"\r", b",", b"{", b"}", b"\\", b"1e9", b"NaN", b"\xe2\x80\xae", b""]


def _damaged(line: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(line))
    sign = chance.choice(_SIGNS)
    return {
        0: line[:place] + sign + line[place:],
        1: line[:place] + sign + line[place + 1 :],
        2: line[:place],
        3: line[:place] + line[chance.randrange(len(line)) :],
    }[chance.randrange(4)]


@pytest.mark.covers("S000-40")
@settings(max_examples=40)
@given(st.integers(0, 2**32))
def test_no_damage_stops_a_load_and_no_sound_line_is_lost(seed: int) -> None:
    chance = random.Random(seed)
    name, sound = chance.choice(_good_files())
    hurt = set(chance.sample(range(len(sound)), min(5, len(sound))))
    mixed = [
        _damaged(line.rstrip(b"\n"), chance) + b"\n" if place in hurt else line
        for place, line in enumerate(sound)
    ]
    plain = [json.loads(line) for place, line in enumerate(sound) if place not in hurt]
    with shop() as company:
        result = company.load(b"".join(mixed), name)
        taken = {(kind, id_) for kind, id_ in company.query("SELECT kind, external_id FROM event")}
        assert {(one["kind"], one["id"]) for one in plain} <= taken
        assert all(one.where.file == name and one.next_step for one in result.problems)
        company.cost()


@settings(max_examples=40)
@given(st.integers(0, 2**32))
def test_no_damage_of_a_csv_file_makes_an_event_short_of_a_line(seed: int) -> None:
    chance = random.Random(seed)
    header = b"kind,source,id,date,shipment,location,lines.line,lines.item,lines.quantity\n"
    rows = [
        b"goods_shipped,erp,%d,2026-03-01,SH-%d,MAIN,%d,SAUCE,1\n" % (event, event, line)
        for event in range(12)
        for line in range(3)
    ]
    hurt = chance.randrange(len(rows))
    mixed = list(rows)
    mixed[hurt] = _damaged(rows[hurt].rstrip(b"\n"), chance) + b"\n"
    with shop() as company:
        company.load(header + b"".join(mixed), "f.csv")
        for (raw,) in company.query("SELECT raw FROM record"):
            plain = json.loads(raw)
            assert len(plain["lines"]) == 3 or hurt // 3 == int(plain["id"] or 0) or _is_new(plain)
        taken = company.ids()
        far = {str(event) for event in range(12) if abs(event - hurt // 3) > 1}
        assert far <= taken


def _is_new(plain: dict[str, Any]) -> bool:
    """Whether the damage made an event of an id of its own, whole as it says of itself."""
    return bool(plain["shipment"] != f"SH-{plain['id']}" or plain["date"] != "2026-03-01")
