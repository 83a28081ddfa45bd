"""Facts: whether a statement is new, said before, a revision, or a contradiction (design law 4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from tieout.core.catalogue import problem
from tieout.core.problem import Problem, Where


class Known(NamedTuple):
    """What is known of a fact: its latest revision, that one's content hash, the load it came in.

    `older` are the content hashes of the revisions before it; `said` tells that the file being read
    has stated the fact already.
    """

    revision: int
    hash: str
    file: int
    older: Mapping[int, str] = {}
    said: bool = False


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
    load, and a contradiction inside one file unless `revision` says so. Content that was revised since
    does not come back by loading its old file again.
    """
    kind, id_, source = name
    if known is None:
        return stated or 0
    if digest == known.hash:
        return None
    if stated is None:
        if known.file == file or known.said:
            return problem("duplicate_id", where, kind=kind, id=id_, source=source)
        if digest in known.older.values():
            return problem("content_superseded", where, kind=kind, id=id_, known=known.revision)
        return known.revision + 1
    if known.older.get(stated) == digest:
        return None
    if stated == known.revision:
        return problem("revision_conflict", where, revision=stated, kind=kind, id=id_)
    if stated < known.revision:
        return problem("revision_outdated", where, revision=stated, kind=kind, id=id_, known=known.revision)
    return stated
