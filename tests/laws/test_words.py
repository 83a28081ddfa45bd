"""Laws 9 and 11: every problem has all its words, and no secret is ever in any of them, or on disk."""

from __future__ import annotations

import string
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.problems import premises
from tieout.cli import show
from tieout.core.catalogue import CATALOGUE, problem
from tieout.core.problem import Problem, Where

ANYTHING = st.one_of(
    st.text(max_size=40).map("a{}".format), st.integers(), st.dates(), st.just("\x1b[31m{what}\u202e\n")
)
WHERE = st.builds(Where, file=st.text(max_size=20), line=st.integers(0, 9), subject=st.text(max_size=20))
SECRETS = st.text(alphabet=string.ascii_letters + string.digits + "._-", min_size=24, max_size=60)


@pytest.mark.covers("S001-99")
@given(code=st.sampled_from(sorted(CATALOGUE)), where=WHERE, data=st.data())
@settings(max_examples=200)
def test_every_problem_has_all_its_words_whatever_is_filled_in(
    code: str, where: Where, data: st.DataObject
) -> None:
    words = CATALOGUE[code]
    texts = (words.what, words.why, words.next_step)
    asked = {name for text in texts for _, name, _, _ in string.Formatter().parse(text) if name}
    values: dict[str, Any] = {name: data.draw(ANYTHING, name) for name in sorted(asked)}
    made = problem(code, where, **values)
    assert made.code == code
    for text in (made.what, made.why, made.next_step, made.owner):
        assert text.strip()
        assert all(sign.isprintable() or sign == "\n" for sign in text)
    told = show.problem_json(made)
    assert set(told) >= {"code", "what", "why", "next_step", "owner", "file", "line", "field", "subject"}


@given(st.sampled_from(["code", "what", "why", "next_step"]))
def test_a_problem_that_lacks_a_word_cannot_be_made(missing: str) -> None:
    words: dict[str, Any] = dict.fromkeys(("code", "what", "why", "next_step"), "a word")
    with pytest.raises(ValueError, match="a problem needs"):
        Problem(**{**words, missing: ""}, owner="operations")


@pytest.mark.covers("S001-116")
@given(SECRETS)
@settings(max_examples=4, phases=[Phase.generate])
def test_a_token_is_in_no_file_no_problem_and_no_word(secret: str) -> None:
    """Through a whole run, a document refused, and an access that QuickBooks denies in words of its own."""
    with premises.company(*premises.SALE) as books, pytest.MonkeyPatch.context() as patch:
        books.api.token = secret
        patch.setenv("TIEOUT_QUICKBOOKS_TOKEN", secret)
        said = [*premises.run(), *premises.verb("doctor"), *premises.verb("verify")]
        books.api.token = "another"
        denied = premises.run()
        assert [one.code for one in denied][:1] == ["not_connected"]
        kept = [path for path in Path("home").rglob("*") if path.is_file()]
        assert kept
        assert not [path for path in kept if secret.encode() in path.read_bytes()]
        assert secret not in f"{said} {denied}"
