"""AdventureWorks' CSV export as tieout's event files: `python adapter.py DATA_DIR OUT_DIR`.

Money and quantities keep every decimal of the export; README.md says what is derived, and why.
"""

from __future__ import annotations

import csv
import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

Row = dict[str, str]
Event = dict[str, Any]

AT: Final[Event] = {"location": "plant"}
DAYS_TO_SHIP: Final = 7
NOT_QUOTED: Final = ("USD", "DEM", "FRF", "VEB")  # home, and codes no longer in ISO 4217
# Pieces in a purchasing unit, to value the opening; the export states none, so the hundreds are a guess.
PIECES: Final = {"EA": 1, "DZ": 12, "GAL": 128, "CAN": 100, "CS": 100, "CTN": 100, "PAK": 100}
ROLES: Final = {"FF": "raw", "TF": "semi", "TT": "finished", "FT": "merchandise"}  # made, finished
MOVES: Final = {"goods_received": 1, "production_completed": -1, "goods_shipped": -1}  # in a day's order


def event(kind: str, key: str, day: str, **facts: Any) -> Event:
    """One event; `key` is the fact's id in the export."""
    return {"kind": kind, "source": "adventureworks", "id": key, "date": day, **facts}


def days_after(day: str, days: int) -> str:
    """The ISO date so many days later."""
    return (date.fromisoformat(day) + timedelta(days)).isoformat()


