"""Verbs: one file per verb, named like it; a verb's file is read when the verb is called.

Reading them all takes longer than most verbs take to answer.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import Final

ALL: Final = frozenset(module.name for module in iter_modules(__path__))
"""The files of this package."""

ELSEWHERE: Final = {"disconnect": "connect", "import": "imports"}
"""Verbs that stand in a file of another name."""


def register(verb: str = "") -> None:
    """Put one verb on the command line; all of them where none of that name is known."""
    file = ELSEWHERE.get(verb, verb.replace("-", "_"))
    for name in [file] if file in ALL else sorted(ALL):
        import_module(f"{__name__}.{name}")
