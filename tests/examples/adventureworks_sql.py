"""AdventureWorks a second time, in SQL: what the books must say, derived from the raw CSV files alone.

Nothing here knows tieout or the example's adapter. SQLite holds the export as text; every amount is
a whole number of quanta (10⁻⁸ USD) from then on, every quantity a whole number of units, so no
result has seen a float. Python only walks the days; picks, shares and sums are SQL.

The rules are those of the costing definition: FIFO by order of birth; a take is
value on hand × taken ÷ quantity on hand, half to even at the quantum; landed cost is spread over the
takers of a lot in order of taking, and what is on hand takes the rest. What is spread are the cents
that were posted, so that clearing comes to nothing.
"""

from __future__ import annotations

import csv
import sqlite3
import sys
from collections.abc import Iterable
from pathlib import Path

Figures = dict[str, dict[str, int]]
QUANTUM = 10**8
CENT = 10**6
DAYS_TO_SHIP = 7


def scaled(text: str) -> str:
    """SQL for the quanta that a column of plain decimal text, not below zero, states exactly."""
    dot = f"instr({text} || '.', '.')"
    whole = f"CAST(substr({text}, 1, {dot} - 1) AS INTEGER) * {QUANTUM}"
    return f"({whole} + CAST(substr(substr({text}, {dot} + 1) || '00000000', 1, 8) AS INTEGER))"


def share(value: str, part: str, whole: str) -> str:
    """SQL for value × part ÷ whole, half to even; in steps that stay inside 64 bits."""
    floor = f"({value} / {whole} * {part} + {value} % {whole} * {part} / {whole})"
    rest = f"({value} % {whole} * {part} % {whole})"
    return f"({floor} + (2 * {rest} > {whole} OR (2 * {rest} = {whole} AND {floor} % 2 = 1)))"


def cents(value: str) -> str:
    """SQL for the cents of a source's amount, not below zero: half away from zero."""
    return f"(({value} + {CENT // 2}) / {CENT})"


