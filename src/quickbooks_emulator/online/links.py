"""The links: which document applies how much to which other.

A Payment applies to invoices, credit memos and journal entries, a BillPayment to bills and credits,
a Deposit holds payments and receipts. The source of a link lists it; the target only shows it.
"""

from __future__ import annotations

from decimal import Decimal

from .jsontext import Body

Document = tuple[str, str]  # entity, id
# A purchase is linked under the name of what it is.
_PURCHASES = ("Expense", "Check", "CreditCardCredit")


def linked_document(link: Body) -> Document:
    """The document a LinkedTxn means."""
    kind = str(link["TxnType"])
    return ("Purchase" if kind in _PURCHASES else kind), str(link["TxnId"])


class Links:
    """Applied amounts by source and by target."""

    def __init__(self) -> None:
        self._targets: dict[Document, dict[Document, Decimal]] = {}
        self._sources: dict[Document, dict[Document, Decimal]] = {}

    def replace(self, source: Document, targets: dict[Document, Decimal]) -> dict[Document, Decimal]:
        """Say what a source applies to now; returns what it applied to before."""
        before = self._targets.pop(source, {})
        for target in before:
            self._sources[target].pop(source, None)
        if targets:
            self._targets[source] = targets
        for target, applied in targets.items():
            self._sources.setdefault(target, {})[source] = applied
        return before

    def to(self, target: Document) -> dict[Document, Decimal]:
        """The sources that apply to a document, oldest first."""
        return dict(self._sources.get(target, {}))

    def of(self, source: Document) -> dict[Document, Decimal]:
        """What a source applies to."""
        return dict(self._targets.get(source, {}))

    def applied(self, target: Document, *, but: Document | None = None) -> Decimal:
        """How much is applied to a document, leaving one source out."""
        sources = self._sources.get(target, {})
        return sum((value for source, value in sources.items() if source != but), Decimal(0))
