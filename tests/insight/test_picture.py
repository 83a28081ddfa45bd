"""Picture: one file that any browser opens; boxes apart, arrows between them, texts whole."""

from __future__ import annotations

from itertools import combinations, pairwise
from xml.etree import ElementTree

from tieout.insight.picture import HEAD, LETTERS, WIDTH, Arrow, Box, svg

SPACE = "{http://www.w3.org/2000/svg}"
BOXES = [
    Box("a", 0, "money", ("bill B-1 & Sons <Ltd>",)),
    *(Box(f"g{n}", 1, "goods", (f"lot {n}", "x" * (LETTERS + 9), "2026-03-01")) for n in range(9)),
    Box("e", 2, "books", ("entry",)),
]
ARROWS = [
    *(Arrow("a", f"g{n}", f"{n}.00") for n in range(9)),
    *(Arrow(f"g{n}", "e", "") for n in range(9)),
    Arrow("e", "nowhere", "1.00"),
]
DRAWN = svg("Chain of «A & B»", ["bills", "goods", "books"], BOXES, ARROWS)


def _rects() -> list[tuple[int, int, int, int]]:
    tree = ElementTree.fromstring(DRAWN)
    rects = [each.attrib for each in tree.iter(f"{SPACE}rect") if "rx" in each.attrib]
    return [(int(r["x"]), int(r["y"]), int(r["width"]), int(r["height"])) for r in rects]


def test_it_is_one_file_that_asks_for_nothing() -> None:
    tree = ElementTree.fromstring(DRAWN)
    assert tree.attrib["role"] == "img"
    assert (tree.findtext(f"{SPACE}title") or "") == "Chain of «A & B»"
    for word in ("href", "src=", "@import", "<script", "url(http"):
        assert word not in DRAWN
    assert svg("Chain of «A & B»", ["bills", "goods", "books"], BOXES, ARROWS) == DRAWN


def test_boxes_stand_apart_and_within_the_picture() -> None:
    tree = ElementTree.fromstring(DRAWN)
    rects = _rects()
    assert len(rects) == len(BOXES)
    for x, y, width, height in rects:
        assert width == WIDTH
        assert y >= HEAD
        assert x + width <= int(tree.attrib["width"])
        assert y + height <= int(tree.attrib["height"])
    for (x, y, _, height), (other_x, other_y, _, other_height) in combinations(rects, 2):
        assert x != other_x or y + height < other_y or other_y + other_height < y


def test_every_arrow_between_known_boxes_is_drawn_with_its_amount() -> None:
    tree = ElementTree.fromstring(DRAWN)
    assert len([path for path in tree.iter(f"{SPACE}path") if "marker-end" in path.attrib]) == 18
    texts = {text.text for text in tree.iter(f"{SPACE}text")}
    assert {f"{n}.00" for n in range(1, 9)} <= texts


def test_a_long_line_is_cut_in_the_box_and_whole_when_pointed_at() -> None:
    tree = ElementTree.fromstring(DRAWN)
    whole = "x" * (LETTERS + 9)
    assert whole not in {text.text for text in tree.iter(f"{SPACE}text")}
    assert any(whole in (title.text or "") for title in tree.iter(f"{SPACE}title"))


def test_nothing_makes_an_empty_picture() -> None:
    assert ElementTree.fromstring(svg("Nothing", [], [], [])).tag == f"{SPACE}svg"


def test_amounts_that_reach_one_box_are_written_one_below_the_other() -> None:
    """What is folded into one box is reached by many arrows: each of their amounts can be read."""
    many = [Arrow(f"g{n}", "e", f"{n}.00") for n in range(9)]
    drawn = svg(
        "Chain", ["bills", "goods", "books"], BOXES, [*many, *(Arrow("a", f"g{n}", "1") for n in range(9))]
    )
    tree = ElementTree.fromstring(drawn)
    labels: dict[str, list[int]] = {}
    for text in tree.iter(f"{SPACE}text"):
        if text.attrib.get("text-anchor") == "end":
            labels.setdefault(text.attrib["x"], []).append(int(text.attrib["y"]))
    assert sorted(map(len, labels.values())) == [9, 9]
    for heights in labels.values():
        heights.sort()
        assert all(below - above >= 13 for above, below in pairwise(heights))
