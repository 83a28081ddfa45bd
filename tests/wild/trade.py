"""Trade: orders, shipments, invoices, money, refunds, disputes, cards and subscriptions of a wild month."""

from __future__ import annotations

from decimal import Decimal

from tests.wild.pool import CHANNELS, CUSTOMERS, GATEWAYS, GOODS, WORK, Bill, Fact, Line, Pool, total


def order(pool: Pool) -> Fact:
    number, currency = pool.name("SO"), pool.currency()
    lines = [
        {
            "line": str(place),
            "item": pool.one(*GOODS, *WORK),
            "quantity": pool.units(),
            "amount": pool.money_text(currency["currency"]),
        }
        for place in range(1, pool.draw.randint(2, 4))
    ]
    bill = Bill(pool.one(*CUSTOMERS), currency, pool.one(*CHANNELS), lines, total(lines))
    pool.orders[number] = bill
    return pool.fact("order_placed", order=number, **_head(bill, {"currency": currency["currency"]}))


def _head(bill: Bill, currency: Line) -> Line:
    said = {
        "customer": bill.customer,
        "channel": bill.channel,
        "lines": bill.lines,
        "total": str(bill.total),
    }
    return {**said, **currency}


def shipment(pool: Pool) -> Fact:
    of, number = pool.known(pool.orders), pool.name("SH")
    ordered = pool.orders[of].lines if of else [_line(pool)]
    lines = [_shipped(pool, line) for line in ordered if line["item"] in GOODS]
    lines = lines or [{"line": "1", "item": "R1", "quantity": "1"}]
    pool.shipments[number] = lines
    fact = pool.fact(
        "goods_shipped", shipment=number, location=pool.one("MAIN", "MAIN", "SHOP"), lines=lines
    )
    if of:
        fact |= {"order": of, "customer": pool.orders[of].customer}
    return fact


def _line(pool: Pool) -> Line:
    return {"line": "1", "item": pool.one(*GOODS, *WORK), "quantity": pool.units()}


def _shipped(pool: Pool, line: Line) -> Line:
    quantity = line["quantity"] if pool.chance(0.7) else pool.units(1, 5)
    lot = pool.known(pool.lots, 0.8)
    said = {"line": line["line"], "item": line["item"], "quantity": quantity}
    return {**said, "lot": lot} if lot else said


def _billed(pool: Pool, of: str | None) -> Bill:
    """What bills an order, or nothing anybody ordered."""
    source = pool.orders[of] if of else _unordered(pool)
    code = source.currency["currency"]
    free = pool.chance(0.06)
    lines = [{**line, "amount": "0" if free else pool.money_text(code)} for line in source.lines]
    for line in lines:
        if not free and pool.chance(0.2):
            line["discount"] = pool.money_text(code, 0, 1)
    return Bill(source.customer, source.currency, source.channel, lines, total(lines))


def _unordered(pool: Pool) -> Bill:
    return Bill(pool.one(*CUSTOMERS), pool.currency(), pool.one(*CHANNELS), [_line(pool)])


def invoice(pool: Pool) -> Fact:
    of, number = pool.known(pool.orders), pool.name("INV")
    bill = _billed(pool, of)
    code = bill.currency["currency"]
    taxes = [{"agency": "CA", "amount": pool.money_text(code, 1, 30)}] if pool.chance(0.4) else []
    shipping = pool.money_text(code, 1, 20) if pool.chance(0.3) else "0"
    whole = total(bill.lines, taxes) + Decimal(shipping)
    whole += Decimal("0.01") if code != "JPY" and pool.chance(0.05) else 0
    bill = Bill(bill.customer, bill.currency, bill.channel, bill.lines, whole)
    pool.invoices[number] = bill
    fact = pool.fact(
        "invoice_issued", number=number, shipping=shipping, taxes=taxes, **_head(bill, bill.currency)
    )
    return fact | {"order": of} if of else fact


def sale(pool: Pool) -> Fact:
    of, number = pool.known(pool.orders, 0.5), pool.name("SR")
    bill = _billed(pool, of)
    bill = Bill(bill.customer, bill.currency, "web", bill.lines, bill.total)
    pool.sales[number] = bill
    pool.money.append((number, bill.currency["currency"], bill.total))
    fact = pool.fact(
        "sale_paid", number=number, tenders=_tenders(pool, bill, of), **_head(bill, bill.currency)
    )
    fact["channel"] = "web"
    return fact | {"order": of} if of else fact


def _tenders(pool: Pool, bill: Bill, of: str | None) -> list[Line]:
    if not bill.total:
        return []
    if bill.total < 2 or pool.chance(0.5):
        return [{"type": "gateway", "amount": str(bill.total), "gateway": pool.one(*GATEWAYS)}]
    part = (bill.total / 2).quantize(Decimal(1))
    other = {
        "type": pool.one("gift_card", "store_credit", "deposit", "gateway"),
        "amount": str(part),
        "reference": pool.one(*pool.cards, *pool.credits, of or "X"),
        "gateway": pool.one(*GATEWAYS),
    }
    rest = {"type": "gateway", "amount": str(bill.total - part), "gateway": pool.one(*GATEWAYS)}
    return [other, rest]


