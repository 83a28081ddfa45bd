"""Likeness: how much a party of ours is like a record QuickBooks has, so that none is made twice.

A name is compared without case, accents, punctuation, order of words and legal form. What is alike
is asked about, never linked: only a person knows that two names are one customer (S001-28, S004-09).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Final, NamedTuple

from rapidfuzz import fuzz, process, utils

from tieout.core.outside import OutsideRecord

LEGAL_FORMS: Final = frozenset(
    {"inc", "incorporated", "llc", "llp", "lp", "ltd", "limited", "corp", "corporation", "co", "company"}
    | {"plc", "gmbh", "ag", "kg", "ug", "bv", "nv", "sa", "sas", "sarl", "srl", "spa", "ab", "as", "oy"}
)
SAME: Final = 100


class Alike(NamedTuple):
    """A record, how much it is like the party in percent, and by what."""

    record: OutsideRecord
    percent: int
    why: str


def compared(name: str) -> str:
    """A name as it is compared, its words in order: "The Mill & Co., Ltd." and "mill, the" are one."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    words = re.findall(r"\w+", utils.default_process(plain.replace("&", " and ")))
    kept = [word for word in words if word not in LEGAL_FORMS] or words
    while len(kept) > 1 and kept[-1] == "and":
        kept.pop()
    return " ".join(sorted(kept))


class Candidates:
    """Records a party may be, made ready once for any number of parties."""

    def __init__(self, records: Sequence[OutsideRecord]) -> None:
        """Prepare the names and addresses."""
        self._known = {one.id: one for one in records}
        self._names = {one.id: compared(one.name) for one in records}
        self._addresses: dict[str, list[OutsideRecord]] = {}
        for one in records:
            if one.email.strip():
                self._addresses.setdefault(one.email.strip().casefold(), []).append(one)

    def alike(self, name: str, email: str, at_least: int) -> list[Alike]:
        """The records at least so much like a party, the most alike first; 0 = nothing is asked."""
        if not at_least:
            return []
        same = self._addresses.get(email.strip().casefold(), [])
        found = {one.id: Alike(one, SAME, "the same e-mail address") for one in same}
        best = process.extract(
            compared(name), self._names, scorer=fuzz.ratio, score_cutoff=at_least, limit=None
        )
        for _, score, id_ in best:
            found.setdefault(id_, Alike(self._known[id_], int(score), "the name"))
        return sorted(found.values(), key=lambda one: (-one.percent, one.record.name, one.record.id))
