"""Page: what `docs/reliability.md` says is what a long run of these very pairs came to."""

from __future__ import annotations

from collections import Counter

from tests.simulation.figures import CLIENTS, COMPARED, WANTED_HITS, Figures, added, pair_name
from tests.simulation.page import FIGURES, LONG, PAGE, written
from tests.simulation.plan import PAIRS


def test_the_page_is_made_of_the_kept_figures() -> None:
    assert PAGE.read_text("utf-8") == written(Figures.read(FIGURES)), (
        "write it anew: python -m tests.simulation --page, or --write for new figures"
    )


def test_the_figures_are_those_of_a_long_run_without_a_finding() -> None:
    figures = Figures.read(FIGURES)
    assert figures.first == 0
    assert figures.version
    assert figures.runs >= LONG
    assert not figures.failed
    assert not any(figures.found.values())


def test_each_pair_there_is_today_came_together_often_enough() -> None:
    figures = Figures.read(FIGURES)
    assert figures.unhit == []
    assert set(figures.pairs) <= {pair_name(pair) for pair in PAIRS}


def test_the_simpler_clients_failed_on_the_same_seeds() -> None:
    others = Figures.read(FIGURES).others
    for name in CLIENTS:
        assert others[name]["runs"] == COMPARED
        assert min(others[name]["lost"], others[name]["duplicated"]) > 0


def test_a_pair_that_is_too_rare_is_named() -> None:
    figures = Figures(pairs=Counter({pair_name(pair): WANTED_HITS for pair in PAIRS[1:]}))
    assert figures.unhit == [pair_name(PAIRS[0])]
    assert figures.least == 0


def test_parts_add_up_to_the_whole() -> None:
    def part(first: int) -> Figures:
        sums = {"naive": Counter(lost=1)}
        return Figures(first=first, runs=2, pairs=Counter(a=1), failed=[first], others=sums)

    whole = added([part(0), part(2)])
    assert (whole.first, whole.runs, whole.pairs, whole.failed) == (0, 4, Counter(a=2), [0, 2])
    assert whole.others == {"naive": Counter(lost=2)}


def test_figures_are_read_as_they_were_written() -> None:
    figures = Figures.read(FIGURES)
    assert figures.as_text() == FIGURES.read_text("utf-8")
