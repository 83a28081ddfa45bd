"""Ledgers: the same postings booked by beancount and by hledger, both reading plain text.

Each event becomes one transaction with the postings tieout makes of it. For beancount, stock is held
in lots and reduced first in, first out, as tieout does; hledger 1.x books the amounts without lots.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

ACCOUNTS = (
    "Assets:Raw",
    "Assets:Finished",
    "Assets:Receivable",
    "Assets:Clearing",
    "Liabilities:GRNI",
    "Liabilities:Payable",
    "Liabilities:Tax",
    "Income:Sales",
    "Expenses:COGS",
    "Expenses:Labour",
)


def write_beancount(events: Path, target: Path) -> int:
    """The events as a beancount file with FIFO lots; the number of transactions."""
    count = 0
    with target.open("w", encoding="utf-8") as out:
        out.write('option "booking_method" "FIFO"\noption "operating_currency" "USD"\n')
        for account in ACCOUNTS:
            out.write(f"2025-01-01 open {account}\n")
        for day, text, lines in _transactions(events, lots=True):
            out.write(f'\n{day} * "{text}"\n' + "".join(f"  {line}\n" for line in lines))
            count += 1
    return count


def write_hledger(events: Path, target: Path) -> int:
    """The events as an hledger journal; the number of transactions."""
    count = 0
    with target.open("w", encoding="utf-8") as out:
        for day, text, lines in _transactions(events, lots=False):
            out.write(f"{day} {text}\n" + "".join(f"  {line}\n" for line in lines) + "\n")
            count += 1
    return count


def _transactions(events: Path, *, lots: bool) -> Iterator[tuple[str, str, list[str]]]:
    stock: dict[str, deque[list[Decimal]]] = {}
    with events.open(encoding="utf-8") as lines:
        for line in lines:
            event = json.loads(line)
            made = _lines(event, stock, lots=lots)
            if made:
                yield event["date"], event["id"], made


def _lines(event: dict[str, Any], stock: dict[str, deque[list[Decimal]]], *, lots: bool) -> list[str]:
    match event["kind"]:
        case "goods_received":
            line = event["lines"][0]
            return [
                *_put(stock, line["item"], line["quantity"], Decimal(line["unit_price"]), "Raw", lots),
                "Liabilities:GRNI",
            ]
        case "production_completed":
            return _produced(event, stock, lots)
        case "bill_approved":
            return [f"Liabilities:GRNI  {event['total']} USD", "Liabilities:Payable"]
        case "goods_shipped":
            line = event["lines"][0]
            taken = _take(stock, line["item"], Decimal(line["quantity"]), "Finished", lots)
            return [*taken[0], f"Expenses:COGS  {taken[1]} USD"]
        case "invoice_issued":
            tax = event["taxes"][0]["amount"]
            return [
                f"Assets:Receivable  {event['total']} USD",
                f"Liabilities:Tax  -{tax} USD",
                "Income:Sales",
            ]
        case "payment_captured":
            return [f"Assets:Clearing  {event['amount']} USD", "Assets:Receivable"]
        case _:
            return []


def _produced(event: dict[str, Any], stock: dict[str, deque[list[Decimal]]], lots: bool) -> list[str]:  # noqa: FBT001
    used, made = event["consumed"][0], event["outputs"][0]
    lines, value = _take(stock, used["item"], Decimal(used["quantity"]), "Raw", lots)
    conversion = Decimal(event["labour"]) + Decimal(event["overhead"])
    unit = ((value + conversion) / Decimal(made["quantity"])).quantize(Decimal("0.00000001"))
    rest = unit * Decimal(made["quantity"]) - value
    return [
        *lines,
        *_put(stock, made["item"], made["quantity"], unit, "Finished", lots),
        f"Expenses:Labour  {-rest} USD",
    ]


def _put(
    stock: dict[str, deque[list[Decimal]]],
    item: str,
    quantity: str,
    unit: Decimal,
    account: str,
    lots: bool,  # noqa: FBT001
) -> list[str]:
    stock.setdefault(item, deque()).append([Decimal(quantity), unit])
    if lots:
        return [f"Assets:{account}  {quantity} {item}X {{{unit} USD}}"]
    return [f"Assets:{account}  {Decimal(quantity) * unit} USD"]


def _take(
    stock: dict[str, deque[list[Decimal]]],
    item: str,
    quantity: Decimal,
    account: str,
    lots: bool,  # noqa: FBT001
) -> tuple[list[str], Decimal]:
    left, value = quantity, Decimal(0)
    layers = stock[item]
    while left:
        piece = min(left, layers[0][0])
        value += piece * layers[0][1]
        left -= piece
        layers[0][0] -= piece
        if not layers[0][0]:
            layers.popleft()
    if lots:
        return [f"Assets:{account}  -{quantity} {item}X {{}}"], value
    return [f"Assets:{account}  -{value} USD"], value


def timed(command: Iterable[str], limit: int) -> float | None:
    """Seconds a command takes, `limit` when it was stopped there; None = the program is not installed.

    Raises:
        subprocess.CalledProcessError: it refused the file.
    """
    words = list(command)
    if shutil.which(words[0]) is None:
        return None
    began = time.perf_counter()
    try:
        subprocess.run(words, check=True, stdout=subprocess.DEVNULL, timeout=limit)
    except subprocess.TimeoutExpired:
        return float(limit)
    return time.perf_counter() - began


def check_command(kind: str, file: Path) -> list[str]:
    """The command that books a file: beancount's loader, or hledger's balance report."""
    if kind == "beancount":
        code = (
            "import sys; from beancount import loader; e, err, o = loader.load_file(sys.argv[1]); "
            "sys.exit(str(err[:3]) if err else 0)"
        )
        return [sys.executable, "-c", code, str(file)]
    return ["hledger", "-f", str(file), "balance", "--flat", "-N", "--depth", "1"]
