"""Supply: purchase orders, receipts, bills, runs and stock of a wild month."""

from __future__ import annotations

from decimal import Decimal

from tests.wild.pool import GOODS, PLACES, SUPPLIERS, Fact, Line, Pool, Supply, total

RECIPES = (("S1", "R1"), ("F1", "S1"), ("F2", "R2"), ("F1", "R3"), ("A1", "W1"), ("A1", "R1"))
"""What is made of what; the last three are in no bill of materials."""


def _priced(pool: Pool, place: int) -> Line:
    price = Decimal(pool.draw.randint(1, 90_000)) / 10_000
    return {
        "line": str(place),
        "item": pool.one(*GOODS),
        "quantity": pool.units(5, 60),
        "unit_price": str(price),
    }


def purchase(pool: Pool) -> Fact:
    number, currency = pool.name("PO"), pool.currency()
    lines = [_priced(pool, place) for place in range(1, pool.draw.randint(2, 3))]
    pool.purchases[number] = Supply(pool.one(*SUPPLIERS), currency, lines)
    code = currency["currency"]
    supplier = pool.purchases[number].supplier
    return pool.fact("purchase_order_placed", order=number, supplier=supplier, currency=code, lines=lines)


def receipt(pool: Pool) -> Fact:
    of, number = pool.known(pool.purchases, 0.4), pool.name("GR")
    drawn = [_priced(pool, place) for place in range(1, pool.draw.randint(2, 4))]
    source = pool.purchases[of] if of else Supply(pool.one(*SUPPLIERS), pool.currency(), drawn)
    lines = [_received(pool, line, of) for line in source.lines]
    pool.receipts[number] = Supply(source.supplier, source.currency, lines)
    where = pool.one("MAIN", "MAIN", "SHOP")
    fact = pool.fact(
        "goods_received", receipt=number, supplier=source.supplier, location=where, lines=lines
    )
    fact |= source.currency
    return fact | {"order": of} if of else fact


def _received(pool: Pool, line: Line, of: str | None) -> Line:
    got = {**line, "quantity": line["quantity"] if pool.chance(0.6) else pool.units(1, 30)}
    if pool.chance(0.6):
        got["lot"] = pool.name("L")
    elif known := pool.known(pool.lots, 0.8):
        got["lot"] = known
    if "lot" in got:
        pool.lots.append(got["lot"])
    return got | {"order_line": line["line"]} if of else got


def bill(pool: Pool) -> Fact:
    lines, source = _billed(pool)
    code = source.currency["currency"]
    taxes = []
    if pool.chance(0.2):
        taxes = [{"agency": "VAT", "amount": pool.money_text(code, 1, 9), "code": "VAT"}]
    fact = pool.fact("bill_approved", number=pool.name("BL"), supplier=source.supplier, lines=lines)
    return fact | {"input_taxes": taxes, "total": str(total(lines, taxes)), **source.currency}


def credit(pool: Pool) -> Fact:
    lines, source = _billed(pool)
    fact = pool.fact("supplier_credited", number=pool.name("CR"), supplier=source.supplier, lines=lines)
    return fact | {"total": str(total(lines)), **source.currency}


def _billed(pool: Pool) -> tuple[list[Line], Supply]:
    """Lines against a receipt at about its price, and sometimes something else."""
    of = pool.known(pool.receipts)
    source = pool.receipts[of] if of else Supply(pool.one(*SUPPLIERS), pool.currency(), [])
    code, lines = source.currency["currency"], list[Line]()
    for line in source.lines:
        quantity = line["quantity"] if pool.chance(0.6) else pool.units(1, 30)
        exact = (
            Decimal(quantity) * Decimal(line["unit_price"]) * Decimal(pool.one("1", "1", "1.1", "0.9", "2"))
        )
        amount = exact.quantize(Decimal(1) if code == "JPY" else Decimal("0.01"))
        if amount and pool.chance(0.8):
            against = {"receipt": of, "receipt_line": line["line"], "quantity": quantity}
            lines.append({"line": line["line"], "amount": str(amount), **against})
    if not lines or pool.chance(0.15):
        cost = pool.one("", "shipping_cost", "landed_cost_clearing", "merchant_fees")
        lines.append({"line": "99", "amount": pool.money_text(code, 1, 20), "cost": cost})
    return lines, source


def landed_cost(pool: Pool) -> Fact | None:
    found = {pool.known(pool.receipts, 0) for _ in range(pool.draw.randint(1, 2))} - {None}
    if not found:
        return None
    currency = pool.currency()
    return pool.fact(
        "landed_cost_billed",
        number=pool.name("LC"),
        supplier=pool.one(*SUPPLIERS),
        amount=pool.money_text(currency["currency"], 1, 50),
        receipts=sorted(str(one) for one in found),
        allocate_by=pool.one("value", "quantity"),
        **currency,
    )


