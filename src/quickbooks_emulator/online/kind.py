"""A kind: what one entity may do and how it settles, posts, links, voids and shows.

The books run the same steps for every entity and ask its kind for the parts that differ.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from .jsontext import Body
from .layers import Movement
from .ledger import Posting
from .links import Document

if TYPE_CHECKING:
    from .books import Books


@dataclass(frozen=True, slots=True)
class Line:
    """One line to post, in the document's currency; debit positive."""

    account: str
    value: Decimal
    memo: str = ""
    name: tuple[str, str] = ("", "")
    item: str = ""
    quantity: Decimal = Decimal(0)  # goods: in positive, out negative
    klass: str = ""
    customer: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a document posts: the control line first, then the others, and their rate to home."""

    lines: Sequence[Line]
    rate: Decimal = Decimal(1)
    home_lines: Sequence[Line] = field(default=())
    department: str = ""


NOTHING = Draft(())


class Kind:
    """The defaults: a name list that is created, read, queried and updated, and posts nothing."""

    name = ""
    resource = ""
    family = ""
    transaction = False
    posting = True  # a transaction that posts nothing is no matter of a closed period (u)
    creatable = True
    updatable = True
    deletable = False
    voidable = False
    sparse_only = False
    in_cdc = True
    list_name = ""  # in the text of 2500
    first_line_id = 1
    first_id = 1
    token_needed = True  # a change must carry the SyncToken

    def settle(self, books: Books, body: Body, before: Body | None) -> None:
        """Check the whole body and complete it in place; raises Refusal."""

    def draft(self, books: Books, body: Body) -> Draft:  # noqa: ARG002
        """What the document posts."""
        return NOTHING

    def day(self, body: Body) -> str:
        """The day it posts on."""
        return str(body["TxnDate"])

    def movements(
        self,
        books: Books,  # noqa: ARG002
        body: Body,  # noqa: ARG002
        postings: Sequence[Posting],  # noqa: ARG002
    ) -> dict[str, list[Movement]]:
        """What it moves of each inventory item; `postings` are those of its draft."""
        return {}

    def links(self, body: Body) -> dict[Document, Decimal]:  # noqa: ARG002
        """What the document applies to."""
        return {}

    def show_links(self, books: Books, body: Body) -> None:
        """Write balances and LinkedTxn that follow from the documents applied to this one."""

    def opening(self, body: Body) -> Body:  # noqa: ARG002
        """Take out of a new object's body what opens balances, for `open` to post."""
        return {}

    def open(self, books: Books, made: Body, opening: Body) -> None:
        """Post the opening balance of a new object."""

    def guard(self, books: Books, before: Body) -> None:
        """Refuse a change, deletion or void that other documents forbid."""

    def void(self, books: Books, body: Body) -> None:
        """Set the document to nothing in place."""

    def live(self, books: Books, body: Body) -> Body:  # noqa: ARG002
        """Values computed at the moment of reading, such as an account's balance."""
        return {}

    def numbered(self, books: Books, body: Body) -> None:
        """Give or check the document number."""
