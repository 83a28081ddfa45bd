"""Facts: whether a statement is new, said before, a revision, or a contradiction (design law 4)."""

from __future__ import annotations

from typing import NamedTuple

from tieout.core.catalogue import problem
from tieout.core.problem import Problem, Where


class Said(NamedTuple):
    """One revision of a fact: its number, the hash of its content, the number its source gave (or None).

    The two numbers differ where an act told the fact once more in between, unchanged: a revision of the
    log that its source knows nothing of.
    """

    revision: int
    hash: str
    stated: int | None = None

    @property
    def number(self) -> int:
        """The number its source knows it by."""
        return self.revision if self.stated is None else self.stated


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
    load, and a contradiction inside one file unless `revision` says so. What an earlier revision said
    does not come back by being said again without a number: an old file loaded twice changes nothing.
    """
    if known is None:
        return stated or 0
    latest = known.said[-1]
    earlier = next((one for one in reversed(known.said) if one.hash == digest), None)
    if earlier == latest:
        return None
    if stated is not None:
        return _numbered(name, stated, digest, known.said, where)
    kind, id_, source = name
    if earlier is not None and _outgrown(earlier, known.said):
        return None
    if earlier is not None:
        return problem(
            "statement_replaced", where, kind=kind, id=id_, earlier=earlier.revision, known=latest.revision
        )
    if known.file == file:
        return problem("duplicate_id", where, kind=kind, id=id_, source=source)
    return latest.revision + 1


def _numbered(
    name: tuple[str, str, str], stated: int, digest: str, said: tuple[Said, ...], where: Where
) -> int | Problem | None:
    """The revision of a statement whose source gave it a number: that number, if newer than all said.

    What an act told again has a number of the log; where the source comes to that number by itself, its
    statement is taken as the next one.
    """
    kind, id_, _ = name
    own = [one for place, one in enumerate(said) if not place or one.hash != said[place - 1].hash]
    latest = own[-1].number
    same = next((one for one in own if one.number == stated), None)
    if same is not None:
        if same.hash == digest:
            return None
        return problem("revision_conflict", where, revision=stated, kind=kind, id=id_)
    if stated < latest:
        return problem("revision_outdated", where, revision=stated, kind=kind, id=id_, known=latest)
    return max(stated, said[-1].revision + 1)


def _outgrown(earlier: Said, said: tuple[Said, ...]) -> bool:
    """Whether all that came after was numbered by its source, which so shows which is newer.

    Without such numbers nobody can tell an old file from a source that went back to what it said
    first, so a person says which (the statement is listed).
    """
    later = said[said.index(earlier) + 1 :]
    return all(one.stated is not None for one in later)
