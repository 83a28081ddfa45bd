"""Ledgers: the same postings booked by beancount and by hledger, both reading plain text.

Each event becomes one transaction with the postings tieout makes of it. For beancount, stock is held
in lots and reduced by the lot named, else first in, first out, as tieout does; hledger 1.x books the
amounts without lots.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

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

Stock = dict[str, dict[str, list[Decimal]]]
"""Of each item the lots on hand, oldest first: what is left, and the unit cost."""


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
    stock: Stock = {}
    with events.open(encoding="utf-8") as lines:
        for line in lines:
            event = json.loads(line)
            made = _lines(event, stock, lots=lots)
            if made:
                yield event["date"], event["id"], made


def _lines(event: dict[str, Any], stock: Stock, *, lots: bool) -> list[str]:
    match event["kind"]:
        case "goods_received":
            return [*_received(event, stock, lots=lots), "Liabilities:GRNI"]
        case "production_completed":
            return _produced(event, stock, lots=lots)
        case "bill_approved":
            return [f"Liabilities:GRNI  {event['total']} USD", "Liabilities:Payable"]
        case "goods_shipped":
            lines, value = _used(event["lines"], stock, "Finished", lots=lots)
            return [*lines, f"Expenses:COGS  {value} USD"]
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


def _received(event: dict[str, Any], stock: Stock, *, lots: bool) -> Iterator[str]:
    for line in event["lines"]:
        yield _put(stock, line, Decimal(line["unit_price"]), "Raw", lots=lots)


def _produced(event: dict[str, Any], stock: Stock, *, lots: bool) -> list[str]:
    """A run: what it used, what it made at its cost to 10⁻⁸, and the rest as labour."""
    (made,) = event["outputs"]
    lines, value = _used(event["consumed"], stock, "Raw", lots=lots)
    conversion = Decimal(event["labour"]) + Decimal(event["overhead"])
    unit = ((value + conversion) / Decimal(made["quantity"])).quantize(Decimal("0.00000001"))
    rest = unit * Decimal(made["quantity"]) - value
    account = "Raw" if made["item"].startswith("P") else "Finished"
    return [*lines, _put(stock, made, unit, account, lots=lots), f"Expenses:Labour  {-rest} USD"]


def _put(stock: Stock, line: dict[str, Any], unit: Decimal, account: str, *, lots: bool) -> str:
    quantity = Decimal(line["quantity"])
    stock.setdefault(line["item"], {})[line["lot"]] = [quantity, unit]
    if lots:
        return f'Assets:{account}  {quantity} {_commodity(line["item"])} {{{unit} USD, "{line["lot"]}"}}'
    return f"Assets:{account}  {quantity * unit} USD"


def _commodity(item: str) -> str:
    return f"{item}X"


def _used(
    lines: Sequence[dict[str, Any]], stock: Stock, account: str, *, lots: bool
) -> tuple[list[str], Decimal]:
    """The postings that take the lines from stock, and what they are worth."""
    written, worth = [], Decimal(0)
    for line in lines:
        quantity, named = Decimal(line["quantity"]), line.get("lot", "")
        value = _take(stock[line["item"]], quantity, named)
        worth += value
        which = f'"{named}"' if named else ""
        amount = f"{quantity} {_commodity(line['item'])} {{{which}}}" if lots else f"{value} USD"
        written.append(f"Assets:{account}  -{amount}")
    return written, worth


def _take(layers: dict[str, list[Decimal]], quantity: Decimal, named: str) -> Decimal:
    """Take from the lot named, else from the oldest ones; the value taken."""
    value = Decimal(0)
    while quantity:
        lot = named or next(iter(layers))
        piece = min(quantity, layers[lot][0])
        value += piece * layers[lot][1]
        quantity -= piece
        layers[lot][0] -= piece
        if not layers[lot][0]:
            del layers[lot]
    return value


WRITERS: Final = {"beancount": write_beancount, "hledger": write_hledger}


def compared(kind: str, events: Path, folder: Path, ours: float, limit: int) -> str:
    """What another program takes for the events, beside the seconds `ours` takes; written in a folder."""
    journal = folder / f"books.{kind}"
    count = WRITERS[kind](events, journal)
    found = timed(check_command(kind, journal), limit)
    if found is None:
        return "not installed here"
    if found >= limit:
        return f"stopped after {limit} s; tieout takes less than {ours / limit:.2f} of it"
    return f"{found:8.1f} s  {count:,} transactions; tieout takes {ours / found:.2f} of it"


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
