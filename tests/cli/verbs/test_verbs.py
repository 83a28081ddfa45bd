"""Verbs: the one that is called is read, and no other."""

from __future__ import annotations

import pytest

from tieout.cli import verbs


@pytest.mark.parametrize(
    ("verb", "files"),
    [
        ("status", {"status"}),
        ("lead-times", {"lead_times"}),
        ("import", {"imports"}),
        ("disconnect", {"connect"}),
        ("nonsense", verbs.ALL),
        ("", verbs.ALL),
    ],
)
def test_a_verb_reads_its_own_file_and_a_word_that_is_none_reads_them_all(
    verb: str, files: frozenset[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    read = set()
    monkeypatch.setattr(verbs, "import_module", lambda name: read.add(name.rpartition(".")[2]))
    verbs.register(verb)
    assert read == files
