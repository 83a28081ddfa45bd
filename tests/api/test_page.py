"""Page: parts of a list put together are the list, whatever the keys and the size of a part."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from tieout.api.page import page
from tieout.core.errors import TerminalError


class Row(BaseModel):
    name: str


def _part(keys: list[tuple[str, str]], after: str, limit: int) -> tuple[list[str], str | None]:
    found = page(keys, lambda key: key, lambda key: Row(name=f"{key[0]}/{key[1]}"), after, limit)
    return [row.name for row in found.items], found.next


@given(keys=st.sets(st.tuples(st.text(max_size=3), st.text(max_size=3))), limit=st.integers(1, 5))
def test_the_parts_are_the_whole(keys: set[tuple[str, str]], limit: int) -> None:
    seen: list[str] = []
    after: str | None = ""
    while after is not None:
        names, after = _part(sorted(keys), after, limit)
        assert len(names) <= limit
        seen += names
    assert seen == [f"{first}/{second}" for first, second in sorted(keys)]


@pytest.mark.parametrize("after", ["x", "{}", "[1]", "[" * 2000, '"a"'])
def test_what_is_no_next_of_ours_is_refused(after: str) -> None:
    with pytest.raises(TerminalError) as stopped:
        _part([("a", "b")], after, 5)
    assert stopped.value.problem.code == "parameter_unfit"