def payment(pool: Pool) -> Fact:
    number = pool.name("P")
    invoiced, ordered = pool.known(pool.invoices, 0.3), pool.known(pool.orders, 0.2)
    bill = pool.invoices[invoiced] if invoiced else pool.orders[ordered] if ordered else _billed(pool, None)
    code = bill.currency["currency"]
    amount = (
        bill.total if invoiced and bill.total > 0 and pool.chance(0.6) else Decimal(pool.money_text(code))
    )
    pool.money.append((number, code, amount))
    fact = pool.fact(
        "payment_captured",
        number=number,
        customer=bill.customer,
        channel=bill.channel,
        gateway=pool.one(*GATEWAYS),
        amount=str(amount),
        **({"currency": code} if pool.chance(0.5) else bill.currency),
    )
    return fact | ({"invoice": invoiced} if invoiced else {"order": ordered} if ordered else {})


def refund(pool: Pool) -> Fact | None:
    what = pool.one("invoice", "sale", "deposit")
    bills = {"invoice": pool.invoices, "sale": pool.sales, "deposit": pool.orders}[what]
    refunded = pool.known(bills)
    if refunded is None:
        return None
    bill, number = bills[refunded], pool.name("RF")
    code = bill.currency["currency"]
    lines = []
    if what != "deposit" and pool.chance(0.8):
        line = pool.draw.choice(bill.lines)
        kept = {name: line[name] for name in ("line", "item", "quantity")}
        lines = [{**kept, "amount": pool.money_text(code, 1, 50)}]
    kept_back = [] if lines and pool.chance(0.7) else [_adjustment(pool, code)]
    whole = total(lines, kept_back)
    pool.money.append((number, code, -whole))
    fact = pool.fact(
        "refund_issued",
        number=number,
        refunds=what,
        refunded=refunded,
        lines=lines,
        adjustments=kept_back,
        **_party(bill),
        total=str(whole),
        currency=code,
    )
    return fact | {"gateway": pool.one(*GATEWAYS)} if pool.chance(0.7) else fact


def _adjustment(pool: Pool, currency: str) -> Line:
    return {"reason": "goodwill", "amount": pool.money_text(currency, 1, 10)}


def _party(bill: Bill) -> Line:
    return {"customer": bill.customer, "channel": bill.channel}


def payout(pool: Pool) -> Fact | None:
    code = pool.one("USD", "USD", "EUR")
    found = pool.draw.sample(pool.money, min(len(pool.money), pool.draw.randint(1, 4)))
    items = [
        {
            "type": "charge" if amount > 0 else "refund",
            "reference": name,
            "gross": str(amount),
            "fee": pool.one("0", "0.30", "1.25"),
        }
        for name, currency, amount in found
        if currency == code
    ]
    if pool.chance(0.3):
        kind = pool.one("reserve", "adjustment", "fee")
        items.append({"type": kind, "reference": pool.name("X"), "gross": pool.one("-5.00", "5.00")})
    if not items:
        return None
    net = sum(Decimal(one["gross"]) - Decimal(one.get("fee", "0")) for one in items)
    return pool.fact(
        "payout_settled",
        number=pool.name("PO"),
        gateway=pool.one(*GATEWAYS),
        currency=code,
        net=str(net),
        items=items,
    )


def dispute(pool: Pool) -> Fact:
    known = pool.known(pool.disputes, 0.4)
    if known is None:
        currency = pool.currency()
        amount = pool.money_text(currency["currency"])
        opened = (pool.name("CB"), pool.one(*GATEWAYS), currency, amount)
        pool.disputes.append(opened)
        return pool.fact(
            "chargeback_opened", chargeback=opened[0], gateway=opened[1], amount=amount, **currency
        )
    name, gateway, currency, amount = known
    if pool.chance(0.5):
        return pool.fact("chargeback_lost", chargeback=name, gateway=gateway)
    code = currency["currency"]
    return pool.fact("chargeback_won", chargeback=name, gateway=gateway, amount=amount, currency=code)


def card_sold(pool: Pool) -> Fact:
    card, currency = pool.name("GC"), pool.currency()
    pool.cards.append(card)
    amount = pool.money_text(currency["currency"])
    return pool.fact(
        "gift_card_sold", card=card, channel="web", gateway=pool.one(*GATEWAYS), amount=amount, **currency
    )


def card_expired(pool: Pool) -> Fact | None:
    card = pool.known(pool.cards)
    if card is None:
        return None
    amount = pool.money_text("USD", 1, 20)
    return pool.fact("gift_card_expired", card=card, currency="USD", amount=amount)


