"""Problem: what a person sees when something is wrong, and who acts next (design law 9)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal

LEGIBLE: Final = 2000
"""Characters of outside text a problem shows, at most."""

Owner = Literal["operations", "controller", "accountant", "administrator"]


def legible(text: str, limit: int = LEGIBLE) -> str:
    """Outside text as it may be shown: unprintable characters by their escape, too long text cut."""
    cut = text if len(text) <= limit else f"{text[:limit]}…"
    if cut.isprintable():
        return cut
    return "".join(
        sign if sign.isprintable() or sign == "\n" else sign.encode("unicode_escape").decode("ascii")
        for sign in cut
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """The place a problem points at; empty parts do not apply."""

    file: str = ""
    line: int = 0
    field: str = ""
    subject: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return " ".join(
            part for part in (place, self.field and f"field {self.field}", self.subject) if part
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing wrong: its code, what, why, the next step, where, and the owner's role."""

    code: str
    what: str
    why: str
    next_step: str
    owner: Owner
    where: Where = field(default_factory=Where)

    def __post_init__(self) -> None:
        """Refuse a problem that would leave its reader without a next step."""
        if not (self.code and self.what and self.why and self.next_step):
            raise ValueError(f"a problem needs code, what, why and next step: {self!r}")