def load(database: sqlite3.Connection, data: Path) -> None:
    """Every table of the export, every column as text."""
    for path in sorted(data.glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.reader(file)
            header = next(rows)
            names, marks = ", ".join(f'"{name}"' for name in header), ", ".join("?" * len(header))
            database.execute(f"CREATE TABLE {path.stem} ({names})")
            database.executemany(f"INSERT INTO {path.stem} VALUES ({marks})", rows)


# Whole numbers out of text, and dates out of timestamps. Quantities are whole units throughout.
FACTS = f"""
CREATE TABLE sale AS SELECT CAST(SalesOrderID AS INTEGER) id,
    date(OrderDate, '+{DAYS_TO_SHIP} days') day,
    CASE OnlineOrderFlag WHEN '1' THEN 'online' ELSE 'reseller' END channel,
    {scaled("TaxAmt")} tax, {scaled("Freight")} freight, {scaled("TotalDue")} total
  FROM SalesOrderHeader;
CREATE TABLE sale_line AS SELECT CAST(SalesOrderID AS INTEGER) sale,
    CAST(SalesOrderDetailID AS INTEGER) line, ProductID product, CAST(OrderQty AS INTEGER) units,
    {scaled("UnitPrice")} * CAST(OrderQty AS INTEGER) gross,
    {scaled("UnitPrice")} * CAST(OrderQty AS INTEGER) - {scaled("LineTotal")} discount
  FROM SalesOrderDetail;
CREATE TABLE receipt AS SELECT CAST(d.PurchaseOrderDetailID AS INTEGER) line,
    CAST(h.PurchaseOrderID AS INTEGER) purchase, date(d.DueDate) day, d.ProductID product,
    CAST(d.StockedQty AS INTEGER) units, {scaled("d.UnitPrice")} * CAST(d.StockedQty AS INTEGER) value
  FROM PurchaseOrderHeader h JOIN PurchaseOrderDetail d USING (PurchaseOrderID) WHERE h.Status = '4';
CREATE TABLE landed AS SELECT CAST(PurchaseOrderID AS INTEGER) purchase,
    (SELECT day FROM receipt WHERE purchase = CAST(PurchaseOrderID AS INTEGER)) day,
    {scaled("TaxAmt")} + {scaled("Freight")} value,
    {cents(scaled("TaxAmt") + " + " + scaled("Freight"))} * {CENT} posted
  FROM PurchaseOrderHeader WHERE Status = '4';
CREATE TABLE part AS SELECT rowid line, ProductAssemblyID product, ComponentID component,
    CAST(PerAssemblyQty AS INTEGER) units, date(StartDate) first, coalesce(date(EndDate), '9999') last
  FROM BillOfMaterials WHERE ProductAssemblyID <> '';
CREATE INDEX part_by_product ON part (product);
CREATE TABLE item AS SELECT ProductID product, CASE MakeFlag || FinishedGoodsFlag
      WHEN 'FalseFalse' THEN 'raw' WHEN 'TrueFalse' THEN 'semi'
      WHEN 'TrueTrue' THEN 'finished' WHEN 'FalseTrue' THEN 'merchandise' END role
  FROM Product;
CREATE TABLE level AS WITH RECURSIVE climb (product, level) AS (
    SELECT DISTINCT ProductID, 0 FROM Product
    UNION SELECT p.product, c.level + 1 FROM climb c JOIN part p ON p.component = c.product
      AND p.last = '9999')
  SELECT product, max(level) level FROM climb GROUP BY product;
CREATE TABLE run AS SELECT CAST(w.WorkOrderID AS INTEGER) id, w.ProductID product, date(w.EndDate) day,
    date(w.StartDate) begun, l.level * 1000000 + CAST(w.WorkOrderID AS INTEGER) seq,
    CAST(w.OrderQty AS INTEGER) ordered,
    CAST(w.StockedQty AS INTEGER) good, CAST(w.ScrappedQty AS INTEGER) scrapped,
    coalesce(r.cost, 0) labour
  FROM WorkOrder w JOIN level l ON l.product = w.ProductID
  LEFT JOIN (SELECT WorkOrderID, sum({scaled("ActualCost")}) cost FROM WorkOrderRouting GROUP BY 1) r
    ON r.WorkOrderID = w.WorkOrderID;
"""

# Every movement in the order in which it is costed: receipts, production, shipments of a day; each
# by the source's sequence; what a run takes before what it makes.
MOVEMENTS = """
CREATE TABLE movement AS SELECT row_number() OVER (ORDER BY day, rank, seq, side, line) id, * FROM (
    SELECT day, 1 rank, purchase seq, 1 side, line, product, units, line ref FROM receipt
    UNION ALL
    SELECT r.day, 2, r.seq, 0, p.line, p.component, -p.units * r.ordered, r.id
      FROM run r JOIN part p ON p.product = r.product AND r.begun BETWEEN p.first AND p.last
    UNION ALL
    SELECT day, 2, seq, 1, 0, product, good, id FROM run
    UNION ALL
    SELECT s.day, 3, s.id, 0, l.line, l.product, -l.units, l.line
      FROM sale s JOIN sale_line l ON l.sale = s.id);
CREATE TABLE opening AS SELECT product, -min(running) units FROM (
    SELECT product, sum(units) OVER (PARTITION BY product ORDER BY id) running FROM movement)
  GROUP BY product HAVING min(running) < 0;
"""

# USD per unit at the opening: the first standard cost, else the lowest supplier price per piece,
# else the materials of the bill, exploded down to the first parts that have a cost of their own.
COSTS = f"""
CREATE TABLE piece (unit, pieces);
INSERT INTO piece VALUES ('EA', 1), ('DZ', 12), ('GAL', 128), ('CAN', 100), ('CS', 100), ('CTN', 100),
  ('PAK', 100);
CREATE TABLE own_cost AS SELECT product, coalesce(nullif(standard, 0), offer) cost FROM (
    SELECT ProductID product,
      coalesce((SELECT {scaled("h.StandardCost")} FROM ProductCostHistory h
                WHERE h.ProductID = p.ProductID ORDER BY h.StartDate LIMIT 1),
               {scaled("p.StandardCost")}) standard,
      (SELECT min({share(scaled("v.StandardPrice"), "1", "pieces")}) FROM ProductVendor v
       JOIN piece ON unit = v.UnitMeasureCode WHERE v.ProductID = p.ProductID) offer
    FROM Product p);
CREATE UNIQUE INDEX own_cost_by_product ON own_cost (product);
CREATE TABLE opening_cost AS WITH RECURSIVE explode (product, component, units) AS (
    SELECT product, product, 1 FROM opening
    UNION ALL SELECT e.product, p.component, e.units * p.units FROM explode e
      JOIN own_cost c ON c.product = e.component AND c.cost IS NULL
      JOIN part p ON p.product = e.component AND p.last = '9999')
  SELECT e.product, sum(e.units * c.cost) cost FROM explode e
    JOIN own_cost c ON c.product = e.component AND c.cost IS NOT NULL GROUP BY e.product;
"""

# Layers in order of birth, and which demand takes how much of which: both are stretches of the
# item's running quantity, so a pick is where two stretches overlap.
LAYERS = """
CREATE TABLE layer AS SELECT row_number() OVER (ORDER BY move) id, * FROM (
    SELECT 0 move, o.product, o.units, o.units * c.cost value, 0 rank, 0 ref
      FROM opening o JOIN opening_cost c USING (product)
    UNION ALL
    SELECT m.id, m.product, m.units, coalesce(r.value, 0), m.rank, m.ref FROM movement m
      LEFT JOIN receipt r ON m.rank = 1 AND r.line = m.ref WHERE m.units > 0);
ALTER TABLE layer ADD COLUMN left_units;
ALTER TABLE layer ADD COLUMN left_value;
UPDATE layer SET left_units = units, left_value = value;
CREATE UNIQUE INDEX layer_by_id ON layer (id);
CREATE TABLE supply AS SELECT id, move, product, units,
    sum(units) OVER (PARTITION BY product ORDER BY id) upto FROM layer;
CREATE INDEX supply_by_product ON supply (product, upto);
CREATE TABLE demand AS SELECT id, product, -units units,
    -sum(units) OVER (PARTITION BY product ORDER BY id) upto FROM movement WHERE units < 0;
CREATE TABLE pick AS SELECT row_number() OVER (ORDER BY d.id, s.id) id, d.id demand, s.id layer,
    min(d.upto, s.upto) - max(d.upto - d.units, s.upto - s.units) units, 0 value, 0 taken, s.move born
  FROM demand d JOIN supply s ON s.product = d.product
    AND s.upto > d.upto - d.units AND s.upto - s.units < d.upto;
CREATE INDEX pick_by_demand ON pick (demand);
CREATE INDEX pick_by_layer ON pick (layer, taken);
CREATE UNIQUE INDEX movement_by_id ON movement (id);
CREATE INDEX movement_by_ref ON movement (rank, ref, side);
CREATE INDEX layer_by_ref ON layer (rank, ref);
CREATE UNIQUE INDEX run_by_id ON run (id);
CREATE TABLE stock (day, what, product, value);
CREATE TABLE expense (day, what, product, value);
CREATE TABLE eve AS SELECT date(min(day), '-1 day') day FROM (
    SELECT date(OrderDate) day FROM PurchaseOrderHeader WHERE Status = '4'
    UNION ALL SELECT date(OrderDate) FROM SalesOrderHeader UNION ALL SELECT day FROM run);
INSERT INTO stock SELECT day, 'opening', product, value FROM layer, eve WHERE rank = 0;
INSERT INTO stock SELECT day, 'receipt', product, value FROM receipt;
"""

TAKE_VALUE = f"""
UPDATE pick SET taken = 1, value = {share("l.left_value", "pick.units", "l.left_units")}
FROM layer l WHERE l.id = pick.layer AND pick.demand BETWEEN ? AND ?"""
TAKE_LEFT = """
UPDATE layer SET left_units = left_units - p.units, left_value = left_value - p.value
FROM pick p WHERE p.layer = layer.id AND p.demand BETWEEN ? AND ?"""
RUN_COST = f"""
SELECT total, CASE WHEN scrapped THEN {share("total", "scrapped", "(good + scrapped)")} ELSE 0 END
FROM (SELECT good, scrapped, labour + ? total FROM run WHERE id = ?)"""
STOCK = "INSERT INTO stock VALUES (?, ?, ?, ?)"
EXPENSE = "INSERT INTO expense VALUES (?, ?, ?, ?)"


class Costing:
    """One walk through the days; each step is a few statements over the picks of one movement."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self.database = database

    def one(self, sql: str, *values: object) -> tuple[int, ...]:
        """The first row of a question, whole numbers only."""
        row: tuple[int, ...] = self.database.execute(sql, values).fetchone()
        return row

    def walk(self) -> None:
        """Production and shipments as they come, and each day's landed cost after them."""
        steps: Iterable[tuple[str, int, int, int, int, str]] = self.database.execute(
            """SELECT day, rank, ref, min(id), max(id), min(product) FROM movement
               WHERE rank = 3 OR (rank = 2 AND side = 0) GROUP BY rank, ref
               UNION ALL SELECT day, 4, purchase, purchase, purchase, '' FROM landed
               ORDER BY 1, 2, 4"""
        ).fetchall()
        for day, rank, ref, first, last, product in steps:
            if rank == 4:
                self.land(day, ref)
            else:
                self.take(first, last)
                self.finish(day, rank, ref, first, last, product)

    def take(self, first: int, last: int) -> None:
        """The demands of one step leave their layers; a step never picks one layer twice."""
        self.database.execute(TAKE_VALUE, (first, last))
        self.database.execute(TAKE_LEFT, (first, last))

    def finish(self, day: str, rank: int, ref: int, first: int, last: int, product: str) -> None:
        """What was taken becomes cost of goods sold, or the lot and the scrap of a run."""
        (cost,) = self.one("SELECT sum(value) FROM pick WHERE demand BETWEEN ? AND ?", first, last)
        if rank == 3:
            self.database.execute(STOCK, (day, "shipped", product, -cost))
            self.database.execute(EXPENSE, (day, "cogs", product, cost))
            return
        total, scrap = self.one(RUN_COST, cost, ref)
        self.database.execute(
            "UPDATE layer SET value = ?1, left_value = ?1 WHERE rank = 2 AND ref = ?2", (total - scrap, ref)
        )
        taken = "SELECT ?, 'consumed', l.product, -p.value FROM pick p JOIN layer l ON l.id = p.layer"
        self.database.execute(f"INSERT INTO stock {taken} WHERE demand BETWEEN ? AND ?", (day, first, last))
        made = "INSERT INTO stock SELECT ?, 'made', product, ? FROM run WHERE id = ?"
        self.database.execute(made, (day, total - scrap, ref))
        self.scrap(day, ref, scrap)

    def scrap(self, day: str, run: int, value: int) -> None:
        """The cost of a run's scrapped units is an expense."""
        lost = "INSERT INTO expense SELECT ?, 'scrap', product, ? FROM run WHERE id = ?"
        self.database.execute(lost, (day, value, run))

    def land(self, day: str, purchase: int) -> None:
        """Tax and freight of an order go onto its lots by value, the largest remainders first."""
        # Weights in 10⁻⁴ USD, as receipts are stated, keep the products inside 64 bits.
        shares = self.database.execute(
            """SELECT layer, floor + (row_number() OVER (ORDER BY rest DESC, line)
                                      <= posted - sum(floor) OVER ()) FROM (
                 SELECT l.id layer, r.line, d.posted, d.posted / w.total * (r.value / 10000)
                     + d.posted % w.total * (r.value / 10000) / w.total floor,
                   d.posted % w.total * (r.value / 10000) % w.total rest
                 FROM landed d JOIN receipt r USING (purchase) JOIN layer l ON l.rank = 1 AND l.ref = r.line
                   JOIN (SELECT sum(value) / 10000 total FROM receipt WHERE purchase = ?1) w
                 WHERE d.purchase = ?1) ORDER BY line""",
            (purchase,),
        ).fetchall()
        for layer, delta in shares:
            self.adjust(day, layer, delta)

    def adjust(self, day: str, layer: int, delta: int) -> None:
        """A lot's cost rises: its takers take their share in order, what is on hand the rest."""
        takers = self.database.execute(
            f"""SELECT p.id, p.demand, {share("?1", "p.units", "l.units")} FROM pick p
                JOIN layer l ON l.id = p.layer WHERE p.layer = ?2 AND p.taken ORDER BY p.id""",
            (delta, layer),
        ).fetchall()
        rest = delta - sum(amount for _, _, amount in takers)
        (left,) = self.one("SELECT left_units FROM layer WHERE id = ?", layer)
        if left:
            self.database.execute(
                "UPDATE layer SET left_value = left_value + ? WHERE id = ?", (rest, layer)
            )
            on_hand = "INSERT INTO stock SELECT ?, 'landed', product, ? FROM layer WHERE id = ?"
            self.database.execute(on_hand, (day, rest, layer))
        for place, (pick, demand, amount) in enumerate(takers, 1):
            self.pass_on(day, pick, demand, amount + (0 if left or place < len(takers) else rest))

    def pass_on(self, day: str, pick: int, demand: int, amount: int) -> None:
        """A taker's share: cost of goods sold, or the scrap and the lot of the run that took it."""
        self.database.execute("UPDATE pick SET value = value + ? WHERE id = ?", (amount, pick))
        rank, ref = self.one("SELECT rank, ref FROM movement WHERE id = ?", demand)
        if rank == 3:
            sold = "INSERT INTO expense SELECT ?, 'cogs', product, ? FROM movement WHERE id = ?"
            self.database.execute(sold, (day, amount, demand))
            return
        (scrap,) = self.one(
            f"""SELECT CASE WHEN scrapped THEN {share("?1", "scrapped", "(good + scrapped)")} ELSE 0 END
                FROM run WHERE id = ?2""",
            amount,
            ref,
        )
        self.scrap(day, ref, scrap)
        (layer,) = self.one("SELECT id FROM layer WHERE rank = 2 AND ref = ?", ref)
        self.adjust(day, layer, amount - scrap)


# Figure by figure: a question that answers (month, whole number) rows.
EXACT = {
    "opening": "SELECT day, value FROM stock WHERE what = 'opening'",
    "gross": "SELECT day, gross FROM sale JOIN sale_line ON sale = id",
    "discounts": "SELECT day, discount FROM sale JOIN sale_line ON sale = id",
    "tax": "SELECT day, tax FROM sale",
    "freight": "SELECT day, freight FROM sale",
    "invoiced": "SELECT day, total FROM sale",
    "invoices": "SELECT day, 1 FROM sale",
    "shipped_units": "SELECT day, units FROM sale JOIN sale_line ON sale = id",
    "receipts": "SELECT day, value FROM receipt",
    "received_units": "SELECT day, units FROM receipt",
    "received_lots": "SELECT day, 1 FROM receipt",
    "landed_cost": "SELECT day, value FROM landed",
    "landed_posted": "SELECT day, posted FROM landed",
    "runs": "SELECT day, 1 FROM run",
    "good_units": "SELECT day, good FROM run",
    "scrapped_units": "SELECT day, scrapped FROM run",
    "conversion": "SELECT day, labour FROM run",
    "consumed": "SELECT day, -value FROM stock WHERE what = 'consumed'",
    "made": "SELECT day, value FROM stock WHERE what = 'made'",
    "scrap": "SELECT day, value FROM expense WHERE what = 'scrap'",
    "cogs": "SELECT day, value FROM expense WHERE what = 'cogs'",
}
# One row per invoice, rounded as it is printed: each part and the total to cents, half away from zero.
PRINTED = f"""
CREATE TABLE printed AS SELECT day, channel, {cents("sum(gross)")} revenue,
    {cents("sum(discount)")} discounts,
    {cents("freight")} freight, {cents("tax")} tax, {cents("total")} total
  FROM sale JOIN sale_line ON sale = id GROUP BY id;
ALTER TABLE printed ADD COLUMN remainder;
UPDATE printed SET remainder = total - (revenue - discounts + freight + tax);
"""
POSTED = {
    "revenue_cents": "SELECT day, revenue FROM printed",
    "revenue_online_cents": "SELECT day, revenue FROM printed WHERE channel = 'online'",
    "revenue_reseller_cents": "SELECT day, revenue FROM printed WHERE channel = 'reseller'",
    "discounts_cents": "SELECT day, discounts FROM printed",
    "shipping_income_cents": "SELECT day, freight FROM printed",
    "sales_tax_cents": "SELECT day, tax FROM printed",
    "receivable_cents": "SELECT day, total FROM printed",
    "rounding_cents": "SELECT day, remainder FROM printed",
    "remainders": "SELECT day, remainder <> 0 FROM printed",
    "labour_cents": f"SELECT day, {cents('labour')} FROM run",
    "bills_cents": f"SELECT day, {cents('sum(value)')} FROM receipt GROUP BY purchase",
    "landed_cents": f"SELECT day, {cents('value')} FROM landed",
}
INVENTORY = ("raw", "semi", "finished", "merchandise")


def per_month(database: sqlite3.Connection, question: str) -> dict[str, int]:
    """The sum per month of a question that answers (day, whole number) rows; every month has one."""
    sql = """SELECT month, coalesce((SELECT sum(value) FROM asked
               WHERE substr(day, 1, 7) = month), 0) FROM calendar ORDER BY month"""
    return dict(database.execute(f"WITH asked (day, value) AS ({question}) {sql}").fetchall())


def balances(database: sqlite3.Connection, role: str) -> dict[str, int]:
    """Inventory of one role at the end of each month, in quanta."""
    sql = """SELECT month, coalesce((SELECT sum(value) FROM stock JOIN item USING (product)
               WHERE role = ? AND substr(day, 1, 7) <= month), 0) FROM calendar ORDER BY month"""
    return dict(database.execute(sql, (role,)).fetchall())


def calculated(data: Path) -> sqlite3.Connection:
    """The export in memory, costed."""
    database = sqlite3.connect(":memory:")
    load(database, data)
    for script in (FACTS, MOVEMENTS, COSTS, LAYERS, PRINTED):
        database.executescript(script)
    Costing(database).walk()
    database.execute(
        """CREATE TABLE calendar AS SELECT DISTINCT substr(day, 1, 7) month FROM (
             SELECT day FROM stock UNION ALL SELECT day FROM expense UNION ALL SELECT day FROM sale)"""
    )
    return database


def figures(data: Path) -> Figures:
    """Figure by name and month (YYYY-MM), all whole numbers.

    Quanta of 10⁻⁸ USD, exact: `opening` `gross` `discounts` `tax` `freight` `invoiced` `receipts`
    `landed_cost` (as billed) `landed_posted` (in whole cents) `conversion` `scrap` `cogs`, and at each
    month's end `inventory_raw`
    `inventory_semi` `inventory_finished` `inventory_merchandise` `inventory`.
    Whole units: `shipped_units` `received_units` `good_units` `scrapped_units`. Counts: `invoices`
    `received_lots` `runs`, and `remainders`, the invoices whose printed parts miss their total.
    Cents, as posted: `revenue_cents` (gross; also `revenue_online_cents`,
    `revenue_reseller_cents`) `discounts_cents` `shipping_income_cents` `sales_tax_cents`
    `receivable_cents` `rounding_cents` (total − parts, above zero is a credit) `labour_cents`
    `bills_cents` `landed_cents` (both Cr payable), and at each month's end
    `inventory_<role>_cents`, half to even.
    """
    database = calculated(data)
    found = {name: per_month(database, sql) for name, sql in (EXACT | POSTED).items()}
    for role in INVENTORY:
        found[f"inventory_{role}"] = held = balances(database, role)
        found[f"inventory_{role}_cents"] = {
            month: database.execute(f"SELECT {share('?1', '1', str(CENT))}", (value,)).fetchone()[0]
            for month, value in held.items()
        }
    found["inventory"] = {
        month: sum(found[f"inventory_{role}"][month] for role in INVENTORY) for month in found["cogs"]
    }
    database.close()
    return found


def table(found: Figures) -> str:
    """The figures as text, a line per figure and month."""
    rows = [(name, month, value) for name, values in found.items() for month, value in values.items()]
    return "\n".join(f"{name:24} {month} {value:>20}" for name, month, value in rows)


if __name__ == "__main__":
    sys.stdout.write(table(figures(Path(sys.argv[1]))) + "\n")
