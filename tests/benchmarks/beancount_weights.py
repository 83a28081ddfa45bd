"""What a beancount file comes to: the weight of every account, once beancount took it without a fault."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from pathlib import Path


def weights(file: Path) -> dict[str, Decimal]:
    """The sum of the postings' weights by account."""
    from beancount import loader
    from beancount.core import convert, data

    found, errors, _ = loader.load_file(str(file))
    assert not errors
    theirs: dict[str, Decimal] = defaultdict(Decimal)
    for transaction in data.filter_txns(found):
        for posting in transaction.postings:
            # beancount's own functions carry no types.
            theirs[posting.account] += convert.get_weight(posting).number  # type: ignore[no-untyped-call]
    return theirs
