"""Receipt lines: what is open of each, for bills that are read to be held against."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from sqlalchemy import Connection

from tieout.core.event import BillApproved, SupplierCredited
from tieout.core.event.purchase import BillLine
from tieout.core.master import MasterData
from tieout.core.match import MatchFact, Tolerances
from tieout.core.read_bill import ReadBill, ReceiptLine
from tieout.core.scaled import half_even
from tieout.costing.matching import match_of
from tieout.posting.purchase import receipt_named
from tieout.storage.matches import every_fact
from tieout.storage.read_bills import event_ids_read, receipts_said

EVER = "9999-12-31"
"""A date that every fact counts by."""


@dataclass(slots=True)
class ReceiptLines:
    """Receipt lines of a company with what bills, costed or still to be, leave open of them."""

    tolerances: Tolerances
    facts: dict[str, list[MatchFact]]
    said: Mapping[str, dict[str, Any]]
    """The receipts by number, as their source stated them."""
    names: Mapping[str, tuple[str, ...]]
    """What each item is called."""
    own: dict[str, set[str]] = field(default_factory=dict)
    """The events of each bill read, by its name."""

    def of(self, supplier: str, bill: ReadBill) -> list[ReceiptLine]:
        """The lines received of a supplier (empty = of any), as they stand without this bill."""
        own = self.own.get(bill.name, set())
        found = []
        for reference, facts in self.facts.items():
            known = [fact for fact in facts if fact.event not in own and fact.of not in own]
            first = next((fact for fact in known if fact.kind in {"received", "opened"}), None)
            if first and supplier in {"", first.party}:
                found.append(self._line(reference, known, first, credit=bill.type == "VendorCredit"))
        return found

    def _line(
        self, reference: str, facts: Sequence[MatchFact], first: MatchFact, *, credit: bool
    ) -> ReceiptLine:
        match = match_of(facts, self.tolerances)
        receipt = first.number if first.kind == "received" else reference.rpartition("/")[0]
        line = reference[len(receipt) + 1 :]
        plain = self.said.get(receipt, {})
        items = [one["item"] for one in plain.get("lines", []) if one["line"] == line]
        units, value = (
            (match.over_units, match.over_value) if credit else (match.open_units, match.open_value)
        )
        return ReceiptLine(
            receipt=receipt,
            line=line,
            order=plain.get("order", ""),
            supplier=first.party,
            names=self.names.get(items[0], (items[0],)) if items else (),
            units=units,
            value=value,
            currency=first.currency,
            rate=Fraction(first.rate or 1),
        )

    def claim(self, bill: ReadBill, key: str, event: BillApproved | SupplierCredited, home: str) -> None:
        """Count a bill that is read and not costed yet, in place of what it said before."""
        own = self.own.setdefault(bill.name, set())
        for reference, facts in self.facts.items():
            self.facts[reference] = [fact for fact in facts if fact.event not in own and fact.of not in own]
        own.add(key)
        if event.withdrawn:
            return
        kind = "billed" if isinstance(event, BillApproved) else "credited"
        sign = 1 if kind == "billed" else -1
        rate = Fraction(1) if event.currency == home else Fraction(event.rate or 1)
        for line in event.lines:
            if line.receipt:
                exact = rate * int(line.amount)
                value = sign * half_even(exact.numerator, exact.denominator)
                self._add(key, event, line, kind, value)

    def _add(
        self, key: str, event: BillApproved | SupplierCredited, line: BillLine, kind: str, value: int
    ) -> None:
        reference, day = receipt_named(event, line), event.date.isoformat()
        fact = MatchFact(
            key, kind if line.quantity else f"{kind} without quantity",  # type: ignore[arg-type]
            reference, event.number, event.supplier, day, day, units=int(line.quantity or 0), value=value,
            amount=int(line.amount), currency=event.currency,
        )  # fmt: skip
        self.facts.setdefault(reference, []).append(fact)


def receipt_lines(connection: Connection, master: MasterData, tolerances: Tolerances) -> ReceiptLines:
    """Everything received, as it stands by what is costed."""
    facts: dict[str, list[MatchFact]] = {}
    for fact in every_fact(connection, EVER):
        facts.setdefault(fact.reference, []).append(fact)
    numbers = {fact.number for known in facts.values() for fact in known if fact.kind == "received"}
    names = {key: (key, item.name) for key, item in master.items.items()}
    said = receipts_said(connection, sorted(numbers))
    return ReceiptLines(tolerances, facts, said, names, event_ids_read(connection))
