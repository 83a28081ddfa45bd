"""Facts: whether a statement is new, said before, a revision, or a contradiction (design law 4)."""

from __future__ import annotations

from typing import NamedTuple

from tieout.core.catalogue import problem
from tieout.core.problem import Problem, Where


class Known(NamedTuple):
    """What is known of a fact: its latest revision, that one's content hash, the load it came in."""

    revision: int
    hash: str
    file: int


def revision_of(
    name: tuple[str, str, str],
    stated: int | None,
    digest: str,
    known: Known | None,
    file: int,
    where: Where,
) -> int | Problem | None:
    """The revision a statement gets; None = said before, nothing to do.

    `name` is (kind, external id, source). The same id with other content is a revision in a later
    load, and a contradiction inside one file unless `revision` says so.
    """
    kind, id_, source = name
    if known is None:
        return stated or 0
    if digest == known.hash:
        return None
    if stated is None:
        if known.file == file:
            return problem("duplicate_id", where, kind=kind, id=id_, source=source)
        return known.revision + 1
    if stated == known.revision:
        return problem("revision_conflict", where, revision=stated, kind=kind, id=id_)
    if stated < known.revision:
        return problem("revision_outdated", where, revision=stated, kind=kind, id=id_, known=known.revision)
    return stated
