"""Purchase order lines: open until closed or received; the last placed one counts."""

from __future__ import annotations

from fractions import Fraction

from tieout.costing.orders import OpenOrders, OrderedLine


def orders(*placed: tuple[str, str, int, int]) -> OpenOrders:
    known = OpenOrders()
    for order, line, quantity, price in placed:
        known.place(order, "USD", [(line, "FLOUR", quantity, Fraction(price))])
    return known


def test_the_last_placed_open_line_of_an_item_says_its_price() -> None:
    known = orders(("PO1", "1", 5, 10), ("PO2", "1", 5, 20))
    assert known.price("FLOUR") == 20
    known.close("PO2")
    assert known.price("FLOUR") == 10
    assert known.price("SALT") is None


def test_a_line_received_in_full_is_open_no_more() -> None:
    known = orders(("PO1", "1", 5, 10))
    known.receive("PO1", "1", 3)
    assert known.price("FLOUR") == 10
    known.receive("PO1", "1", 2)
    assert known.price("FLOUR") is None
    known.receive("PO9", "1", 2)


def test_an_order_that_was_changed_keeps_what_came_and_drops_lines_left_out() -> None:
    known = OpenOrders()
    known.place("PO1", "EUR", [("1", "FLOUR", 5, Fraction(10)), ("2", "SALT", 5, Fraction(7))])
    known.receive("PO1", "1", 5)
    known.place("PO1", "EUR", [("1", "FLOUR", 8, Fraction(11))])
    assert known.price("FLOUR") == 11
    assert known.price("SALT") is None
    assert known.currency("PO1") == "EUR"
    assert known.currency("PO9") == ""


def test_lines_of_the_store_keep_their_place() -> None:
    known = OpenOrders()
    known.take_in(("PO1", "1"), OrderedLine("FLOUR", "USD", Fraction(1), 5, place=4))
    known.place("PO2", "USD", [("1", "FLOUR", 5, Fraction(2))])
    assert known.lines["PO2", "1"].place == 5
    assert set(known.changed) == {("PO2", "1")}
