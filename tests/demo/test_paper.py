"""The paper agrees with itself: documents add up, payments and payouts list what happened."""

from __future__ import annotations

from collections import Counter, defaultdict
from decimal import Decimal

import pytest

from tests.demo.reading import SEEDS, Plain, month

pytestmark = pytest.mark.parametrize(("seed", "orders"), SEEDS)
ZERO = Decimal(0)


def _sum(lines: list[Plain], field: str) -> Decimal:
    return sum((Decimal(line[field]) for line in lines if field in line), ZERO)


def _parts(event: Plain) -> Decimal:
    lines = _sum(event["lines"], "amount") - _sum(event["lines"], "discount")
    rest = _sum(event.get("taxes", []), "amount") + _sum(event.get("adjustments", []), "amount")
    return lines + rest + Decimal(event.get("shipping", "0"))


def test_sales_invoices_and_refunds_add_up(seed: int, orders: int) -> None:
    for kind in ("invoice_issued", "sale_paid", "refund_issued"):
        for event in month(seed, orders).sound_of(kind):
            assert _parts(event) == Decimal(event["total"]), event["id"]


def test_tenders_cover_a_sale_exactly(seed: int, orders: int) -> None:
    for sale in month(seed, orders).sound_of("sale_paid"):
        assert _sum(sale["tenders"], "amount") == Decimal(sale["total"]), sale["id"]


def test_deposits_are_captured_before_they_are_used(seed: int, orders: int) -> None:
    """A deposit tender never exceeds what was captured for its order on an earlier day."""
    money = month(seed, orders)
    held: defaultdict[str, Decimal] = defaultdict(Decimal)
    day: dict[str, str] = {}
    for capture in money.sound_of("payment_captured"):
        if "order" in capture:
            held[capture["order"]] += Decimal(capture["amount"])
            day[capture["order"]] = capture["date"]
    for sale in money.sound_of("sale_paid"):
        for tender in sale["tenders"]:
            if tender["type"] == "deposit":
                held[tender["reference"]] -= Decimal(tender["amount"])
                assert day[sale["order"]] < sale["date"], sale["id"]
    assert min(held.values()) >= 0


def test_gift_cards_are_sold_before_and_never_overdrawn(seed: int, orders: int) -> None:
    money = month(seed, orders)
    left = {card["card"]: Decimal(card["amount"]) for card in money.of("gift_card_sold")}
    sold = {card["card"]: card["date"] for card in money.of("gift_card_sold")}
    for sale in money.sound_of("sale_paid"):
        for tender in sale["tenders"]:
            if tender["type"] == "gift_card":
                left[tender["reference"]] -= Decimal(tender["amount"])
                assert sold[tender["reference"]] < sale["date"]
    assert min(left.values()) >= 0


def test_invoices_bill_what_was_ordered_and_not_more(seed: int, orders: int) -> None:
    """Shipped and billed units stay within the order's; what is not billed before is billed as shipped."""
    money = month(seed, orders)
    ordered: Counter[tuple[str, str]] = Counter()
    shipped: Counter[tuple[str, str]] = Counter()
    billed: Counter[tuple[str, str]] = Counter()
    for kind, counter in (
        ("order_placed", ordered),
        ("goods_shipped", shipped),
        ("invoice_issued", billed),
    ):
        for event in money.files["04-wholesale.jsonl"]:
            if event["kind"] == kind and "order" in event and event["id"] not in ("SO-9008", "SH-9011"):
                for line in event["lines"]:
                    key = (event["order"], line.get("order_line", line["line"]))
                    counter[key] += int(line["quantity"])
    assert all(units <= ordered[key] for key, units in shipped.items())
    assert all(units <= ordered[key] for key, units in billed.items())
    assert all(units <= billed[key] for key, units in shipped.items())


def test_nothing_is_paid_or_credited_beyond_its_invoice(seed: int, orders: int) -> None:
    money = month(seed, orders)
    open_: dict[str, Decimal] = {one["number"]: Decimal(one["total"]) for one in money.of("invoice_issued")}
    settled = [
        (one["invoice"], one["amount"]) for one in money.sound_of("payment_captured") if "invoice" in one
    ]
    settled += [(one["invoice"], one["amount"]) for one in money.of("write_off_approved")]
    settled += [
        (one["refunded"], one["total"])
        for one in money.sound_of("refund_issued")
        if one["refunds"] == "invoice"
    ]
    for number, amount in settled:
        open_[number] -= Decimal(amount)
    assert min(open_.values()) >= 0


