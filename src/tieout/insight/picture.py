"""Picture: boxes in columns with arrows between them, as one SVG file that needs nothing else.

Pure text: the same boxes give the same bytes. Columns are levels, from left to right; within a column
boxes stand near what they are joined to.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Final, NamedTuple

WIDTH: Final = 244
LINE: Final = 15
PADDING: Final = 9
ACROSS: Final = 132
BETWEEN: Final = 18
MARGIN: Final = 28
HEAD: Final = 64
LETTERS: Final = 34
"""Letters of a line that fit into a box; the whole text is shown when the mouse rests on it."""

TONES: Final[Mapping[str, tuple[str, str]]] = {
    "money": ("#e8f3ea", "#2f7d3f"),
    "goods": ("#eaf1fb", "#2b5f9e"),
    "work": ("#fdf3e0", "#a86a00"),
    "books": ("#f3ecf9", "#6b3fa0"),
    "rest": ("#f2f2f2", "#666666"),
}
"""Fill and edge of a box by what it stands for."""


_TIP: Final = (
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" '
    'orient="auto"><path d="M0 0 L8 4 L0 8 z" fill="#888888"/></marker></defs>'
)


class Box(NamedTuple):
    """A box: its column from the left, what it stands for, and its lines, the first in bold."""

    key: str
    column: int
    tone: str
    lines: tuple[str, ...]


class Arrow(NamedTuple):
    """An arrow from one box to another, with the amount that went along it."""

    start: str
    end: str
    label: str


class _Place(NamedTuple):
    x: int
    y: int
    height: int


def svg(title: str, heads: Sequence[str], boxes: Sequence[Box], arrows: Sequence[Arrow]) -> str:
    """The picture as the text of an SVG file; `heads` name the columns."""
    known = {box.key for box in boxes}
    drawn = [arrow for arrow in arrows if arrow.start in known and arrow.end in known]
    places = _placed(_ordered(boxes, drawn), Counter(arrow.end for arrow in drawn))
    width = 2 * MARGIN + len(heads) * WIDTH + max(0, len(heads) - 1) * ACROSS
    height = max((place.y + place.height for place in places.values()), default=HEAD) + MARGIN
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" role="img" aria-label="{escape(title)}" '
        'font-family="system-ui, sans-serif" font-size="12">'
    )
    lines = [
        opening,
        f"<title>{escape(title)}</title>",
        _TIP,
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        f'<text x="{MARGIN}" y="26" font-size="16" font-weight="600">{escape(title)}</text>',
        *_heads(heads),
        *_arrows(drawn, places),
        *(line for box in boxes for line in _box(box, places[box.key])),
        "</svg>",
    ]
    return "\n".join([*lines, ""])


def _heads(heads: Sequence[str]) -> Iterator[str]:
    for column, head in enumerate(heads):
        x = MARGIN + column * (WIDTH + ACROSS)
        yield f'<text x="{x}" y="{HEAD - 12}" fill="#666666">{escape(head)}</text>'


def _ordered(boxes: Sequence[Box], arrows: Sequence[Arrow]) -> list[list[Box]]:
    """The boxes of each column, each near what it is joined to: a few sweeps by mean neighbour."""
    columns: list[list[Box]] = [[] for _ in range(max((box.column for box in boxes), default=-1) + 1)]
    for box in boxes:
        columns[box.column].append(box)
    joined: dict[str, list[str]] = {}
    for arrow in arrows:
        joined.setdefault(arrow.start, []).append(arrow.end)
        joined.setdefault(arrow.end, []).append(arrow.start)
    for sweep in range(6):
        row = {box.key: place for column in columns for place, box in enumerate(column)}
        for column in columns if sweep % 2 else reversed(columns):
            column.sort(key=lambda box: _mean(row, joined.get(box.key, ()), row[box.key]))
            row.update({box.key: place for place, box in enumerate(column)})
    return columns


def _mean(row: Mapping[str, int], near: Sequence[str], own: int) -> tuple[int, int]:
    """The mean row of the boxes joined to one, in thousandths; alone it stays where it is."""
    return (sum(row[key] for key in near) * 1000 // len(near) if near else own * 1000, own)


def _placed(columns: Sequence[Sequence[Box]], reached: Mapping[str, int]) -> dict[str, _Place]:
    """Where each box stands; a short column stands in the middle of the tallest.

    `reached` is how many arrows reach a box: it is as tall as it takes to write their amounts apart.
    """
    tall = {box.key: _height(box, reached.get(box.key, 0)) for column in columns for box in column}
    heights = [sum(tall[box.key] + BETWEEN for box in column) for column in columns]
    places: dict[str, _Place] = {}
    for number, column in enumerate(columns):
        x, y = MARGIN + number * (WIDTH + ACROSS), HEAD + (max(heights) - heights[number]) // 2
        for box in column:
            places[box.key] = _Place(x, y, tall[box.key])
            y += tall[box.key] + BETWEEN
    return places


def _height(box: Box, reached: int) -> int:
    return max(2 * PADDING + LINE * len(box.lines) - 2, LINE * (reached + 1))


def _box(box: Box, place: _Place) -> Iterator[str]:
    fill, edge = TONES[box.tone]
    yield "<g>"
    yield f"<title>{escape(chr(10).join(box.lines))}</title>"
    yield (
        f'<rect x="{place.x}" y="{place.y}" width="{WIDTH}" height="{place.height}" rx="5" fill="{fill}" '
        f'stroke="{edge}"/>'
    )
    for number, line in enumerate(box.lines):
        weight = ' font-weight="600"' if number == 0 else ""
        y = place.y + PADDING + 10 + LINE * number
        fitted = escape(_fitted(line, LETTERS if number else LETTERS - 7))
        yield f'<text x="{place.x + 10}" y="{y}" fill="#222222"{weight}>{fitted}</text>'
    yield "</g>"


def _fitted(line: str, letters: int) -> str:
    return line if len(line) <= letters else f"{line[: letters - 1]}…"


def _arrows(arrows: Sequence[Arrow], places: Mapping[str, _Place]) -> Iterator[str]:
    """Curves from right side to left side; arrows of one box leave and reach it one below the other."""
    leaving = _anchors(arrows, places, start=True)
    reaching = _anchors(arrows, places, start=False)
    labels = []
    for number, arrow in enumerate(arrows):
        x1, y1 = places[arrow.start].x + WIDTH, leaving[number]
        x2, y2 = places[arrow.end].x, reaching[number]
        bend = max(40, abs(x2 - x1) // 2)
        yield (
            f'<path d="M{x1} {y1} C{x1 + bend} {y1} {x2 - bend} {y2} {x2 - 2} {y2}" fill="none" '
            'stroke="#999999" marker-end="url(#tip)"/>'
        )
        labels.append((x2, y2, arrow.label))
    for x, y, label in labels:
        if label:
            yield (
                f'<text x="{x - 12}" y="{y - 4}" text-anchor="end" fill="#222222" stroke="#ffffff" '
                f'stroke-width="3" paint-order="stroke">{escape(label)}</text>'
            )


def _anchors(arrows: Sequence[Arrow], places: Mapping[str, _Place], *, start: bool) -> dict[int, int]:
    """The height at which each arrow leaves (or reaches) its box, in the order of the other ends."""
    by_box: dict[str, list[int]] = {}
    for number, arrow in enumerate(arrows):
        by_box.setdefault(arrow.start if start else arrow.end, []).append(number)
    found: dict[int, int] = {}
    for key, numbers in by_box.items():
        place = places[key]
        numbers.sort(key=lambda number: places[arrows[number].end if start else arrows[number].start].y)
        for rank, number in enumerate(numbers, start=1):
            found[number] = place.y + place.height * rank // (len(numbers) + 1)
    return found
