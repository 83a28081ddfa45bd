"""Lines: a document's lines with those inside its bundles, one after the other."""

from __future__ import annotations

from collections.abc import Iterator

from .jsontext import Body

GROUP = "GroupLineDetail"


def leaves(lines: list[Body]) -> Iterator[Body]:
    """Every line that stands for itself: a bundle gives way to the lines it holds."""
    for line in lines:
        if line.get("DetailType") == GROUP:
            yield from line[GROUP].get("Line", [])
        else:
            yield line
