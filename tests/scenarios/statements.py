"""Statements: one event per line, as a person would write it down, and the event it states.

    2026-03-02 goods_received R1: 200 FLOUR at 1.10, lot L1; 5 SALT at 2
    2026-03-03 invoice_issued I1 of order O1: 10 FLOUR for 30.00 less 5.00; tax CA 1.65

A line is a date, a kind, its number, what it belongs to (`of order O1`, `to SHOP`), a colon, and
clauses apart by semicolons. `item FLOUR: raw, food` states an item; `, by average` or `, at standard
1.50` after it how it is costed; a day before it the day it holds from. `in EUR at 1.10` is another
currency at its rate, `from Ann` another customer than Bob. A supplier named Acme, the customers Bob and
Ann and the locations MAIN and SHOP are known.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from itertools import count
from typing import Any, Final

Event = dict[str, Any]
_ROLES: Final = {
    "raw": "inventory_raw",
    "semi-finished": "inventory_semi",
    "finished": "inventory_finished",
    "merchandise": "inventory_merchandise",
}
_NUMBER: Final = r"-?[0-9]+(?:\.[0-9]+)?"
_STATEMENT: Final = re.compile(
    r"(\d{4}-\d\d-\d\d) (\w+)(?: (\S+?))?((?: (?:of|to|at|from|in|by) .+?)?):(?: (.*))?$"
)
_GOODS: Final = re.compile(
    rf"(?P<quantity>{_NUMBER}) (?P<item>[A-Z][A-Z0-9-]*)"
    rf"(?: at (?P<at>{_NUMBER}))?(?: for (?P<amount>{_NUMBER}))?(?: less (?P<discount>{_NUMBER}))?"
    rf"(?: worth (?P<value>{_NUMBER}))?(?: share (?P<share>{_NUMBER}))?"
    r"(?: of (?P<of>[^\s,]+))?(?:, lot (?P<lot>\S+))?(?:, (?P<what>scrapped))?$"
)
_ITEM: Final = re.compile(r"(?:(\d{4}-\d\d-\d\d) )?item ([A-Z][A-Z0-9-]*): (.*)$")
_COSTED: Final = re.compile(rf"(?:, by (fifo|average|lot_actual))?(?:, at standard ({_NUMBER}))?$")
_WORD: Final = re.compile(r"(?P<word>[a-z_]+) (?P<rest>.+)$")


class StatementError(ValueError):
    """A line of a scenario that states no event."""


def founding() -> list[Event]:
    """Parties and locations every scenario knows."""
    known: list[Event] = [
        {"kind": "party", "party": "Acme", "name": "Acme", "roles": ["supplier"], "currency": "USD"},
        {"kind": "party", "party": "Bob", "name": "Bob", "roles": ["customer"], "currency": "USD"},
        {"kind": "location", "location": "MAIN"},
        {"kind": "location", "location": "SHOP", "account_group": "shop"},
        {"kind": "party", "party": "Ann", "name": "Ann", "roles": ["customer"], "currency": "USD"},
    ]
    return [
        {**event, "source": "erp", "id": f"{event['kind']}-{place}", "date": "2026-01-01"}
        for place, event in enumerate(known)
    ]


def event_of(line: str, serial: int) -> Event:
    """The event a line states.

    Raises:
        StatementError: it is not of the form above.
    """
    envelope: Event = {"source": "erp", "sequence": serial, "id": f"e{serial}"}
    if found := _ITEM.match(line):
        day, name, words = found.groups()
        words, costing = _costing(words)
        role, _, category = words.partition(", ")
        category, _, weight = category.partition(", weighs ")
        kept: Event = {"type": role} if role == "service" else {"inventory_role": _ROLES[role]}
        return {
            **envelope, "kind": "item", "date": day or "2026-01-01", "item": name, "name": name.title(),
            "category": category, **kept, **({"weight": weight} if weight else {}), **costing,
        }  # fmt: skip
    found = _STATEMENT.match(line)
    if not found:
        raise StatementError(line)
    day, kind, number, belongs, clauses = found.groups()
    reader = _READERS.get(kind)
    if reader is None:
        raise StatementError(f"{line}: no reader of {kind}")
    facts = reader(number or "", belongs.strip(), [part.strip() for part in (clauses or "").split(";")])
    return {**envelope, "kind": kind, "date": day, **facts}


def _costing(words: str) -> tuple[str, Event]:
    """How an item is costed, off what else is said of it."""
    words, absorbed, role = words.partition(", absorbed as ")
    if absorbed:
        return words, {"absorbed_as": role}
    found = _COSTED.search(words)
    method, standard = found.groups() if found else (None, None)
    if found is None or not (method or standard):
        return words, {}
    stocked = not words.startswith("service")
    facts = {"costing_method": method or "standard"} if stocked else {}
    return words[: found.start()], {**facts, **({"standard_cost": standard} if standard else {})}


def _goods(clause: str) -> dict[str, str]:
    found = _GOODS.match(clause)
    if not found:
        raise StatementError(f"{clause!r} states no goods")
    return {name: value for name, value in found.groupdict().items() if value}


def _after(belongs: str, word: str, default: str = "") -> str:
    """What stands after a word: `of order O1 in web` has `O1` after `of order`."""
    found = re.search(rf"\b{word} (\S+)", belongs)
    return found[1] if found else default


def _customer(belongs: str) -> Event:
    """Who it is about, and in which currency: Bob in US dollars where nothing else is said."""
    return {"customer": _after(belongs, "from", "Bob"), **_currency(belongs)}


def _currency(belongs: str) -> Event:
    currency = re.search(r"\bin ([A-Z]{3})\b(?: at (\S+))?", belongs)
    if currency is None:
        return {"currency": "USD"}
    return {"currency": currency[1], **({"rate": currency[2]} if currency[2] else {})}


def _reference(text: str, line: str = "1") -> tuple[str, str]:
    """A document and its line: `S1` is line 1 of it, `S1/2` its second."""
    name, _, part = text.partition("/")
    return name, part or line


def _received(number: str, belongs: str, clauses: list[str]) -> Event:
    lines = []
    for clause, place in zip(clauses, count(1), strict=False):
        goods = _goods(clause)
        line = {"line": str(place), "item": goods["item"], "quantity": goods["quantity"]}
        lines.append({**line, "unit_price": goods["at"], "lot": goods.get("lot", "")})
    currency = _after(belongs, "in", "USD")
    rate = {"rate": _after(belongs, "at")} if "at" in belongs.split() else {}
    facts = {"receipt": number, "supplier": "Acme", "location": "MAIN", "currency": currency}
    return {**facts, "lines": lines, **rate}


def _ordered_goods(number: str, _: str, clauses: list[str]) -> Event:
    lines = []
    for goods, place in zip(map(_goods, clauses), count(1), strict=False):
        line = {"line": str(place), "item": goods["item"], "quantity": goods["quantity"]}
        lines.append({**line, "unit_price": goods["at"]})
    return {"order": number, "supplier": "Acme", "currency": "USD", "lines": lines}


def _ordered_goods_anew(number: str, belongs: str, clauses: list[str]) -> Event:
    said = _ordered_goods(number, belongs, clauses)
    return {"order": number, "lines": said["lines"]}


def _rejected(number: str, belongs: str, clauses: list[str]) -> Event:
    """Goods refused at the door: `goods_rejected D1 of order PO1: 2 TIN`."""
    lines = [{"item": goods["item"], "quantity": goods["quantity"]} for goods in map(_goods, clauses)]
    return {"supplier": "Acme", "order": _after(belongs, "order"), "delivery": number, "lines": lines}


def _bill_paid(number: str, _: str, clauses: list[str]) -> Event:
    return {"bill": number, "supplier": "Acme", "currency": "USD", "amount": clauses[0]}


def _ordered(number: str, belongs: str, clauses: list[str]) -> Event:
    said = _billed(number, belongs, clauses)
    lines = [{name: value for name, value in line.items() if name != "discount"} for line in said["lines"]]
    kept = ("customer", "channel", "currency", "total")
    return {"order": number, "lines": lines, **{name: said[name] for name in kept}}


def _failed(number: str, belongs: str, clauses: list[str]) -> Event:
    said = _captured(number, belongs, clauses)
    kept = ("customer", "gateway", "currency", "amount", "invoice", "order")
    return {name: said[name] for name in kept if name in said}


def _opened(_: str, __: str, clauses: list[str]) -> Event:
    lots = []
    for goods in map(_goods, clauses):
        lot = {"item": goods["item"], "quantity": goods["quantity"], "unit_cost": goods["at"]}
        lots.append({**lot, "lot": goods.get("lot", "")})
    return {"location": "MAIN", "lots": lots}


def _shipped(number: str, belongs: str, clauses: list[str]) -> Event:
    lines = []
    for goods, place in zip(map(_goods, clauses), count(1), strict=False):
        line = {"line": str(place), "item": goods["item"], "quantity": goods["quantity"]}
        lines.append({**line, "order_line": goods["item"], "lot": goods.get("lot", "")})
    order, place_ = _after(belongs, "order"), _after(belongs, "from", "MAIN")
    return {"shipment": number, "order": order, "location": place_, "lines": lines}


def _billed(number: str, belongs: str, clauses: list[str]) -> Event:
    """What an invoice, a sale and a refund have in common."""
    lines: list[Event] = []
    channel = re.search(r"\bin ([a-z]\S*)", belongs)
    facts: Event = {"number": number, "channel": channel[1] if channel else "web"}
    facts |= {**_customer(belongs), "lines": lines, "taxes": []}
    total = Decimal(0)
    for clause in clauses:
        word = _WORD.match(clause)
        if word is None:
            goods = _goods(clause)
            line = {"line": str(len(lines) + 1), "item": goods["item"], "quantity": goods["quantity"]}
            lines.append({**line, "amount": goods["amount"], "discount": goods.get("discount", "0")})
            total += Decimal(goods["amount"]) - Decimal(goods.get("discount", "0"))
        else:
            total += _charge(facts, word["word"], word["rest"])
    facts.setdefault("total", str(total))
    return facts


def _charge(facts: Event, word: str, rest: str) -> Decimal:
    """A charge beside the lines; what it adds to the total."""
    name, _, amount = rest.rpartition(" ")
    match word:
        case "shipping":
            facts["shipping"] = rest
            return Decimal(rest)
        case "tax":
            facts["taxes"].append({"agency": name, "amount": amount})
            return Decimal(amount)
        case "keep":
            kept = f"-{amount}"
            facts.setdefault("adjustments", []).append({"reason": name, "amount": kept})
            return Decimal(kept)
        case "total":
            facts["total"] = rest
        case "by" if name in {"gift_card", "store_credit", "deposit"}:
            facts.setdefault("tenders", []).append({"type": name, "amount": amount})
        case "by" if amount.replace(".", "").isdigit():
            tender = {"type": "gateway", "gateway": name, "amount": amount}
            facts.setdefault("tenders", []).append(tender)
        case "by":
            facts["gateway"] = rest
        case _:
            raise StatementError(f"{word} {rest}")
    return Decimal(0)


def _sold(number: str, belongs: str, clauses: list[str]) -> Event:
    facts = _billed(number, belongs, clauses)
    order = _after(belongs, "order")
    lines = [{**line, "order_line": line["item"]} for line in facts["lines"]]
    return {**facts, "order": order, "lines": lines}


def _refunded(number: str, belongs: str, clauses: list[str]) -> Event:
    facts = _billed(number, belongs, [] if "deposit" in belongs else clauses)
    for what in ("invoice", "sale", "deposit"):
        if what in belongs.split():
            facts |= {"refunds": what, "refunded": _after(belongs, what)}
    if facts["refunds"] == "deposit":
        amount, _, gateway = clauses[0].partition(" by ")
        facts |= {"total": amount, "gateway": gateway}
    return facts


def _came_back(number: str, _: str, clauses: list[str]) -> Event:
    lines = []
    for goods in map(_goods, clauses):
        line: Event = {"item": goods["item"], "quantity": goods["quantity"], "lot": goods.get("lot", "")}
        if "of" in goods:
            line["shipment"], line["shipment_line"] = _reference(goods["of"])
        lines.append({**line, "restock": "what" not in goods})
    return {"number": number, "customer": "Bob", "location": "MAIN", "lines": lines}


def _sent_back(number: str, _: str, clauses: list[str]) -> Event:
    lines = []
    for goods in map(_goods, clauses):
        receipt, line = _reference(goods["of"])
        lines.append(
            {"receipt": receipt, "receipt_line": line, "item": goods["item"], "quantity": goods["quantity"]}
        )
    return {"number": number, "supplier": "Acme", "lines": lines}


def _bill(number: str, belongs: str, clauses: list[str]) -> Event:
    """`200 of R1 for 220.00`, `price of R1 for 3.00`, `cost shipping_cost 12`, `tax VAT 20`."""
    lines: list[Event] = []
    taxes, total = [], Decimal(0)
    for clause, place in zip(clauses, count(1), strict=False):
        what, _, amount = clause.rpartition(" ")
        total += Decimal(amount)
        words = what.split()
        if words[0] == "tax":
            taxes.append({"agency": words[1], "amount": amount})
        elif words[0] == "cost":
            lines.append({"line": str(place), "amount": amount, "cost": words[1]})
        else:
            receipt, line = _reference(words[2])
            billed = {"receipt": receipt, "receipt_line": line} if receipt != "-" else {}
            billed |= {"quantity": words[0]} if words[0] != "price" else {}
            lines.append({"line": str(place), "amount": amount, **billed})
    currency = _after(belongs, "in", "USD")
    rate = {"rate": _after(belongs, "at")} if "at" in belongs.split() else {}
    facts: Event = {"number": number, "supplier": "Acme", "currency": currency, "lines": lines, **rate}
    facts |= {"total": str(total)}
    return {**facts, "input_taxes": taxes} if taxes else facts


def _closed(number: str, _: str, clauses: list[str]) -> Event:
    """`receipt_closed R1: by Ann`; a bill without receipt is `bill/B1`."""
    name, line = _reference(number)
    named = {"bill": line} if name == "bill" else {"receipt": name, "receipt_line": line}
    return {**named, "approved_by": clauses[0].removeprefix("by ")}


def _reclassified(_: str, __: str, clauses: list[str]) -> Event:
    """`grni_reclassified: R1/1 for 21.00`."""
    lines = [dict(zip(("reference", "amount"), one.split(" for "), strict=True)) for one in clauses]
    return {"lines": lines, "approved_by": "Ann"}


def _landed(number: str, _: str, clauses: list[str]) -> Event:
    """`30.00 for R1, R2 by weight`, `12.00 for run RUN1, RUN2`."""
    amount, _, names = clauses[0].partition(" for ")
    names, _, by = names.partition(" by ")
    what = "runs" if names.startswith("run ") else "receipts"
    return {
        "number": number, "supplier": "Acme", "currency": "USD", "amount": amount,
        what: names.removeprefix("run ").split(", "), "allocate_by": by or "value",
    }  # fmt: skip


def _consumed(clause: str) -> Event:
    goods = _goods(clause)
    value = {"value": goods["value"]} if "value" in goods else {}
    return {"item": goods["item"], "quantity": goods["quantity"], "lot": goods.get("lot", ""), **value}


def _issued(number: str, _: str, clauses: list[str]) -> Event:
    facts: Event = {"run": number, "location": "MAIN", "consumed": []}
    for clause in clauses:
        word, _, rest = clause.partition(" ")
        if word in {"labour", "overhead"}:
            facts[word] = rest
        else:
            facts["consumed"].append(_consumed(clause))
    return facts


_RUN_WORDS: Final = {
    "labour": "labour",
    "overhead": "overhead",
    "scrapped": "scrapped",
    "abnormal": "abnormal_scrap",
    "yield": "expected_yield",
    "remaining": "expected_remaining",
    "hours": "labour_hours",
    "bom": "bom",
}


def _made(number: str, _: str, clauses: list[str]) -> Event:
    facts: Event = {"run": number, "location": "MAIN", "consumed": [], "outputs": []}
    for clause in clauses:
        word, _, rest = clause.partition(" ")
        if word == "used":
            facts["consumed"].append(_consumed(rest))
        elif word in {"made", "co_product", "by_product"}:
            goods = _goods(rest)
            kept = ("item", "quantity", "lot", "share", "value")
            output: Event = {name: goods[name] for name in kept if name in goods}
            facts["outputs"].append({**output, "role": "main" if word == "made" else word})
        else:
            facts[_RUN_WORDS[word]] = rest
    return facts


def _recipe(number: str, belongs: str, clauses: list[str]) -> Event:
    """`bom_version B1 of BREAD: 10 BREAD; 8 FLOUR; labour 20; hours 2; overhead 5; yield 0.9`."""
    output, *rest = clauses
    facts: Event = {"bom": number, "item": _after(belongs, "of")}
    facts |= {"alternate": True} if _after(belongs, "by") == "alternate" else {}
    facts |= {"output_quantity": _goods(output)["quantity"], "components": []}
    for clause in rest:
        word, _, value = clause.partition(" ")
        if word in _RUN_WORDS:
            facts[_RUN_WORDS[word]] = value
        else:
            goods = _goods(clause)
            facts["components"].append({"item": goods["item"], "quantity": goods["quantity"]})
    return facts


def _taken_apart(number: str, _: str, clauses: list[str]) -> Event:
    what, *parts = clauses
    components = [
        {name: goods[name] for name in ("item", "quantity", "share")} for goods in map(_goods, parts)
    ]
    return {"run": number, "location": "MAIN", **_consumed(what), "components": components}


def _adjusted(number: str, _: str, clauses: list[str]) -> Event:
    lines = []
    for goods in map(_goods, clauses):
        cost = {"unit_cost": goods["at"]} if "at" in goods else {}
        lines.append({"item": goods["item"], "quantity": goods["quantity"], **cost})
    return {"location": "MAIN", "reason": number, "lines": lines}


def _counted(_: str, __: str, clauses: list[str]) -> Event:
    lines = [{"item": goods["item"], "counted": goods["quantity"]} for goods in map(_goods, clauses)]
    return {"location": "MAIN", "lines": lines}


def _transferred(number: str, belongs: str, clauses: list[str]) -> Event:
    arrived = {"arrived": _after(belongs, "arriving")} if "arriving" in belongs else {}
    lines = [_consumed(clause) for clause in clauses]
    goal = _after(belongs, "to").rstrip(",")
    start = "SHOP" if goal == "MAIN" else "MAIN"
    return {"transfer": number, "from_location": start, "to_location": goal, "lines": lines, **arrived}


def _dispatched(number: str, belongs: str, clauses: list[str]) -> Event:
    found = _transferred(number, belongs.replace(" due ", " , "), clauses)
    due = re.search(r"\bdue (\S+)", belongs)
    return {**found, **({"due": due[1]} if due else {})}


def _arrived(number: str, belongs: str, clauses: list[str]) -> Event:
    lines = [_consumed(clause) for clause in clauses]
    return {"transfer": number, "to_location": _after(belongs, "at", "SHOP"), "lines": lines}


def _lost_on_the_road(number: str, _: str, clauses: list[str]) -> Event:
    return {"transfer": number, "lines": [_consumed(clause) for clause in clauses]}


def _revalued(number: str, _: str, clauses: list[str]) -> Event:
    lines = [{"item": goods["item"], "per_unit": goods["quantity"]} for goods in map(_goods, clauses)]
    return {"location": "MAIN", "reason": number, "lines": lines}


def _captured(number: str, belongs: str, clauses: list[str]) -> Event:
    """`100.00 by stripe`, `100.00 by stripe as ch_1`: what the gateway calls it."""
    amount, _, gateway = clauses[0].partition(" by ")
    gateway, _, reference = gateway.partition(" as ")
    facts: Event = {"number": number, **_customer(belongs), "amount": amount, "gateway": gateway}
    name = "order" if "order" in belongs else "invoice"
    called = {"reference": reference} if reference else {}
    return {**facts, name: _after(belongs, name), "channel": "web", **called}


def _payout(number: str, belongs: str, clauses: list[str]) -> Event:
    """`charge c1 100.00 fee 3.00 on 2026-01-31`; the net is their sum."""
    items, net = [], Decimal(0)
    for clause in clauses:
        kind, reference, gross, _, fee, _, day = clause.split()
        items.append({"type": kind, "reference": reference, "gross": gross, "fee": fee, "date": day})
        net += Decimal(gross) - Decimal(fee)
    facts = {"number": number, "gateway": _after(belongs, "by"), **_currency(belongs)}
    return {**facts, "items": items, "net": str(net)}


def _written_off(number: str, belongs: str, clauses: list[str]) -> Event:
    facts = {"invoice": number, **_customer(belongs), "approved_by": "Ann"}
    return {**facts, "amount": clauses[0]}


def _card_sold(number: str, belongs: str, clauses: list[str]) -> Event:
    amount, _, gateway = clauses[0].partition(" by ")
    return {"card": number, "channel": "web", **_currency(belongs), "amount": amount, "gateway": gateway}


def _settled(what: str) -> Callable[[str, str, list[str]], Event]:
    def read(number: str, belongs: str, clauses: list[str]) -> Event:
        facts: Event = {**_customer(belongs), "amount": clauses[0]}
        return {what: number, "invoice": _after(belongs, "invoice"), **facts}

    return read


def _credit(number: str, belongs: str, clauses: list[str]) -> Event:
    return {"credit": number, **_customer(belongs), "amount": clauses[0]}


def _card_expired(number: str, belongs: str, clauses: list[str]) -> Event:
    return {"card": number, **_currency(belongs), "amount": clauses[0]}


def _disputed(number: str, belongs: str, clauses: list[str]) -> Event:
    amount, _, fee = clauses[0].partition(" fee ")
    gateway = _after(belongs, "by")
    return {
        "chargeback": number,
        "gateway": gateway,
        **_currency(belongs),
        "amount": amount,
        "fee": fee or "0",
    }


def _lost(number: str, belongs: str, _clauses: list[str]) -> Event:
    return {"chargeback": number, "gateway": _after(belongs, "by")}


def _register(number: str, belongs: str, clauses: list[str]) -> Event:
    """`SO-1 20.00 Bob`, `SUB-1 60.00 Bob to 2026-12-31`; the gateway or agency stands after `of`."""
    lines = []
    for reference, amount, *more in (clause.split() for clause in clauses):
        line = {"reference": reference, "amount": amount, "party": more[0] if more else ""}
        lines.append({**line, "due": more[2]} if more[1:] else line)
    return {"register": number, "qualifier": _after(belongs, "of"), **_currency(belongs), "lines": lines}


def _subscribed(number: str, belongs: str, clauses: list[str]) -> Event:
    """`1 ADVICE for 365.00; from 2026-01-15; to 2027-01-14`."""
    said = dict(clause.split(" ") for clause in clauses[1:])
    service = {f"service_{word}": day for word, day in said.items()}
    goods = _goods(clauses[0])
    facts = {**_customer(belongs), "subscription": _after(belongs, "subscription"), "item": goods["item"]}
    amount = {"amount": goods["amount"]} if "amount" in goods else {}
    named = {"number": number} if "service_from" in service else {}
    return {**facts, **amount, **service, **named, "channel": "web"}


def _over(_: str, __: str, ___: list[str]) -> Event:
    return {}


_READERS: Final[dict[str, Callable[[str, str, list[str]], Event]]] = {
    "purchase_order_placed": _ordered_goods,
    "purchase_order_changed": _ordered_goods_anew,
    "purchase_order_closed": lambda number, *_: {"order": number},
    "goods_rejected": _rejected,
    "bill_paid": _bill_paid,
    "order_placed": _ordered,
    "payment_failed": _failed,
    "goods_received": _received,
    "opening_stock": _opened,
    "goods_shipped": _shipped,
    "invoice_issued": _sold,
    "sale_paid": _sold,
    "refund_issued": _refunded,
    "goods_returned": _came_back,
    "goods_returned_to_supplier": _sent_back,
    "bill_approved": _bill,
    "supplier_credited": _bill,
    "receipt_closed": _closed,
    "grni_reclassified": _reclassified,
    "landed_cost_billed": _landed,
    "bom_version": _recipe,
    "production_closed": lambda number, *_: {"run": number},
    "materials_issued": _issued,
    "production_completed": _made,
    "disassembly_completed": _taken_apart,
    "stock_adjusted": _adjusted,
    "stock_counted": _counted,
    "stock_transferred": _transferred,
    "transfer_dispatched": _dispatched,
    "transfer_arrived": _arrived,
    "transfer_lost": _lost_on_the_road,
    "stock_revalued": _revalued,
    "payment_captured": _captured,
    "payout_settled": _payout,
    "write_off_approved": _written_off,
    "gift_card_sold": _card_sold,
    "gift_card_expired": _card_expired,
    "gift_card_redeemed": _settled("card"),
    "store_credit_issued": _credit,
    "store_credit_redeemed": _settled("credit"),
    "chargeback_opened": _disputed,
    "chargeback_won": _disputed,
    "chargeback_lost": _lost,
    "subscription_renewed": _subscribed,
    "subscription_changed": _subscribed,
    "subscription_cancelled": _subscribed,
    "revenue_recognised": _over,
    "opening_register": _register,
}
