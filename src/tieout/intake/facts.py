"""Facts: whether a statement is new, said before, a revision, or a contradiction (design law 4)."""

from __future__ import annotations

from typing import NamedTuple

from tieout.core.catalogue import problem
from tieout.core.problem import Problem, Where


class Said(NamedTuple):
    """One revision of a fact: its number, the hash of its content, whether the source gave the number."""

    revision: int
    hash: str
    stated: bool


class Known(NamedTuple):
    """What is known of a fact: its revisions, oldest first, and the load that named it last."""

    said: tuple[Said, ...]
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
    if known is None:
        return stated or 0
    latest = known.said[-1]
    if digest == latest.hash or _outgrown(stated, digest, known.said):
        return None
    kind, id_, source = name
    if stated is None:
        if known.file == file:
            return problem("duplicate_id", where, kind=kind, id=id_, source=source)
        return latest.revision + 1
    if any(one.revision == stated for one in known.said):
        return problem("revision_conflict", where, revision=stated, kind=kind, id=id_)
    if stated < latest.revision:
        return problem(
            "revision_outdated", where, revision=stated, kind=kind, id=id_, known=latest.revision
        )
    return stated


def _outgrown(stated: int | None, digest: str, said: tuple[Said, ...]) -> bool:
    """Whether an older revision said just this, so that a file loaded again changes nothing.

    A source that numbers its revisions means the one it names; without a number, going back to what
    was said earlier is a new statement, unless all that came since was numbered.
    """
    if stated is not None:
        return any(one.revision == stated and one.hash == digest for one in said)
    for one in reversed(said):
        if one.hash == digest:
            return True
        if not one.stated:
            return False
    return False
