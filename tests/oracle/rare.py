"""Random histories of what happens seldom: drawn often here, so that no rule is untried.

Goods go back to a supplier that their receipt holds no more, lots are counted that nobody costs, stock
opens at another cost than its standard, standards change while goods are out, runs of worthless material
end before its bill comes, hours are stated beside labour.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, ClassVar

from tests.oracle.exact import ZERO, number
from tests.oracle.histories import DAYS, LABOUR, MAIN, PRICES, QUANTITIES, SHOP, Event, text
from tests.oracle.stock import ROAD
from tests.oracle.wide import WideAuthor

ANOTHER = "0.123"
"""What is added to a standard to miss it."""


class RareAuthor(WideAuthor):
    """Writes one history of the seldom sort."""

    weights: ClassVar[dict[str, int]] = {
        **WideAuthor.weights,
        "beyond": 12,
        "count_lot": 4,
        "restate": 5,
        "free_receipt": 4,
        "dispatch": 9,
    }
    phase: ClassVar[dict[str, int]] = {
        **WideAuthor.phase,
        "restate": 0,
        "free_receipt": 2,
        "free_issue": 3,
        "free_close": 4,
        "come_off_the_road": 2,
        "lose_on_the_road": 9,
        "dispatch": 5,
        "come_back_of": 8,
        "beyond": 8,
        "count_lot": 9,
        "free_bill": 10,
        "bill_of": 10,
    }
    WITH_METHODS = 100
    BY_METHOD = 60
    HOURS = 75

    def write(self, kind: str, **facts: Any) -> Event:
        if kind == "opening_stock":
            for line in facts["lots"]:
                known = self.keeper.stock.standards.get(line["item"])
                line["unit_cost"] = line["unit_cost"] if known is None else text(known)
        return super().write(kind, **facts)

    def write_anyway(self, kind: str, **facts: Any) -> None:
        """An event that may be quarantined: it stays in the history."""
        event = super().write(kind, **facts)
        if event not in self.events:
            self.events.append(event)

    def found(self) -> None:
        super().found()
        for item in [*self.semis, *self.finished]:
            if item in self.keeper.stock.standards:
                self.tell_recipe(item, "B")
        for item, unit in self.keeper.stock.standards.items():
            if self.chance(20):
                lot = {"item": item, "quantity": "2", "unit_cost": text(unit + number(ANOTHER))}
                self.write_anyway("opening_stock", location=MAIN, lots=[lot])

    def tell_recipe(self, item: str, bom: str, *, alternate: bool = False) -> None:
        components = [{"item": part, "quantity": text(per)} for part, per in self.boms[item]]
        facts: Event = {"alternate": True} if alternate else {}
        facts |= {"labour": self.one(LABOUR), "labour_hours": self.one(QUANTITIES)}
        if self.chance(50):
            facts["overhead"] = self.one(LABOUR)
        self.write("bom_version", item=item, bom=bom, output_quantity="1", components=components, **facts)

    # Suppliers

    def beyond(self, _: str) -> None:
        """More of a receipt goes back than it still holds, whatever became of the rest."""
        candidates = []
        for key, (lot, _price) in self.keeper.received.items():
            match = self.keeper.lines[key]
            left = match.received - match.sent_back
            if left > 0 and not match.closed and (lot.quantity < left):
                candidates.append((key, lot, left))
        pooled = [one for one in candidates if not self.keeper.stock.knows_lots(one[1].item)]
        held = [one for one in pooled if one[1].quantity]
        chosen = held if held and self.chance(50) else pooled if pooled and self.chance(70) else candidates
        if chosen:
            (receipt, name), lot, left = self.one(chosen)
            wish = lot.quantity + self.part(left - lot.quantity)
            line = {"receipt": receipt, "receipt_line": name, "item": lot.item, "quantity": text(wish)}
            self.write("goods_returned_to_supplier", number=self.name("RTS"), supplier="S1", lines=[line])
            self.later("bill_of", f"{receipt}/{name}", soonest=0)

    def bill_of(self, reference: str) -> None:
        """A bill of one receipt line, of what is open or of all that came, at another price."""
        receipt, name = reference.rsplit("/", 1)
        match = self.keeper.lines[receipt, name]
        units = match.received if self.chance(40) else self.part(match.open) if match.open > 0 else ZERO
        if units:
            line = self.billed_line((receipt, name), match.price / match.rate, units)
            self.supplier_bill("bill_approved", [line], match.currency, self.rate_of(match.currency))

    # Stock

    def count_lot(self, _: str) -> None:
        """A lot is counted or revalued of an item that is not costed by its lots."""
        lots = [
            lot
            for lot in self.keeper.stock.lots
            if lot.quantity and lot.number and not self.keeper.stock.knows_lots(lot.item, lot.location)
        ]
        if not lots:
            return
        lot = self.one(lots)
        line = {"item": lot.item, "lot": lot.number}
        if self.chance(70):
            line["counted"] = text(lot.quantity + number(self.one(("0", "1", "0.75"))))
            self.write_anyway("stock_counted", location=lot.location, lines=[line])
        else:
            line["per_unit"] = "0.005"
            self.write_anyway("stock_revalued", location=lot.location, reason="write_down", lines=[line])

    def restate(self, _: str) -> None:
        """A standard changes while goods are with customers; some of them come back afterwards."""
        out = [
            line.item
            for line in self.keeper.shipped.values()
            if line.item in self.keeper.stock.standards and line.sold.quantity + line.open.quantity
        ]
        if not out and self.day < DAYS and self.chance(70):
            self.later("restate", "")
        if out:
            item = self.one(out)
            known = self.keeper.items[item]
            told = ("item", "name", "inventory_role", "category", "weight", "costing_method")
            facts = {name: known[name] for name in told if name in known}
            self.write("item", standard_cost=self.one(PRICES), **facts)
            self.later("come_back_of", item, soonest=0)

    def come_back_of(self, item: str) -> None:
        """Units of one item come back from where they were shipped to."""
        out = [
            (key, line.sold.quantity + line.open.quantity)
            for key, line in self.keeper.shipped.items()
            if line.item == item and line.sold.quantity + line.open.quantity
        ]
        if out and not self.keeper.stock.layers[item, MAIN]:
            (shipment, name), units = self.one(out)
            line: Event = {"item": item, "quantity": text(self.part(units)), "shipment": shipment}
            line |= {"shipment_line": name, "restock": self.chance(85)}
            self.write(
                "goods_returned", number=self.name("RMA"), customer="C1", location=MAIN, lines=[line]
            )

    # Transfers that arrive when they arrive

    def dispatch(self, _: str) -> None:
        """Goods leave for another place; when, and whether, they come is told later, in parts."""
        start, goal = (MAIN, SHOP) if self.chance(75) else (SHOP, MAIN)
        goods = (*self.finished, *self.raws[:2], "KIT")
        lots = [
            lot
            for lot in self.keeper.stock.lots
            if lot.quantity and lot.location == start and lot.item in goods
        ]
        if not lots:
            return
        item = self.one(lots).item
        there = self.on_hand(item, start)
        units = self.part(there) + (1 if self.chance(8) else 0) if there > 0 else Fraction(1)
        line = {"item": item, "quantity": text(units)}
        lot = self.some_lot(item, start, 40)
        transfer = self.name("TR")
        self.write(
            "transfer_dispatched",
            transfer=transfer, from_location=start, to_location=goal,
            lines=[{**line, "lot": lot} if lot else line],
        )  # fmt: skip
        for doing in ("come_off_the_road", "come_off_the_road", "lose_on_the_road"):
            if self.chance(60):
                self.later(doing, f"{transfer} {goal if self.chance(85) else start}")

    def off_the_road(self, transfer: str) -> Event | None:
        """A line of some of what is on the road of a transfer, now and then of more than that."""
        road = ROAD + transfer
        lots = [lot for lot in self.keeper.stock.lots if lot.quantity and lot.location == road]
        if not lots:
            return None
        lot = self.one(lots)
        named = bool(lot.number) and self.chance(50)
        there = self.keeper.stock.on_hand((lot.item, road), lot.number if named else "")
        units = self.part(there) + (1 if self.chance(6) else 0)
        line = {"item": lot.item, "quantity": text(units)}
        return {**line, "lot": lot.number} if named else line

    def come_off_the_road(self, names: str) -> None:
        transfer, goal = names.split()
        line = self.off_the_road(transfer)
        if line:
            self.write_anyway("transfer_arrived", transfer=transfer, to_location=goal, lines=[line])

    def lose_on_the_road(self, names: str) -> None:
        transfer, _ = names.split()
        line = self.off_the_road(transfer)
        if line:
            facts: Event = {"reason": "theft"} if self.chance(30) else {}
            self.write_anyway("transfer_lost", transfer=transfer, lines=[line], **facts)

    # A run of material that costs nothing until its bill comes

    def free_receipt(self, _: str) -> None:
        receipt, item = self.name("GR"), self.one(self.raws)
        line = {"line": "1", "item": item, "quantity": text(self.quantity()), "unit_price": "0"}
        line["lot"] = receipt
        self.write(
            "goods_received", receipt=receipt, supplier="S1", location=MAIN, currency="USD", lines=[line]
        )
        self.later("free_issue", receipt, soonest=0, latest=2)

    def free_issue(self, receipt: str) -> None:
        lot, _ = self.keeper.received[receipt, "1"]
        if lot.quantity:
            run = self.name("RUN")
            line = {"item": lot.item, "quantity": text(self.part(lot.quantity)), "lot": receipt}
            self.write("materials_issued", run=run, location=MAIN, consumed=[line])
            self.later("free_close", f"{run} {receipt}", soonest=0, latest=2)

    def free_close(self, names: str) -> None:
        run, receipt = names.split()
        self.write("production_closed", run=run)
        self.later("free_bill", receipt, soonest=0, latest=3)

    def free_bill(self, receipt: str) -> None:
        match = self.keeper.lines[receipt, "1"]
        if match.open > 0:
            line = self.billed_line((receipt, "1"), number(self.one(("2.5", "0.0333"))), match.open)
            self.supplier_bill("bill_approved", [line], "USD", {})
