"""Loading: every good statement once, in chunks; the same again is nothing, other content a revision."""

from __future__ import annotations

import pytest

from tests.cycle.small_books import SmallBooks, invoice, party, service, text_of
from tieout.cycle import load as loading


def seqs(books: SmallBooks) -> list[int]:
    return [seq for (seq,) in books.rows("SELECT seq FROM event ORDER BY seq")]


@pytest.mark.covers("S002-47")
def test_the_same_file_again_changes_nothing(books: SmallBooks) -> None:
    events = [party("C-1", "Harbour Foods"), service(), invoice("INV-1")]
    first = books.load(*events)
    again = books.load(*events)
    assert (first.taken, first.repeated, first.revised) == (3, 0, 0)
    assert (again.taken, again.repeated, again.problems) == (0, 3, [])
    assert seqs(books) == [1, 2, 3]
    assert books.rows("SELECT COUNT(*) FROM loaded_file") == [(1,)]


def test_other_content_in_a_later_file_is_a_revision(books: SmallBooks) -> None:
    known = party("C-1", "Harbour Foods")
    books.load(known)
    result = books.load({**known, "name": "Harbor Foods"}, file="later.jsonl")
    assert (result.taken, result.revised) == (1, 1)
    assert books.rows("SELECT revision FROM event ORDER BY seq") == [(0,), (1,)]


def test_other_content_in_the_same_file_is_refused_by_line(books: SmallBooks) -> None:
    known = party("C-1", "Harbour Foods")
    result = books.load(known, {**known, "name": "Harbor Foods"}, service())
    [found] = result.problems
    assert (found.where.file, found.where.line) == ("events.jsonl", 2)
    assert (result.taken, result.refused) == (2, 1)


def test_a_bad_line_leaves_its_neighbours(books: SmallBooks) -> None:
    good, other = party("C-1", "Harbour Foods"), service()
    text = text_of([good]) + b"{no json\n" + text_of([{"kind": "party"}, other])
    result = books.load_text(text)
    assert (result.taken, result.refused) == (2, 2)
    assert {problem.where.line for problem in result.problems} == {2, 3}
    assert all(problem.next_step and problem.where.file == "events.jsonl" for problem in result.problems)


def test_chunks_are_whole_and_a_fact_is_known_across_them(
    books: SmallBooks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "CHUNK", 2)
    people = [party(f"C-{number}", f"Name {number}") for number in range(5)]
    result = books.load(*people, people[0])
    assert (result.taken, result.repeated) == (5, 1)
    assert seqs(books) == [1, 2, 3, 4, 5]


def test_several_files_make_one_log(books: SmallBooks) -> None:
    books.load(party("C-1", "One"), file="a.jsonl")
    books.load(party("C-2", "Two"), file="b.jsonl")
    assert books.rows(
        "SELECT e.seq, f.file FROM event e JOIN record r ON r.seq = e.seq "
        "JOIN loaded_file f ON f.n = r.file ORDER BY e.seq"
    ) == [(1, "a.jsonl"), (2, "b.jsonl")]


def test_an_empty_file_is_a_problem(books: SmallBooks) -> None:
    assert [problem.code for problem in books.load_text(b"").problems] == ["file_empty"]
