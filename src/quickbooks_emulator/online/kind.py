"""A kind: what one entity may do and how it settles, posts, links, voids and shows.

The books run the same steps for every entity and ask its kind for the parts that differ.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from .jsontext import Body
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


@dataclass(frozen=True, slots=True)
class Draft:
    """What a document posts: the control line first, then the others, and their rate to home."""

    lines: Sequence[Line]
    rate: Decimal = Decimal(1)
    home_lines: Sequence[Line] = field(default=())


NOTHING = Draft(())


class Kind:
    """The defaults: a name list that is created, read, queried and updated, and posts nothing."""

    name = ""
    resource = ""
    family = ""
    transaction = False
    creatable = True
    updatable = True
    deletable = False
    voidable = False
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

    def links(self, body: Body) -> dict[Document, Decimal]:  # noqa: ARG002
        """What the document applies to."""
        return {}

    def show_links(self, books: Books, body: Body) -> None:
        """Write balances and LinkedTxn that follow from the documents applied to this one."""

    def guard(self, books: Books, before: Body) -> None:
        """Refuse a change, deletion or void that other documents forbid."""

    def void(self, books: Books, body: Body) -> None:
        """Set the document to nothing in place."""

    def live(self, books: Books, body: Body) -> Body:  # noqa: ARG002
        """Values computed at the moment of reading, such as an account's balance."""
        return {}

    def numbered(self, books: Books, body: Body) -> None:
        """Give or check the document number."""
