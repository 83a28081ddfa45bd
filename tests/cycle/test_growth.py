"""Growth: no statement of the journey reads a table from end to end, so a year costs no more per event.

Every statement that loading, costing, posting and sealing send is explained by the engine. What may
read all of a table is listed with its reason; anything else must find its rows by a key.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, event

from tests.cycle.small_books import SmallBooks, invoice, party, service
from tests.cycle.small_books import event as fact

MAY_SCAN = {
    "unsealed": "once in a sealing: what waits for its document, all of it",
    "waiting_sale": "once in a cycle: the sales that wait for goods, all of them",
    "ordered_line": "once in a cycle: the lines of purchase orders",
    "pinned": "once in a cycle: one row per account",
    "arrival": "once in a cycle: transfers that arrived on a later day",
    "account_map": "once in a sealing: one row per account",
    "exception_case": "once in a sealing: open cases of posting",
    "release": "once in a cycle: events a person released",
    "cycle": "one row per run, of which the last is wanted",
    "setting": "a few rows",
    "sqlite_master": "the engine's own list",
    "w": "the values to look up",
    "steps": "once in a cycle: the order of its steps, put together just before",
    "outside_name": "a name is compared without regard to case, once for each new customer or vendor",
    "loaded_file": "one row per file",
}
OTHER = re.compile(r"CONSTANT ROW|VIRTUAL TABLE|event_master")
SCANNED = re.compile(r"^SCAN (\w+)")


EURO = {"gateway": "stripe", "currency": "EUR", "rate": "1.20"}
LINES = [
    {"type": kind, "reference": name, "date": "2026-03-09", "gross": "5.00"}
    for kind, name in (("charge", "P-2"), ("charge", "unknown"), ("adjustment", "ch_2"))
]
MONEY_IN_EURO = (
    fact(
        "payment_captured",
        7,
        **EURO,
        number="P-2",
        amount="25.00",
        order="O-2",
        reference="ch_2",
        customer="C-1",
        channel="wholesale",
    ),
    fact("payout_settled", 9, **EURO, number="PO-1", net="15.00", items=LINES),
)
"""A capture paid out by its number, beside what nobody stated and what the gateway corrects."""


@contextmanager
def listening(books: SmallBooks) -> Iterator[dict[str, tuple[object, ...]]]:
    """The statements sent, each with the values of its first time."""
    sent: dict[str, tuple[object, ...]] = {}

    def note(
        _connection: object, _cursor: object, sql: str, values: object, _c: object, many: bool
    ) -> None:
        sent.setdefault(sql, values[0] if many else values)  # type: ignore[index, arg-type]

    event.listen(books.database._engine, "before_cursor_execute", note)
    yield sent
    event.remove(books.database._engine, "before_cursor_execute", note)


def scans(connection: Connection, sql: str, values: object) -> set[str]:
    """The tables a statement reads from end to end, by their names in the statement."""
    verb = sql.split()[0]
    if verb not in {"SELECT", "UPDATE", "DELETE", "WITH"} or sql.endswith(" DESC LIMIT 1"):
        return set()
    pairs = re.findall(r"(?:FROM|JOIN) (\w+)(?: (?!WHERE|JOIN|ORDER|GROUP|LIMIT|ON|CROSS)(\w+))?", sql)
    tables = {alias or table: table for table, alias in pairs}
    found: set[str] = set()
    for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values):  # type: ignore[arg-type]
        scanned = SCANNED.match(row[3])
        if scanned and not scanned[1].isdigit() and not OTHER.search(row[3]):
            found.add(str(tables.get(scanned[1], scanned[1])))
    return found


def test_no_statement_of_the_journey_reads_a_table_from_end_to_end(books: SmallBooks) -> None:
    line = {"line": "1", "item": "FLOUR", "quantity": "2"}
    goods = {"supplier": "V-1", "location": "MAIN", "currency": "USD"}
    ship = {"shipment": "S-1", "order": "O-1", "location": "MAIN", "lines": [line]}
    paid = {"customer": "C-1", "channel": "wholesale", "gateway": "bank", "currency": "USD"}
    with listening(books) as sent:
        books.load(
            party("C-1", "Alder"),
            party("V-1", "Mill", "supplier"),
            service(),
            fact("item", 1, item="FLOUR", name="Flour", inventory_role="inventory_raw", category="dry"),
            fact("location", 1, location="MAIN"),
            fact(
                "goods_received",
                2,
                receipt="R-1",
                lines=[{**line, "unit_price": "4", "lot": "L-1"}],
                **goods,
            ),
            fact("goods_shipped", 3, **ship),
            invoice("INV-1"),
            fact("payment_captured", 6, id="P-1", number="P-1", amount="25.00", invoice="INV-1", **paid),
        )
        books.cost()
        books.load(
            fact("payment_captured", 6, id="P-1", number="P-1", amount="20.00", invoice="INV-1", **paid)
            | {"id": "P-1"}
        )
        books.cost()
        books.load(*MONEY_IN_EURO)
        books.cost()
        books.load({**MONEY_IN_EURO[-1], "rate": "1.25"})
        books.cost()
        books.seal()
    with books.database.read() as connection:
        found = {sql: scans(connection, sql, values) - set(MAY_SCAN) for sql, values in sent.items()}
    assert len(found) > 50
    assert any("payment_captured" in str(values) and "e.subject" in sql for sql, values in sent.items())
    assert {sql: tables for sql, tables in found.items() if tables} == {}
