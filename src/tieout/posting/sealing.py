"""Sealing: entries of one key become a document that nothing joins any more (accounting.md 3, 6)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from tieout.core.account import AccountKey
from tieout.core.counted import counted
from tieout.core.crosswalk import item_document, party_document
from tieout.core.document import Document, Link
from tieout.core.entry import Entry, Line, Side
from tieout.core.ids import DocumentId, document_id
from tieout.core.lot import Part
from tieout.core.prior_period import together
from tieout.core.tax_strategy import TaxPolicy
from tieout.posting.foreign import signed_lines
from tieout.posting.home import Conversion, SummedKey, summary, summed_key
from tieout.posting.totals import righted

CUSTOMER_TYPES = frozenset({"Invoice", "SalesReceipt", "CreditMemo", "RefundReceipt", "Payment"})
VENDOR_TYPES = frozenset({"Bill", "VendorCredit", "PurchaseOrder"})
ITEM_TYPES = frozenset({"Invoice", "SalesReceipt", "CreditMemo", "RefundReceipt"})
TAKEN_BACK = "reversal of "
"""How the key of a set begins that takes a document back, before the document's id."""

CONTROL_ROLES = {
    "Invoice": frozenset({"accounts_receivable"}),
    "CreditMemo": frozenset({"accounts_receivable"}),
    "SalesReceipt": frozenset({"clearing", "bank", "undeposited"}),
    "RefundReceipt": frozenset({"clearing", "bank", "undeposited"}),
}
"""The line QuickBooks makes itself from the document's total or deposit account."""


def sealed(
    company: str,
    entries: Sequence[Entry],
    sequence: int,
    home_currency: str,
    taxes: TaxPolicy | None = None,
) -> list[Document]:
    """The document of entries that share a key, and the zero payment that links it where it settles.

    Sealed sets are summed per account, side and party; a document of one entry keeps its lines.
    """
    first = entries[0]
    key = first.group or first.id
    grouped = bool(first.group)
    lines = first.lines
    if grouped:
        lines = summed_abroad(entries, home_currency) if first.rate else summed(entries)
    links = tuple(Link(document=DocumentId(target), minor=minor) for target, minor in first.links)
    own = links if first.document == "Payment" else ()
    type_ = first.document if links else righted(first.document, lines)
    party = "" if grouped else first.party
    prior = together(entry.prior for entry in entries)
    document = Document(
        id=document_id(company, key, sequence),
        type=type_,  # type: ignore[arg-type]
        key=key,
        sequence=sequence,
        day=first.day,
        currency=first.currency,
        rate=first.rate,
        number="" if grouped else first.number,
        party=party,
        due=first.due,
        memo=f"{_memo(entries)}{prior.words(home_currency)}" if grouped else first.memo,
        lines=lines,
        links=own,
        needs=needs_of(company, type_, party, first.currency, untaxed(lines, taxes or TaxPolicy()), own),
        prior=prior,
    )
    if links and first.document != "Payment":
        return [document, _linking(company, document, party, links)]
    return [document]


def _memo(entries: Sequence[Entry]) -> str:
    first = entries[0]
    back = f"{first.group[len(TAKEN_BACK) :]} " if first.group.startswith(TAKEN_BACK) else ""
    reverses = f"reverses document {back}of {first.day}; " if back else ""
    return f"{reverses}{first.rule}, {first.day}: {counted(len(entries), 'entry', 'entries')}"


def is_link(document: Document) -> bool:
    """Whether it is a payment of nothing that only ties a credit to what it settles."""
    return document.type == "Payment" and not document.lines


def _linking(company: str, document: Document, party: str, links: Sequence[Link]) -> Document:
    """A payment of nothing that ties a credit or journal to the invoice it settles (accounting.md 5)."""
    settled = sum(link.minor for link in links)
    both = (Link(document=document.id, minor=settled), *links)
    return Document(
        id=document_id(company, f"link:{document.key}", document.sequence),
        type="Payment",
        key=f"link:{document.key}",
        sequence=document.sequence,
        day=document.day,
        currency=document.currency,
        rate=document.rate,
        party=party,
        memo=f"links {document.type} {document.number or document.id} to what it settles",
        links=both,
        needs=needs_of(company, "Payment", party, document.currency, (), both),
    )


def summed(entries: Iterable[Entry]) -> tuple[Line, ...]:
    """Lines per account, side and party, in the order of account keys."""
    totals: dict[tuple[AccountKey, str, str], list[int]] = {}
    for entry in entries:
        for line in entry.lines:
            total = totals.setdefault((line.account, line.side.value, _kept_party(line)), [0, 0])
            total[0] += line.minor
            total[1] += line.home
    return tuple(
        Line(Side(side), account, minor, home, party=party)
        for (account, side, party), (minor, home) in sorted(totals.items())
    )


def summed_abroad(entries: Iterable[Entry], home_currency: str) -> tuple[Line, ...]:
    """The lines of a summary in a currency of its own, in the order that decides its home amounts.

    The home amounts of the entries add up to these, account by account (`posting.foreign`).
    """
    minors: dict[SummedKey, int] = {}
    first = next(iter(entries))
    for entry in entries:
        for line in entry.lines:
            key = summed_key(line)
            minors[key] = minors.get(key, 0) + line.minor
    conversion = Conversion(first.currency, home_currency, Decimal(first.rate))
    return tuple(
        line
        for (account, side, party), home in summary(minors, conversion).items()
        for line in _summary_lines(account, Side(side), minors[account, side, party], home, party)
    )


def _summary_lines(account: AccountKey, side: Side, minor: int, home: int, party: str) -> list[Line]:
    signed = minor if side is Side.DR else -minor
    return signed_lines(account, signed, home, Part("", signed, party=party))


def _kept_party(line: Line) -> str:
    return line.party if line.account.role in {"accounts_receivable", "accounts_payable"} else ""


def untaxed(lines: Sequence[Line], taxes: TaxPolicy) -> Sequence[Line]:
    """The lines that cross as lines of a product: tax does only where the strategy is `tax_line`."""
    if taxes.of(lines) == "tax_line":
        return lines
    return [line for line in lines if line.account.role != "sales_tax"]


def needs_of(
    company: str, type_: str, party: str, currency: str, lines: Iterable[Line], links: Iterable[Link]
) -> tuple[DocumentId, ...]:
    """The documents that must be confirmed first: parties, products of the lines, what is settled."""
    needs: dict[DocumentId, None] = {}
    if party and type_ in CUSTOMER_TYPES:
        needs[party_document(company, "Customer", party, currency)] = None
    if party and type_ in VENDOR_TYPES:
        needs[party_document(company, "Vendor", party, currency)] = None
    for line in lines:
        if type_ in ITEM_TYPES and line.account.role not in CONTROL_ROLES[type_]:
            needs[item_document(company, line.account)] = None
        if type_ == "JournalEntry" and line.party:
            if line.account.role == "accounts_receivable":
                needs[party_document(company, "Customer", line.party, currency)] = None
            if line.account.role == "accounts_payable":
                needs[party_document(company, "Vendor", line.party, currency)] = None
    for link in links:
        needs[link.document] = None
    return tuple(needs)
