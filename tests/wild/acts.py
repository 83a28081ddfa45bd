"""Acts: what people decide between the runs of a wild month: documents taken back, exceptions tried again.

Journals of stock are left alone: taking one back parts accounts and lots until that is taken back, and is
a case meanwhile.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Final

from tieout.core.account import PINNED
from tieout.runtime.company import open_company

STOCK: Final = PINNED - {"grni"}
_HELD: Final = (
    "SELECT d.id, l.account FROM document d JOIN crossing_state s ON s.document = d.id "
    "JOIN document_entry m ON m.document = d.seq JOIN entry_line l ON l.entry = m.entry "
    "WHERE s.state = 'confirmed' ORDER BY d.seq"
)


def decided(company: str, draw: random.Random) -> Iterator[list[str]]:
    """Verbs with their words: a document or two taken back, exceptions released; seldom neither."""
    free = _free_of_stock(company)
    for key in draw.sample(free, min(len(free), draw.choice([0, 1, 1, 2]))):
        yield ["reverse", key, "--why", "drawn"]
    if draw.random() < 0.3:
        yield ["cases", "release"]


def _free_of_stock(company: str) -> list[str]:
    found = open_company(company)
    roles: dict[str, set[str]] = {}
    with found.database.read() as connection:
        for key, account in connection.exec_driver_sql(_HELD):
            roles.setdefault(key, set()).add(account.partition("(")[0])
    found.database.close()
    return [key for key, of in roles.items() if not of & STOCK]
