"""Names: what a record may be called in QuickBooks, unique over customers, vendors and employees.

Every transformation is deterministic and keeps the full text beside the short one, so that it can be
shown and undone (facts: QuickBooks Online sheet, sections 10 and 11; S000-12, S004-11).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

from tieout.core.capabilities import Capabilities
from tieout.core.ids import content_hash


def representable(text: str, limits: Capabilities) -> str:
    """The text in the characters QuickBooks takes: others by their base letter, else a question mark."""
    if text.isascii() or not limits.latin1_only:
        return text
    kept = []
    for sign in unicodedata.normalize("NFC", text):
        if _in_latin1(sign):
            kept.append(sign)
        else:
            base = "".join(part for part in unicodedata.normalize("NFKD", sign) if _in_latin1(part))
            kept.append(base or "?")
    return "".join(kept)


def _in_latin1(sign: str) -> bool:
    return ord(sign) < 256


def shortened(text: str, length: int) -> str:
    """The text itself, or its beginning with a mark of its content, exactly `length` characters."""
    if len(text) <= length:
        return text
    mark = content_hash(text.encode())[:6]
    return f"{text[: length - 7].rstrip()}~{mark}"


def name_for(text: str, length: int, limits: Capabilities) -> str:
    """A list record's name: representable, without forbidden characters, of at most `length`."""
    name = representable(text, limits)
    for sign in limits.forbidden_in_names:
        name = name.replace(sign, " " if sign in "\t\n" else "-")
    return shortened(" ".join(name.split()), length)


def reserved(
    text: str, kind: str, currency: str, key: str, limits: Capabilities, is_free: Callable[[str], bool]
) -> str:
    """The first free name in a fixed order: as it is, with its kind, with its currency, with its key.

    `is_free` answers for a name over all three lists, without regard to case.
    """
    base = name_for(text, limits.name_length, limits)
    suffixes = ("", f" ({kind})", f" ({kind} {currency})", f" ({kind} {currency} {key})")
    for suffix in suffixes:
        name = name_for(base[: limits.name_length - len(suffix)] + suffix, limits.name_length, limits)
        if is_free(name.casefold()):
            return name
    mark = content_hash(f"{kind}:{key}:{currency}".encode())[:8]
    return f"{base[: limits.name_length - 9]} {mark}"
