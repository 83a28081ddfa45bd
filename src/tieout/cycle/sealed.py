"""Sealed: what a sealing made, counted."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sealed:
    """What a sealing made: documents, and records of lists (customers, products) they need.

    `numbered` of the documents are forms of sales that bear a number of their source.
    """

    documents: int = 0
    records: int = 0
    numbered: int = 0

    def __add__(self, other: Sealed) -> Sealed:
        return Sealed(
            self.documents + other.documents, self.records + other.records, self.numbered + other.numbered
        )