@dataclass(frozen=True)
class Tables:
    """The tables of the export; date columns keep their day only."""

    folder: Path

    def rows(self, table: str) -> Iterator[Row]:
        """The rows in the order of the file."""
        with (self.folder / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                yield {name: text[:10] if name.endswith("Date") else text for name, text in row.items()}

    def column(self, table: str, key: str, value: str) -> Row:
        """One column by another."""
        return {row[key]: row[value] for row in self.rows(table)}

    def grouped(self, table: str, key: str) -> dict[str, list[Row]]:
        """Rows by the text of one column; none for a text that does not occur."""
        groups: dict[str, list[Row]] = defaultdict(list)
        for row in self.rows(table):
            groups[row[key]].append(row)
        return groups


class Goods:
    """Products and bills of materials: what an item is called, made of, and worth at the opening."""

    def __init__(self, tables: Tables) -> None:
        self.sku = tables.column("Product", "ProductID", "ProductNumber")
        self.bom = tables.grouped("BillOfMaterials", "ProductAssemblyID")
        self.bom.pop("", None)  # these rows only say that a product is sold; nothing consumes them
        self._standard = tables.column("Product", "ProductID", "StandardCost")
        self._history = tables.grouped("ProductCostHistory", "ProductID")
        self._offers = tables.grouped("ProductVendor", "ProductID")

    def parts(self, product: str, day: str) -> list[tuple[str, int]]:
        """(component, units per assembly) in effect on a day; EndDate is the last day in effect."""
        lines = [b for b in self.bom.get(product, []) if b["StartDate"] <= day <= (b["EndDate"] or day)]
        return [(line["ComponentID"], int(line["PerAssemblyQty"])) for line in lines]

    def level(self, product: str, day: str) -> int:
        """0 for what is bought, else one above the highest component: it is made after all of them."""
        return 1 + max((self.level(part, day) for part, _ in self.parts(product, day)), default=-1)

    def opening_cost(self, product: str, day: str) -> Decimal:
        """USD per unit, 8 places: first standard cost, else lowest supplier price, else materials."""
        history = sorted((row["StartDate"], row["StandardCost"]) for row in self._history[product])
        standard = Decimal(history[0][1] if history else self._standard[product])
        offers = [(Decimal(o["StandardPrice"]), o["UnitMeasureCode"]) for o in self._offers[product]]
        price = min((price / PIECES[unit] for price, unit in offers), default=Decimal(0))
        parts = (self.opening_cost(part, day) * units for part, units in self.parts(product, day))
        # The cent is for a product without any cost at all; the 2011 export needs it nowhere.
        return (standard or price or sum(parts) or Decimal("0.01")).quantize(Decimal("1e-8"))


def customer(order: Row, territories: Row) -> str:
    """One consolidated customer per channel and territory: the export names none."""
    channel = "online" if order["OnlineOrderFlag"] == "1" else "reseller"
    return f"{channel}-{territories[order['TerritoryID']].lower().replace(' ', '-')}"


def masters(tables: Tables, day: str) -> Iterator[Event]:
    """Parties, the stock location, a tax agency per country (orders name no state), and the items."""
    territories = tables.column("SalesTerritory", "TerritoryID", "Name")
    for key in sorted({customer(order, territories) for order in tables.rows("SalesOrderHeader")}):
        yield event("party", key, day, party=key, roles=["customer"], name=key.replace("-", " ").title())
    for row in tables.rows("Vendor"):
        key, active = f"vendor-{row['BusinessEntityID']}", row["ActiveFlag"] == "True"
        yield event("party", key, day, party=key, roles=["supplier"], name=row["Name"], active=active)
    yield event("location", AT["location"], day, **AT, name="Plant and warehouse")
    for country in sorted({row["CountryRegionCode"] for row in tables.rows("SalesTerritory")}):
        yield event("tax_code", country, day, code=country, agency=f"TAX-{country}", recoverable=False)
    categories = tables.column("ProductCategory", "ProductCategoryID", "Name")
    parents = tables.column("ProductSubcategory", "ProductSubcategoryID", "ProductCategoryID")
    units = tables.column("BillOfMaterials", "ComponentID", "UnitMeasureCode")
    for row in tables.rows("Product"):
        role = f"inventory_{ROLES[row['MakeFlag'][0] + row['FinishedGoodsFlag'][0]]}"
        category = categories.get(parents.get(row["ProductSubcategoryID"], ""), "")
        facts = {"item": row["ProductNumber"], "name": row["Name"], "category": category}
        facts |= {"inventory_role": role, "unit": units.get(row["ProductID"], "EA")}
        yield event("item", row["ProductID"], day, **facts)


def bom_versions(goods: Goods) -> Iterator[Event]:
    """A version per assembly and day on which its components in effect change."""
    for product, rows in goods.bom.items():
        sku, ended = goods.sku[product], {days_after(row["EndDate"], 1) for row in rows if row["EndDate"]}
        for day in sorted({row["StartDate"] for row in rows} | ended):
            parts = [{"item": goods.sku[p], "quantity": str(n)} for p, n in goods.parts(product, day)]
            facts = {"item": sku, "bom": f"{sku}@{day}", "output_quantity": "1", "components": parts}
            if parts:
                yield event("bom_version", f"{sku}@{day}", day, **facts)


def exchange_rates(tables: Tables) -> Iterator[Event]:
    """The day's average rates, turned from foreign per USD into USD per foreign unit, 12 places."""
    for row in tables.rows("CurrencyRate"):
        rate = f"{(1 / Decimal(row['AverageRate'])).quantize(Decimal('1e-12')):f}"
        facts = {"currency": row["ToCurrencyCode"], "rate": rate, "rate_source": "adventureworks"}
        if row["ToCurrencyCode"] not in NOT_QUOTED:
            yield event("exchange_rate", row["CurrencyRateID"], row["CurrencyRateDate"], **facts)


def sale_line(row: Row, sku: str) -> Event:
    """A billed line; LineTotal is the source's word, so the discount is what the gross exceeds it by."""
    gross = Decimal(row["UnitPrice"]) * int(row["OrderQty"])
    line = {"line": row["SalesOrderDetailID"], "item": sku, "quantity": row["OrderQty"]}
    return line | {"amount": f"{gross:f}", "discount": f"{gross - Decimal(row['LineTotal']):f}"}


def sales(tables: Tables, goods: Goods) -> Iterator[Event]:
    """Per order: placed on its date; shipped and invoiced, once, a fixed number of days later."""
    details = tables.grouped("SalesOrderDetail", "SalesOrderID")
    territories = tables.column("SalesTerritory", "TerritoryID", "Name")
    countries = tables.column("SalesTerritory", "TerritoryID", "CountryRegionCode")
    for row in tables.rows("SalesOrderHeader"):
        key, buyer, country = row["SalesOrderID"], customer(row, territories), countries[row["TerritoryID"]]
        lines = [sale_line(each, goods.sku[each["ProductID"]]) for each in details[key]]
        deal = {"sequence": int(key), "order": f"SO{key}", "customer": buyer}
        sale = {"channel": buyer.split("-")[0], "total": row["TotalDue"], "currency": "USD", **deal}
        sent = [{name: line[name] for name in ("line", "item", "quantity")} for line in lines]
        demand = [moved | {"amount": line["amount"]} for moved, line in zip(sent, lines, strict=True)]
        yield event("order_placed", key, row["OrderDate"], **sale, lines=demand)
        day = days_after(row["OrderDate"], DAYS_TO_SHIP)
        yield event("goods_shipped", key, day, shipment=f"SH{key}", lines=sent, **AT, **deal)
        tax = {"agency": f"TAX-{country}", "amount": row["TaxAmt"], "code": country}
        sale |= {"number": f"SI{key}", "lines": lines, "shipping": row["Freight"], "taxes": [tax]}
        label = {"currency_label": row["CurrencyCode"]}  # the totals are USD; empty for resellers
        yield event("invoice_issued", key, day, **sale, attributes=label)


def purchase(row: Row, details: list[Row], goods: Goods) -> Iterator[Event]:
    """A complete order: placed; and when due received, billed for what was stocked, and closed."""
    key, order, due = row["PurchaseOrderID"], f"PO-{row['PurchaseOrderID']}", details[0]["DueDate"]
    deal: Event = {"sequence": int(key), "supplier": f"vendor-{row['VendorID']}", "currency": "USD"}
    ordered, received, billed, rejected = [], [], [], 0
    for each in details:
        line, stocked, price = each["PurchaseOrderDetailID"], each["StockedQty"], each["UnitPrice"]
        bought = {"line": line, "item": goods.sku[each["ProductID"]], "unit_price": price}
        ordered.append(bought | {"quantity": each["OrderQty"]})
        received.append(bought | {"quantity": stocked, "lot": f"{order}-{line}", "order_line": line})
        owed = {"line": line, "amount": f"{Decimal(price) * int(stocked):f}", "quantity": stocked}
        billed.append(owed | {"receipt": f"R-{order}", "receipt_line": line})
        rejected += int(each["RejectedQty"])
    yield event("purchase_order_placed", key, row["OrderDate"], order=order, lines=ordered, **deal)
    arrival = {"receipt": f"R-{order}", "order": order, "attributes": {"rejected": str(rejected)}}
    yield event("goods_received", key, due, **arrival, lines=received, **AT, **deal)
    total = f"{sum(Decimal(each['amount']) for each in billed):f}"
    yield event("bill_approved", key, due, number=f"B-{order}", lines=billed, total=total, **deal)
    deal |= {"attributes": {"tax": row["TaxAmt"], "freight": row["Freight"]}, "allocate_by": "value"}
    deal |= {"amount": f"{Decimal(row['TaxAmt']) + Decimal(row['Freight']):f}", "number": f"L-{order}"}
    yield event("landed_cost_billed", key, due, receipts=[f"R-{order}"], **deal)
    yield event("purchase_order_closed", key, due, sequence=int(key), order=order)


def production(tables: Tables, goods: Goods) -> Iterator[Event]:
    """Work orders on their end date, sub-assemblies first; labour is their routing's actual cost."""
    routings = tables.grouped("WorkOrderRouting", "WorkOrderID")
    reasons = tables.column("ScrapReason", "ScrapReasonID", "Name")
    for row in tables.rows("WorkOrder"):
        key, product, begun = row["WorkOrderID"], row["ProductID"], row["StartDate"]
        needs = [(goods.sku[part], per * int(row["OrderQty"])) for part, per in goods.parts(product, begun)]
        made = {"item": goods.sku[product], "quantity": row["StockedQty"], "lot": f"WO-{key}"}
        run: Event = {"run": f"WO-{key}", **AT, "outputs": [made]}
        run["consumed"] = [{"item": sku, "quantity": str(units)} for sku, units in needs]
        run |= {"abnormal_scrap": row["ScrappedQty"], "scrap_reason": reasons.get(row["ScrapReasonID"], "")}
        run["labour"] = f"{sum((Decimal(step['ActualCost']) for step in routings[key]), Decimal(0)):f}"
        sequence = goods.level(product, begun) * 1_000_000 + int(key)
        yield event("production_completed", key, row["EndDate"], sequence=sequence, **run)


def opening(moves: list[Event], goods: Goods) -> Event:
    """The least stock with which no item is ever short in the engine's order, the day before it all."""
    on_hand: dict[str, int] = defaultdict(int)
    short: dict[str, int] = defaultdict(int)
    ranked = [(m["date"], [*MOVES].index(m["kind"]), m["sequence"], m) for m in moves if m["kind"] in MOVES]
    for _, _, _, move in sorted(ranked, key=lambda each: each[:3]):
        for line in [*move.get("consumed", []), *move.get("lines", [])]:
            on_hand[line["item"]] += MOVES[move["kind"]] * int(line["quantity"])
            short[line["item"]] = max(short[line["item"]], -on_hand[line["item"]])
        for line in move.get("outputs", []):
            on_hand[line["item"]] += int(line["quantity"])
    day, lots = days_after(min(move["date"] for move in moves), -1), []
    for product, sku in goods.sku.items():
        if short[sku]:
            cost = f"{goods.opening_cost(product, day):f}"
            lots.append({"item": sku, "quantity": str(short[sku]), "unit_cost": cost, "lot": f"OPEN-{sku}"})
    return event("opening_stock", "opening", day, **AT, lots=lots)


def main(tables: Tables, out: Path) -> None:
    """Write one file per subject area, in a stable order."""
    goods, details = Goods(tables), tables.grouped("PurchaseOrderDetail", "PurchaseOrderID")
    complete = [row for row in tables.rows("PurchaseOrderHeader") if row["Status"] == "4"]
    bought = [each for row in complete for each in purchase(row, details[row["PurchaseOrderID"]], goods)]
    files = {"purchases": bought, "production": list(production(tables, goods))}
    files["sales"] = list(sales(tables, goods))
    files["opening"] = [opening([move for events in files.values() for move in events], goods)]
    boms = list(bom_versions(goods))
    start = min(each["date"] for each in boms + files["opening"])
    files["master"] = [*masters(tables, start), *boms, *exchange_rates(tables)]
    out.mkdir(parents=True, exist_ok=True)
    for name, events in files.items():
        (out / f"{name}.jsonl").write_text("".join(json.dumps(each) + "\n" for each in events), "utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: adapter.py DATA_DIR OUT_DIR")
    main(Tables(Path(sys.argv[1])), Path(sys.argv[2]))