def credit_issued(pool: Pool) -> Fact:
    credit, currency = pool.name("SC"), pool.currency()
    pool.credits.append(credit)
    amount = pool.money_text(currency["currency"])
    return pool.fact(
        "store_credit_issued", credit=credit, customer=pool.one(*CUSTOMERS), amount=amount, **currency
    )


def settled(pool: Pool) -> Fact | None:
    """A card, a credit or a write-off settles part of an invoice."""
    invoiced = pool.known(pool.invoices)
    if invoiced is None:
        return None
    bill = pool.invoices[invoiced]
    code = bill.currency["currency"]
    fields = {
        "customer": bill.customer,
        "invoice": invoiced,
        "currency": code,
        "amount": pool.money_text(code, 1, 20),
    }
    if pool.cards and pool.chance(0.4):
        return pool.fact("gift_card_redeemed", card=pool.one(*pool.cards), **fields)
    if pool.credits and pool.chance(0.5):
        return pool.fact("store_credit_redeemed", credit=pool.one(*pool.credits), **fields)
    return pool.fact("write_off_approved", approved_by="kim", **fields)


def subscription(pool: Pool) -> Fact | None:
    """A service billed ahead, billed once more, changed, cancelled or given back, on days in any order."""
    known = pool.known(pool.subscriptions, 0.4)
    if known is None:
        return _renewed(pool, pool.name("SB"))
    customer, currency, number = pool.subscriptions[known]
    said = {"subscription": known, "customer": customer, "channel": "b2b", "item": "DG1"}
    code = currency["currency"]
    what = pool.one("changed", "changed", "cancelled", "renewed", "refunded")
    if what == "renewed":
        return _renewed(pool, known)
    if what == "refunded":
        return _given_back(pool, number)
    if what == "cancelled":
        return pool.fact("subscription_cancelled", **said, currency=code)
    amount = pool.one("0", "-5", pool.money_text(code), pool.money_text(code))
    until = pool.one("2026-02-14", "2026-04-30", "2026-12-31")
    return pool.fact("subscription_changed", **said, currency=code, service_to=until, amount=amount)


def _renewed(pool: Pool, name: str) -> Fact:
    number = pool.name("INV")
    customer, currency, _ = pool.subscriptions.get(name, (pool.one(*CUSTOMERS), pool.currency(), ""))
    amount = pool.money_text(currency["currency"], 12, 240)
    pool.subscriptions[name] = (customer, currency, number)
    line = {"line": "1", "item": "DG1", "quantity": "1", "amount": amount}
    pool.invoices[number] = Bill(customer, currency, "b2b", [line], Decimal(amount))
    first, last = pool.one(
        ("2026-01-15", "2026-02-14"), ("2026-02-01", "2026-02-28"), ("2026-03-01", "2026-05-31"),
        ("2026-02-01", "2027-01-31"), ("2026-05-01", "2026-07-31"),
    )  # fmt: skip
    return pool.fact(
        "subscription_renewed",
        subscription=name,
        customer=customer,
        channel="b2b",
        item="DG1",
        number=number,
        service_from=first,
        service_to=last,
        amount=amount,
        **currency,
    )


def _given_back(pool: Pool, number: str) -> Fact:
    """Some or all of what a service was billed at."""
    bill = pool.invoices[number]
    code = bill.currency["currency"]
    amount = str(bill.total) if pool.chance(0.4) else pool.money_text(code, 1, 12)
    pool.money.append((refund := pool.name("RF"), code, -Decimal(amount)))
    fact = pool.fact(
        "refund_issued",
        number=refund,
        refunds="invoice",
        refunded=number,
        lines=[{"line": "1", "item": "DG1", "quantity": "1", "amount": amount}],
        total=amount,
        currency=code,
        **_party(bill),
    )
    return fact | {"gateway": pool.one(*GATEWAYS)} if pool.chance(0.5) else fact


def returned(pool: Pool) -> Fact:
    shipped = pool.known(pool.shipments)
    line = {"item": pool.one(*GOODS), "quantity": "1", "restock": pool.chance(0.7)}
    if shipped:
        of = pool.draw.choice(pool.shipments[shipped])
        quantity = of["quantity"] if pool.chance(0.5) else "1"
        line |= {"item": of["item"], "quantity": quantity, "shipment": shipped, "shipment_line": of["line"]}
    where = pool.one("MAIN", "SHOP")
    return pool.fact(
        "goods_returned",
        number=pool.name("RT"),
        customer=pool.one(*CUSTOMERS),
        location=where,
        lines=[line],
    )


OFTEN = (
    (order, 8),
    (shipment, 9),
    (invoice, 9),
    (sale, 6),
    (payment, 8),
    (refund, 4),
    (payout, 3),
    (dispute, 2),
    (card_sold, 1),
    (card_expired, 1),
    (credit_issued, 1),
    (settled, 4),
    (subscription, 4),
    (returned, 4),
)
"""How often each is drawn."""
