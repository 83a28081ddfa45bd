"""The report of the long proof: what was compared, what differed, what other methods err by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from textwrap import fill
from typing import Any

from tests.oracle.methods import METHODS

Result = dict[str, Any]
SMALLEST = 10**8
"""Histories whose amount is under 1.00 are left out of relative errors: a cent would be a large part."""

_TEXT = """# Proof of costing

`python -m tests.oracle --histories {asked} --write docs/costing-proof.md` wrote this page.

{histories} random histories of a small manufacturer were costed twice: by tieout, through loading, gates,
costing, posting and the store, and by an oracle that was written from the accounting rules and shares no
code with it (`tests/oracle/README.md`, which also names what it does not cover, and what of the matching of
bills was settled by comparing both). Compared were every lot (quantity to 10⁻⁶ units, value to 10⁻⁸ of
money), every account per business date to the cent, the control accounts of stock and goods received not
invoiced to 10⁻⁸, the cost of sales of every sale, what was quarantined and what waits for its goods.

| | |
|---|---|
| histories | {histories} |
| of them in several costing cycles, with late facts | {late} |
| of them with items at FIFO, average or standard cost | {methods} |
| events | {events} |
| lots | {lots} |
| histories by levels of production | {levels} |
| histories that differ | {failed} |

{failures}Events: {kinds}.

## What average cost and FIFO make of the same histories

Every item is costed by its lots here, by average cost and by FIFO in turn, whatever method it states. The
latter ignore lot numbers and know no genealogy: a bill's difference or freight goes to what is on hand
of its receipt, else to the price variance. Average cost is kept per item and location, FIFO takes the
oldest layers there. The error is the difference to the cost by lots, as a part of it; histories in which
the amount by lots is under 1.00 are left out. Prices here go from nothing to 50.00 for one item, to find
faults: the figures say that the methods differ, not by how much they would in a company of even prices.

| method | amount | histories | mean error | median | worst | over 1 % |
|---|---|---|---|---|---|---|
{rows}
"""


def report(results: Sequence[Result]) -> str:
    """Markdown of the results."""
    kinds: Counter[str] = Counter()
    for result in results:
        kinds.update(result["kinds"])
    failed = [result for result in results if result["differences"]]
    levels = sorted(Counter(result["depth"] for result in results).items())
    seeds = ", ".join(str(result["seed"]) for result in failed[:50])
    return _TEXT.format(
        asked=len(results),
        histories=_n(len(results)),
        late=_n(sum(result["cycles"] > 1 for result in results)),
        methods=_n(sum(result["methods"] != ["lot_actual"] for result in results)),
        events=_n(sum(result["events"] for result in results)),
        lots=_n(sum(result["lots"] for result in results)),
        levels=", ".join(f"{depth}: {_n(count)}" for depth, count in levels),
        failed=len(failed),
        failures=f"Seeds that differ: {seeds}.\n\n" if failed else "",
        kinds=fill(", ".join(f"{kind} {_n(count)}" for kind, count in sorted(kinds.items())), 108),
        rows="\n".join(
            _row(results, method, key, words)
            for method in METHODS
            for key, words in (("cogs", "cost of sales"), ("stock", "inventory"))
        ),
    )


def _row(results: Sequence[Result], method: str, key: str, words: str) -> str:
    errors = sorted(
        Fraction(abs(result[key][method] - result[key]["lot"]), abs(result[key]["lot"]))
        for result in results
        if abs(result[key]["lot"]) >= SMALLEST
    )
    if not errors:
        return f"| {method} | {words} | 0 | | | | |"
    over = sum(error > Fraction(1, 100) for error in errors)
    mean = sum(errors, Fraction(0)) / len(errors)
    figures = " | ".join(_percent(error) for error in (mean, errors[len(errors) // 2], errors[-1]))
    return f"| {method} | {words} | {_n(len(errors))} | {figures} | {_n(over)} |"


def _percent(part: Fraction) -> str:
    return f"{round(part * 10_000) // 100:,}.{round(part * 10_000) % 100:02} %"


def _n(count: int) -> str:
    return f"{count:,}"