def sent_back(pool: Pool) -> Fact | None:
    of = pool.known(pool.receipts, 0)
    if of is None:
        return None
    line = pool.draw.choice(pool.receipts[of].lines)
    back = {"receipt": of, "receipt_line": line["line"], "item": line["item"], "quantity": pool.units(1, 8)}
    supplier = pool.receipts[of].supplier
    return pool.fact("goods_returned_to_supplier", number=pool.name("RS"), supplier=supplier, lines=[back])


def closed_short(pool: Pool) -> Fact | None:
    of = pool.known(pool.receipts, 0)
    if of is None:
        return None
    line = pool.draw.choice(pool.receipts[of].lines)["line"]
    return pool.fact("receipt_closed", receipt=of, receipt_line=line, approved_by="kim")


def run(pool: Pool) -> Fact:
    (made, of), good = pool.one(*RECIPES), pool.draw.randint(1, 10)
    lot = pool.name("L")
    pool.lots.append(lot)
    outputs: list[Line] = [{"item": made, "quantity": str(good), "lot": lot}]
    if pool.chance(0.15):
        outputs.append({"item": "R3", "quantity": "1", "role": "by_product", "value": "0.50"})
    elif pool.chance(0.1):
        outputs[0] |= {"role": "co_product", "share": "0.6"}
        outputs.append({"item": "F2", "quantity": "2", "role": "co_product", "share": "0.4"})
    consumed = [{"item": of, "quantity": str(good * 2)}]
    consumed += [{"item": "R3", "quantity": "1"}] if pool.chance(0.3) else []
    fact = pool.fact("production_completed", run=_run(pool), location=pool.one("MAIN", "MAIN", "SHOP"))
    fact |= {"consumed": consumed, "outputs": outputs, "labour": pool.one("0", "0", "3.10", "7.77")}
    fact |= {"overhead": pool.one("0", "1.05"), "scrapped": pool.one("0", "0", "1")}
    fact |= {
        "abnormal_scrap": pool.one("0", "0", "0", "1"),
        "expected_remaining": pool.one("0", "0", "0", "3"),
    }
    return fact


def _run(pool: Pool) -> str:
    number = pool.known(pool.runs, 0.7) or pool.name("RUN")
    pool.runs.append(number)
    return number


def issued(pool: Pool) -> Fact:
    used = [{"item": pool.one("R1", "R2", "R3", "S1", "W1"), "quantity": pool.units(1, 6)}]
    return pool.fact(
        "materials_issued", run=_run(pool), location="MAIN", consumed=used, labour=pool.one("0", "3.10")
    )


def run_closed(pool: Pool) -> Fact | None:
    number = pool.known(pool.runs)
    return pool.fact("production_closed", run=number) if number else None


def taken_apart(pool: Pool) -> Fact:
    into = [
        {"item": "R1", "quantity": "2", "share": "0.7"},
        {"item": "R3", "quantity": "1", "share": "0.3"},
    ]
    fact = pool.fact("disassembly_completed", run=pool.name("RUN"), location="MAIN", components=into)
    return fact | {"item": pool.one("F1", "S1", "F2"), "quantity": pool.units(1, 3)}


def adjusted(pool: Pool) -> Fact:
    line = {"item": pool.one(*GOODS), "quantity": pool.one("-1", "-2.5", "3", "-7")}
    where, why = pool.one(*PLACES), pool.one("theft", "found")
    return pool.fact("stock_adjusted", location=where, reason=why, lines=[line])


def counted(pool: Pool) -> Fact:
    line = {"item": pool.one(*GOODS), "counted": pool.units(0, 60)}
    lot = pool.known(pool.lots, 0.7)
    return pool.fact(
        "stock_counted", location=pool.one(*PLACES), lines=[line | {"lot": lot} if lot else line]
    )


def revalued(pool: Pool) -> Fact:
    line = {"item": pool.one(*GOODS), "per_unit": pool.one("-0.5", "-0.13", "0.2")}
    return pool.fact("stock_revalued", location="MAIN", reason="write down", lines=[line])


def transfer(pool: Pool) -> Fact:
    number, line = pool.name("TR"), {"item": pool.one(*GOODS), "quantity": pool.units(1, 9)}
    one, other = pool.draw.sample(PLACES, 2)
    known = pool.known(pool.transfers, 0.5)
    if known is None:
        there = pool.chance(0.5)
        if not there:
            pool.transfers[number] = (other, line)
        kind = "stock_transferred" if there else "transfer_dispatched"
        return pool.fact(kind, transfer=number, from_location=one, to_location=other, lines=[line])
    to, line = pool.transfers[known]
    part = line if pool.chance(0.6) else {**line, "quantity": "1"}
    if pool.chance(0.2):
        return pool.fact("transfer_lost", transfer=known, lines=[part])
    return pool.fact("transfer_arrived", transfer=known, to_location=to, lines=[part])


OFTEN = (
    (purchase, 4),
    (receipt, 12),
    (bill, 9),
    (credit, 2),
    (landed_cost, 2),
    (sent_back, 3),
    (closed_short, 1),
    (run, 8),
    (issued, 2),
    (run_closed, 2),
    (taken_apart, 1),
    (adjusted, 3),
    (counted, 3),
    (revalued, 1),
    (transfer, 5),
)
"""How often each is drawn."""
