"""Seeds: which history each of them stands for."""

from __future__ import annotations

from tests.oracle.books import Books
from tests.oracle.histories import Author, Cycles, dealt
from tests.oracle.rare import RareAuthor
from tests.oracle.wide import WideAuthor


def author_of(seed: int) -> type[Author]:
    """One of three histories is of the wider sort, one of what happens seldom."""
    return (Author, RareAuthor, WideAuthor)[seed % 3]


def long_history(seed: int) -> tuple[Cycles, Books]:
    """The history of a seed in the long proof: 10 to 80 doings, two in five in several cycles."""
    sizes = (16, 25, 40, 12, 30, 60, 14, 20, 10, 80)
    return dealt(seed, sizes[seed % len(sizes)], author_of(seed), closing=seed % 2 == 0)


def quick_history(seed: int) -> tuple[Cycles, Books]:
    """The history of a seed in the tests: most are small, so that a thousand cost less than a minute."""
    sizes = (8, 12, 16, 10, 20, 8, 25, 12, 10, 30, 16, 8, 12, 40, 10, 20, 14, 10, 60, 12)
    size, author = sizes[seed % len(sizes)], author_of(seed)
    if author is RareAuthor:
        size = size // 2  # what seldom happens comes in threes and fours
    return dealt(seed, size, author, closing=seed % 2 == 0)