def test_refunds_stay_within_their_sale(seed: int, orders: int) -> None:
    money = month(seed, orders)
    sales = {sale["number"]: sale for sale in money.of("sale_paid")}
    for refund in money.sound_of("refund_issued"):
        if refund["refunds"] == "sale":
            sale = sales[refund["refunded"]]
            assert Decimal(refund["total"]) <= Decimal(sale["total"])
            assert sale["date"] < refund["date"]
            sold = {line["line"]: line for line in sale["lines"]}
            for line in refund["lines"]:
                assert int(line["quantity"]) <= int(sold[line["line"]]["quantity"])


def _movements(seed: int, orders: int) -> list[tuple[str, str, str, Decimal]]:
    """Gateway, reference, day and gross of everything that went through a gateway with payouts."""
    money = month(seed, orders)
    moved = [
        (one["gateway"], one["number"], one["date"], one["amount"])
        for one in money.sound_of("payment_captured")
    ]
    moved += [
        (one["gateway"], one["card"], one["date"], one["amount"]) for one in money.of("gift_card_sold")
    ]
    for sale in money.of("sale_paid"):
        moved += [
            (one["gateway"], one["reference"], sale["date"], one["amount"])
            for one in sale["tenders"]
            if one["type"] == "gateway"
        ]
    moved += [
        (one["gateway"], one["number"], one["date"], f"-{one['total']}")
        for one in money.sound_of("refund_issued")
        if one.get("gateway")
    ]
    return [(gateway, reference, day, Decimal(gross)) for gateway, reference, day, gross in moved]


def test_payouts_list_exactly_what_moved_since_the_last(seed: int, orders: int) -> None:
    for gateway, last in (("stripe", "2026-04-01"), ("paypal", "2026-04-01"), ("check", "2026-03-31")):
        listed = [
            (item["reference"], item["date"], Decimal(item["gross"]))
            for payout in month(seed, orders).of("payout_settled")
            if payout["gateway"] == gateway
            for item in payout["items"]
        ]
        moved = [one[1:] for one in _movements(seed, orders) if one[0] == gateway and one[2] <= last]
        assert sorted(listed) == sorted(moved)
        assert len(set(listed)) == len(listed)


def test_payouts_add_up_and_fees_are_those_of_the_gateway(seed: int, orders: int) -> None:
    for payout in month(seed, orders).sound_of("payout_settled"):
        net = _sum(payout["items"], "gross") - _sum(payout["items"], "fee")
        assert net == Decimal(payout["net"]), payout["id"]
        for item in payout["items"]:
            assert item["date"] <= payout["date"]
            charge = payout["gateway"] != "check" and Decimal(item["gross"]) > 0
            fee = (
                round(Decimal(item["gross"]) * Decimal("0.029") + Decimal("0.3000001"), 2)
                if charge
                else ZERO
            )
            assert Decimal(item["fee"]) == fee


def test_the_last_payout_spans_the_month_end(seed: int, orders: int) -> None:
    for payout in month(seed, orders).of("payout_settled"):
        if payout["date"] == "2026-04-02":
            days = {item["date"] for item in payout["items"]}
            assert min(days) >= "2026-03-29"
            assert max(days) <= "2026-04-01"
            assert min(days)[:7] == "2026-03"
            assert max(days)[:7] == "2026-04" or orders < 2000


def test_bills_state_their_receipts(seed: int, orders: int) -> None:
    """A bill names a receipt that came before it, and units received and kept, except the planted one."""
    money = month(seed, orders)
    received = {
        (receipt["receipt"], line["line"]): (receipt, line)
        for receipt in money.of("goods_received")
        for line in receipt["lines"]
    }
    back = {
        (line["receipt"], line["receipt_line"]): Decimal(line["quantity"])
        for event in money.of("goods_returned_to_supplier")
        for line in event["lines"]
    }
    assert len(back) == 1
    over, dearer = [], set()
    for bill in money.of("bill_approved"):
        assert _sum(bill["lines"], "amount") == Decimal(bill["total"])
        for line in bill["lines"]:
            if "receipt" in line:
                key = (line["receipt"], line["receipt_line"])
                receipt, had = received[key]
                assert receipt["date"] < bill["date"]
                assert receipt["supplier"] == bill["supplier"]
                if Decimal(line["quantity"]) != Decimal(had["quantity"]) - back.get(key, ZERO):
                    over.append(bill["number"])
                if Decimal(line["quantity"]) * Decimal(had["unit_price"]) != Decimal(line["amount"]):
                    dearer.add(line["receipt"])
    assert over == ["B-GR-012"]
    assert dearer == {"GR-005", "GR-018", "GR-025", "GR-033"}
